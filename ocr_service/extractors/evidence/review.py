"""Say at which fields of a result a person should look, and why: a main field of its kind is missing or doubtful."""

from __future__ import annotations

from collections.abc import Mapping

from ocr_service.domain.facts import Doubt, FieldValue

DOUBTFUL = 0.5
# How the warning of an extractor that broke begins; its document needs a look whatever its fields say.
FAILED_EXTRACTOR = "The extractor "
MISSING, UNSURE = "not found", "less sure than"
MAIN_FIELDS: Mapping[str, tuple[str, ...]] = {
    "receipt": ("vendor", "date", "total"),
    "invoice": ("issuer", "invoice_number", "date", "amount"),
}

Fields = Mapping[str, FieldValue | tuple[FieldValue, ...]]


def doubts(category: str, fields: Fields) -> tuple[Doubt, ...]:
    """Of vendor, date and total of a receipt (issuer, number, date and amount of an invoice) those missing or below .5."""
    return doubts_of(
        category,
        {name: value.confidence for name, value in fields.items() if isinstance(value, FieldValue)},
    )


def doubts_of(category: str, confidences: Mapping[str, float]) -> tuple[Doubt, ...]:
    """The same for fields that are known by their confidences alone, 0-1."""
    return tuple(
        Doubt(name, f"{UNSURE} {DOUBTFUL}" if name in confidences else MISSING)
        for name in MAIN_FIELDS.get(category, ())
        if confidences.get(name, 0.0) < DOUBTFUL
    )
