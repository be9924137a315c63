"""Tell amounts that are thousands of one currency and thousandths of another: ``500.000`` dinars of nobody knows which country."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ocr_service.domain.facts import Doubt, FieldValue
from ocr_service.extractors.amounts.currencies import THREE, exponent, marks_of_decimals
from ocr_service.extractors.amounts.document_currency import IN_DOUBT, DocumentCurrency

THOUSANDS_OR_THOUSANDTHS = "thousands or thousandths"
# Another mark or a zero before it would tell: `1,250.500`, `0.500`.
_ONE_MARK = re.compile(r"(?<![\d.,])[1-9]\d{0,2}([.,])\d{3}(?![\d.,]*\d)")


def is_in_doubt(paid_in: DocumentCurrency | None, text: str) -> bool:
    """True for an amount that ``text`` writes alike in the currencies that may be meant, and that is not the same in all."""
    written = _ONE_MARK.search(text)
    if paid_in is None or not written:
        return False
    return (
        len({exponent(code) == THREE and written[1] in marks_of_decimals(code) for code in paid_in.codes}) > 1
    )


def doubted(value: FieldValue) -> FieldValue:
    """The amount as one that a person should look at."""
    rule = f"{value.rule}, {THOUSANDS_OR_THOUSANDTHS}"
    return replace(value, confidence=min(value.confidence, IN_DOUBT), rule=rule)


def scale_doubts(fields: Mapping[str, FieldValue | tuple[FieldValue, ...]]) -> tuple[Doubt, ...]:
    """What a person should look at, as it may be thousands or thousandths."""
    return tuple(
        Doubt(name, THOUSANDS_OR_THOUSANDTHS)
        for name, value in fields.items()
        if isinstance(value, FieldValue) and value.rule.endswith(THOUSANDS_OR_THOUSANDTHS)
    )
