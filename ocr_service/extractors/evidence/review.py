"""Tell whether a person should look at a result: a main field of its kind is missing or doubtful."""

from __future__ import annotations

from collections.abc import Mapping

from ocr_service.domain.facts import FieldValue

DOUBTFUL = 0.5
# How the warning of an extractor that broke begins; its document needs a look whatever its fields say.
FAILED_EXTRACTOR = "The extractor "
MAIN_FIELDS: Mapping[str, tuple[str, ...]] = {
    "receipt": ("vendor", "date", "total"),
    "invoice": ("issuer", "invoice_number", "date", "amount"),
}

Fields = Mapping[str, FieldValue | tuple[FieldValue, ...]]


def needs_review(category: str, fields: Fields) -> bool:
    """True when vendor, date or total of a receipt (issuer, number, date or amount of an invoice) is missing or below .5."""
    return has_doubt(category, {name: _confidence(value) for name, value in fields.items()})


def has_doubt(category: str, confidences: Mapping[str, float]) -> bool:
    """The same for fields that are known by their confidences alone, 0-1."""
    return any(confidences.get(name, 0.0) < DOUBTFUL for name in MAIN_FIELDS.get(category, ()))


def _confidence(value: FieldValue | tuple[FieldValue, ...]) -> float:
    return value.confidence if isinstance(value, FieldValue) else 0.0
