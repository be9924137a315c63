"""Say whether anything on an invoice's pages supports its gross amount: net and tax together, or its items."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ocr_service.domain.facts import Doubt, FieldValue, Method

SAME_AS_NET = "net and gross amount are the same beside a tax of {tax}"
UNSUPPORTED = "neither items nor net and tax add up to it"

Fields = Mapping[str, FieldValue | tuple[FieldValue, ...]]


def amount_doubts(fields: Fields) -> tuple[Doubt, ...]:
    """Why a person should look at the amount; nothing for one that adds up, is missing, or stands in an XML that is checked itself."""
    gross = fields.get("amount")
    if not isinstance(gross, FieldValue) or gross.method is not Method.RULES:
        return ()
    amount, net, tax = (_decimal(fields, name) for name in ("amount", "net", "tax"))
    if tax and net == amount:
        return (Doubt("amount", SAME_AS_NET.format(tax=tax)),)
    items = _items(fields)
    sums = {one for one in (_plus(net, tax), items, _plus(items, tax)) if one is not None}
    return () if amount in sums else (Doubt("amount", UNSUPPORTED),)


def _decimal(fields: Fields, name: str) -> Decimal | None:
    value = fields.get(name)
    return Decimal(value.value) if isinstance(value, FieldValue) else None


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return one + other if one is not None and other is not None else None


def _items(fields: Fields) -> Decimal | None:
    """The items' amounts together; None where one has none."""
    items = fields.get("line_items")
    amounts = [item.value.get("amount") for item in items] if isinstance(items, tuple) else []
    return sum((Decimal(one) for one in amounts), Decimal(0)) if amounts and all(amounts) else None
