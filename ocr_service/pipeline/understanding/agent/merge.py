"""Take of an agent's answer what fills a gap, and name what contradicts the paper; nothing of ours is overwritten."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from ocr_service.domain.facts import Facts, FieldValue, Method
from ocr_service.extractors.language_model.answers import accepted

_OUR_NAMES = {"sender": "vendor"}
_AMOUNTS = frozenset({"total", "subtotal", "tax"})
_SURE = 0.8
_STANDS, _SAID_ONLY = 0.85, 0.5
_RULE_STANDS, _RULE_SAID = "agent service, found in the text", "agent service, not found in the text"
_RULE_ITEM = "agent service"
_ITEM_AMOUNTS = ("unit_price", "amount")


@dataclass(frozen=True, slots=True)
class Merged:
    """Fields with the gaps filled, and what a person should look at."""

    fields: Facts
    warnings: tuple[str, ...]


def merged(fields: Facts, told: Mapping[str, Any], text: str) -> Merged:
    """``told`` is an answer as the worker gives it; ``text`` the document's own."""
    found, warnings = dict(fields), [f"The agent says: {each}" for each in told["warnings"]]
    values = {name: plain for name, value in told["fields"].items() if (plain := _plain(name, value))}
    standing = _standing(values, text)
    for name, value in values.items():
        own = _OUR_NAMES.get(name, name)
        ours = fields.get(own)
        if isinstance(ours, FieldValue) and ours.confidence >= _SURE:
            if not _agrees(name, ours.value, value):
                warnings.append(f"The agent reads `{name}` as {value}, the page says {ours.value}.")
        elif own in standing:
            found[own] = _value(standing[own], _STANDS, _RULE_STANDS)
        elif ours is None:
            found[own] = _value(value, _SAID_ONLY, _RULE_SAID)
            warnings.append(f"`{name}` is what the agent says; it does not stand in the text.")
    if not fields.get("line_items") and (items := _items(told["items"])):
        found["line_items"] = items
    return Merged(found, tuple(warnings))


def _standing(values: Mapping[str, str], text: str) -> Mapping[str, Any]:
    """Those of the values that stand in the text, by our names."""
    named = {_OUR_NAMES.get(name, name): value for name, value in values.items()}
    return {name: each.value for name, each in accepted(json.dumps(named), tuple(named), text).items()}


def _items(told: Sequence[Mapping[str, str]]) -> tuple[FieldValue, ...]:
    items = []
    for each in told:
        amounts = {name: _amount(each[name]) for name in _ITEM_AMOUNTS if each.get(name)}
        rest = {name: each[name] for name in ("description", "quantity") if each.get(name)}
        if value := {**rest, **{name: amount for name, amount in amounts.items() if amount}}:
            items.append(_value(value, _SAID_ONLY, _RULE_ITEM))
    return tuple(items)


def _value(value: Any, confidence: float, rule: str) -> FieldValue:
    return FieldValue(value=value, confidence=confidence, method=Method.LLM, rule=rule)


def _plain(name: str, value: str) -> str:
    return _amount(value) if name in _AMOUNTS else value


def _amount(text: str) -> str:
    """A decimal text with two places at least; '' for what is no amount."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return ""
    if not number.is_finite() or abs(number) >= Decimal(10**12):
        return ""
    return str(number.quantize(Decimal("0.01")) if number == number.quantize(Decimal("0.01")) else number)


def _agrees(name: str, ours: object, theirs: str) -> bool:
    if name in _AMOUNTS:
        return _amount(str(ours)) == theirs
    return str(ours).casefold().split() == theirs.casefold().split()
