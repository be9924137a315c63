"""What a receipt's row gets of a result: totals, items, and warnings that say what a person should look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from ocr_service.receipts.receipt import Item, Reading

_AMOUNTS = ("total", "subtotal", "tax")
_CENT = Decimal("0.01")
_UNSURE = 0.8
"""Below this confidence a value is named in a warning."""


def reading_of(result: Mapping[str, Any], purchase_date: str) -> Reading:
    """The reading in a result as it is told in schema 2. Never raises for values of an odd kind: they are left out."""
    fields: Mapping[str, Any] = result.get("fields") or {}
    items = tuple(_item(each) for each in _values(fields.get("line_items")))
    values = {name: _text(fields.get(name)) for name in ("sender", "date", "currency", *_AMOUNTS)}
    warnings = [str(each) for each in result.get("warnings") or ()]
    warnings += _missing(values) + _unsure(fields) + _sums(values, items) + _dates(values, purchase_date)
    return Reading(**values, items=items, warnings=tuple(dict.fromkeys(warnings)))


def _values(facts: object) -> Iterator[Mapping[str, Any]]:
    for fact in facts if isinstance(facts, Sequence) and not isinstance(facts, str) else ():
        if isinstance(fact, Mapping) and isinstance(fact.get("value"), Mapping):
            yield fact["value"]


def _item(value: Mapping[str, Any]) -> Item:
    names = ("description", "quantity", "unit_price", "amount")
    return Item(**{name: _plain(value.get(name)) for name in names})


def _text(fact: object) -> str:
    one = fact[0] if isinstance(fact, Sequence) and not isinstance(fact, str) and fact else fact
    return _plain(one.get("value")) if isinstance(one, Mapping) else ""


def _plain(value: object) -> str:
    # PostgreSQL keeps no NUL in a text.
    return str(value).replace("\0", "") if isinstance(value, (str, int, float, Decimal)) else ""


def _missing(values: Mapping[str, str]) -> list[str]:
    return [f"No `{name}` was found." for name in ("sender", "date", "total") if not values[name]]


def _unsure(fields: Mapping[str, Any]) -> list[str]:
    return [
        f"`{name}` is not sure ({fact['confidence']:.2f})."
        for name in ("date", "total")
        if isinstance(fact := fields.get(name), Mapping)
        and isinstance(fact.get("confidence"), (int, float))
        and fact["confidence"] < _UNSURE
    ]


def _sums(values: Mapping[str, str], items: Sequence[Item]) -> list[str]:
    """Items add up to what is paid, or to what stands before tax."""
    amounts = [_decimal(item.amount) for item in items]
    known = [each for each in amounts if each is not None]
    wanted = [each for name in ("total", "subtotal") if (each := _decimal(values[name])) is not None]
    if not items or not wanted:
        return []
    if len(known) < len(items):
        return ["Not every item has an amount."]
    found = sum(known, Decimal(0))
    if any(abs(found - each) <= _CENT for each in wanted):
        return []
    return [f"The items add up to {found}, not to {' or '.join(map(str, wanted))}."]


def _dates(values: Mapping[str, str], purchase_date: str) -> list[str]:
    if not purchase_date or not values["date"] or values["date"] == purchase_date:
        return []
    return [f"The receipt says {values['date']}, the upload said {purchase_date}."]


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
