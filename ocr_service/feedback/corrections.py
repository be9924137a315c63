"""Take in what a person corrected: the category and the fields of a document; export, import and reset."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ocr_service.feedback import category_counts, vendors
from ocr_service.feedback.category_counts import LearnedCounts, words_of
from ocr_service.feedback.files import write_json, writing
from ocr_service.feedback.vendors import VendorMemory

# What belongs to a vendor and is the same on its next document; dates, numbers and totals are not.
LASTING_FIELDS = ("vendor", "issuer", "address", "currency", "iban")
MOST_LENGTH = 300
FILES = (category_counts.FILE, vendors.FILE)


def learn(
    folder: Path,
    *,
    text: str,
    found: Mapping[str, Any],
    category: str | None = None,
    corrected: Mapping[str, str] | None = None,
) -> None:
    """Remember a correction; the next document goes by it.

    ``text`` is the document's text, ``found`` the ``fields`` member of its result, ``category`` the
    right one (None: as it was), ``corrected`` right values by field name. Values that do not last
    from document to document are ignored. Raises ``ValueError`` on a value that is too long.
    """
    right = {
        name: " ".join(value.split()) for name, value in (corrected or {}).items() if name in LASTING_FIELDS
    }
    for name, value in right.items():
        if not value or len(value) > MOST_LENGTH:
            raise ValueError(f"`{name}` must have 1 to {MOST_LENGTH} characters")
    if "issuer" in right:
        right["vendor"] = right.pop("issuer")
    with writing(folder):
        if category:
            LearnedCounts.load(folder).learned(category, words_of(text)).save(folder)
        if right:
            name = _value(found, "vendor") or _value(found, "issuer")
            memory = VendorMemory.load(folder)
            memory.learned(name=name, address=_value(found, "address"), text=text, fields=right).save(folder)


def export(folder: Path) -> dict[str, Any]:
    """Everything that was learned, as one JSON object."""
    return {
        "categories": LearnedCounts.load(folder).to_json(),
        "vendors": VendorMemory.load(folder).to_json(),
    }


def restore(folder: Path, data: Mapping[str, Any]) -> None:
    """Replace everything by what ``export`` gave. Raises ``ValueError`` when it is of another form."""
    try:
        memory = VendorMemory.from_json(data["vendors"])
        counts = LearnedCounts.from_json(data["categories"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is not an export of the memory") from error
    with writing(folder):
        memory.save(folder)
        counts.save(folder)


def reset(folder: Path) -> None:
    """Forget everything."""
    with writing(folder):
        for name in FILES:
            write_json(folder / name, {})


def _value(found: Mapping[str, Any], name: str) -> str:
    field = found.get(name)
    return str(field.get("value", "")) if isinstance(field, Mapping) else ""
