"""Remember vendors that were corrected, and recognise them on their next document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from ocr_service.feedback.files import read_json, write_json

FILE = "vendors.json"
MOST_VENDORS = 2_000
MOST_NAMES, MOST_NAME_LENGTH, MOST_IDENTIFIERS = 10, 300, 100
SAME_NAME = 0.9
LIKELY_NAME = 0.75
LIKELY_ADDRESS = 0.75
ENOUGH_IDENTIFIERS = 2
_LABELLED_NUMBER = re.compile(
    r"(?:\b(?:reg|roc|gst|sst|vat|tax|ust|siret|siren|co|company|iban|tel|phone|fax|telefon|tél)\b[^\d\n]{0,24})((?:[A-Z]{0,3}\d[\d\s\-/.]{5,26}\d))",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[(<]\s*(\d{4,12}\s?-\s?[A-Z])\s*[)>]")


@dataclass(frozen=True, slots=True)
class Vendor:
    """What is known of one vendor. ``fields`` are the corrected values that do not change from document to document."""

    names: tuple[str, ...]
    identifiers: frozenset[str]
    fields: Mapping[str, str]
    documents: int = 1


@dataclass(frozen=True, slots=True)
class VendorMemory:
    """All vendors that one owner corrected."""

    vendors: tuple[Vendor, ...] = field(default=())

    @classmethod
    def load(cls, folder: Path) -> VendorMemory:
        """What is remembered in this folder."""
        return cls.from_json(read_json(folder / FILE))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> VendorMemory:
        """The memory that ``to_json`` wrote."""
        return cls(
            tuple(
                Vendor(
                    tuple(one["names"]),
                    frozenset(one["identifiers"]),
                    dict(one["fields"]),
                    int(one["documents"]),
                )
                for one in data.get("vendors", ())
            )
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "vendors": [
                {
                    "names": list(one.names),
                    "identifiers": sorted(one.identifiers),
                    "fields": dict(one.fields),
                    "documents": one.documents,
                }
                for one in self.vendors
            ]
        }

    def save(self, folder: Path) -> None:
        """Replace the folder's file at once."""
        write_json(folder / FILE, self.to_json())

    def find(self, *, name: str, address: str, text: str) -> Vendor | None:
        """The vendor of a document, or None unless the evidence is strong.

        A name of .9 likeness is enough; one of .75 needs the address or one identifier; two identifiers need no name.
        """
        identifiers = identifiers_of(text)
        scored = [(self._evidence(one, name, address, identifiers), one) for one in self.vendors]
        best = max(scored, key=lambda pair: pair[0], default=None)
        return best[1] if best is not None and best[0] > 0 else None

    def _evidence(self, vendor: Vendor, name: str, address: str, identifiers: frozenset[str]) -> float:
        likeness = max((_likeness(name, known) for known in vendor.names), default=0.0)
        shared = len(vendor.identifiers & identifiers)
        near = _likeness(address, vendor.fields.get("address", "")) >= LIKELY_ADDRESS
        if (
            likeness >= SAME_NAME
            or shared >= ENOUGH_IDENTIFIERS
            or (likeness >= LIKELY_NAME and (near or shared))
        ):
            return likeness + shared + near
        return 0.0

    def learned(self, *, name: str, address: str, text: str, fields: Mapping[str, str]) -> VendorMemory:
        """This memory and one more corrected document; ``name`` is what was read, ``fields`` what is right."""
        known = self.find(name=fields.get("vendor", name), address=fields.get("address", address), text=text)
        names = (*(known.names if known else ()), name, fields.get("vendor", ""))
        new = Vendor(
            tuple(dict.fromkeys(one[:MOST_NAME_LENGTH] for one in names if one.strip()))[:MOST_NAMES],
            _bounded(known.identifiers if known else frozenset(), identifiers_of(text)),
            {**(known.fields if known else {}), **fields},
            (known.documents if known else 0) + 1,
        )
        kept = [one for one in self.vendors if one is not known]
        return VendorMemory((*kept, new)[-MOST_VENDORS:])


def _bounded(known: frozenset[str], new: frozenset[str]) -> frozenset[str]:
    """Those of a vendor's every document stay, those that only its latest ones have go when there are too many."""
    both = [*sorted(known & new), *sorted(known - new), *sorted(new - known)]
    return frozenset(both[:MOST_IDENTIFIERS])


def identifiers_of(text: str) -> frozenset[str]:
    """Registration, tax, bank and telephone numbers of a text, without blanks."""
    found: Iterable[str] = [*_LABELLED_NUMBER.findall(text), *_BRACKETED.findall(text)]
    plain = (re.sub(r"[^0-9A-Z]", "", one.upper()) for one in found)
    return frozenset(one for one in plain if sum(c.isdigit() for c in one) >= 6)


def _likeness(one: str, other: str) -> float:
    a, b = _folded(one), _folded(other)
    return SequenceMatcher(None, a, b, autojunk=False).ratio() if a and b else 0.0


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
