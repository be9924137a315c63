"""Read the line items of a receipt: description, quantity, unit price, amount, checked against their sum."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ocr_service.domain.facts import FieldValue
from ocr_service.extractors.amounts.find import money
from ocr_service.extractors.amounts.footnote_marks import text_without_marks
from ocr_service.extractors.amounts.quantity import find_quantity
from ocr_service.extractors.evidence.evidence import field_of
from ocr_service.extractors.receipt.rows import ReceiptRow

_HEADING = re.compile(
    r"\b(?:DESC(?:RIPTION)?|ITEM|QTY|PRICE|AMOUNT|AMT|U/?P|ARTIKEL|MENGE|PREIS|DÉSIGNATION|QUANTITÉ|PRIX|CANT|PRECIO|QUANTITÀ|PREZZO)\b"
)
_QUANTITY = re.compile(
    r"(?<![\d.,])(\d{1,4}(?:[.,]\d{1,3})?)\s*(?:[A-Z]{1,4}\s*)?[X@*×]\s*(?:RM|\$|€)?\s*(?=\d)", re.IGNORECASE
)
_LEADING_QUANTITY = re.compile(r"^\W*(\d{1,3})\s+(?=[^\W\d])")
_STOP = {"total", "subtotal", "change", "payment", "rounding", "tax", "service"}


def line_items(rows: Sequence[ReceiptRow], wanted_sum: Decimal | None) -> tuple[FieldValue, ...]:
    """The items between the heading (or the letterhead) and the totals; each value is an object.

    ``{"description", "quantity", "unit_price", "amount"}`` with amounts as decimal strings; what is
    not printed is missing. Confidence is high when the amounts add up to ``wanted_sum``.
    """
    start, end = _bounds(rows)
    items: list[tuple[dict[str, Any], list[ReceiptRow]]] = []
    names: list[ReceiptRow] = []
    for row in rows[start:end]:
        if not row.amounts:
            names = [*names, row][-2:] if re.search(r"[A-Z]{2}", row.text) else names
        elif not row.kinds & _STOP:
            items.append((_item(row, names), [*names, row]))
            names = []
    total = sum((Decimal(item["amount"]) for item, _ in items), Decimal(0))
    confidence = 0.9 if items and wanted_sum is not None and total == wanted_sum else 0.55
    return tuple(
        field_of(item, [row.row for row in places], confidence=confidence, rule="row with an amount")
        for item, places in items
    )


def _bounds(rows: Sequence[ReceiptRow]) -> tuple[int, int]:
    end = next(
        (row.index for row in rows if row.kinds & {"total", "subtotal"} and row.amounts and row.index > 2),
        len(rows),
    )
    headings = [row.index for row in rows[:end] if len(_HEADING.findall(row.text)) >= 2 and not row.amounts]
    first = next((row.index for row in rows[:end] if row.amounts and not row.kinds & _STOP), end)
    return (headings[-1] + 1 if headings else max(first - 1, 0)), end


def _item(row: ReceiptRow, names: Sequence[ReceiptRow]) -> dict[str, Any]:
    amount, text = row.amounts[-1], text_without_marks(row.row)
    pair = find_quantity(text[: amount.start], amount.value)
    if pair is not None:
        own = _words_before(text[: pair.start], names)
        return {
            "description": own,
            "amount": money(amount.value, row.currency),
            "quantity": pair.quantity,
            "unit_price": money(pair.unit_price, row.currency),
        }
    item: dict[str, Any] = {
        "description": _description(row, names),
        "amount": money(amount.value, row.currency),
    }
    quantity = _QUANTITY.search(text) or _LEADING_QUANTITY.search(text)
    if quantity:
        item["quantity"] = quantity[1].replace(",", ".")
    if len(row.amounts) > 1:
        item["unit_price"] = money(row.amounts[0].value, row.currency)
    return item


def _description(row: ReceiptRow, names: Sequence[ReceiptRow]) -> str:
    own = text_without_marks(row.row)[: row.amounts[0].start]
    return _words_before(_QUANTITY.sub("", own + "0").removesuffix("0"), names)


def _words_before(own: str, names: Sequence[ReceiptRow]) -> str:
    """The row's own words where they are a description, else with those of the rows above."""
    own = _LEADING_QUANTITY.sub("", own).strip(" *:-#")
    if len(re.findall(r"[^\W\d_]", own)) >= 3:
        return own
    return " ".join([name.row.text for name in names] + ([own] if re.search(r"[^\W\d_]", own) else [])) or own
