"""Tell a stored result with what a person put right: the right value in its place, marked, with the one that was read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from ocr_service.domain.facts import CATEGORY, Correction, Method
from ocr_service.results.facts import MARK, is_fact
from ocr_service.results.names import known_inside, told_as

MOST_CHARS = 300
DATES = frozenset({"date", "due_date", "delivery_date", "order_date", "birth_date", "validity_date"})
AMOUNTS = frozenset(
    {
        *("subtotal", "tax", "tip", "rounding", "allowances", "charges"),
        *("total", "amount_paid", "amount_due"),
    }
)
_RULE = "corrected by a person"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
_CATEGORY = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
# As it is told, 1234.50, and as people write it: 12,5 or 1.234,50 or 1,234.50 or 1 234,50. 1,234 may be either: it is asked again.
_PLAIN = re.compile(r"-?\d+(\.\d{1,4}|,\d{1,2})?", re.ASCII)
_GROUPED = re.compile(
    r"(?P<whole>-?\d{1,3}(?:(?P<group>[., '])\d{3})(?:(?P=group)\d{3})*)(?P<cents>[.,]\d{1,2})", re.ASCII
)


def right_value(name: str, text: str) -> str:
    """A value in the type of its field (a name of schema 2). Raises ``ValueError`` that says how it is written."""
    name, value = told_as(name), " ".join(text.split())
    if not _NAME.fullmatch(name) or not 1 <= len(value) <= MOST_CHARS:
        raise ValueError(f"A value has 1 to {MOST_CHARS} characters and a field's name.")
    if name == CATEGORY and not _CATEGORY.fullmatch(value):
        raise ValueError("A category has small letters, digits and underscores, such as bank_statement.")
    if name in AMOUNTS:
        return _amount(value)
    if name == "currency" and not _CURRENCY.fullmatch(value):
        raise ValueError("A currency has three letters, such as EUR.")
    if name in DATES:
        return _iso(date.fromisoformat, value, "A day is written YYYY-MM-DD.")
    if name == "time":
        return _iso(time.fromisoformat, value, "A time is written HH:MM or HH:MM:SS.")
    return value


def _iso(parse: Callable[[str], date | time], value: str, how: str) -> str:
    try:
        return parse(value).isoformat()
    except ValueError as error:
        raise ValueError(how) from error


def _amount(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value.replace(",", ".")
    grouped = _GROUPED.fullmatch(value)
    if not grouped or grouped["cents"].startswith(grouped["group"]):
        raise ValueError("An amount is written 1234.50.")
    return grouped["whole"].replace(grouped["group"], "") + grouped["cents"].replace(",", ".")


def is_correctable(name: str, stored: Mapping[str, Any]) -> bool:
    """False for what is no text: lists (items, all dates printed), objects, numbers of words."""
    found = _found(name, stored)
    return found is None or (isinstance(found[2], Mapping) and isinstance(found[2]["value"], str))


def with_corrections(stored: Mapping[str, Any], corrections: Mapping[str, Correction]) -> Mapping[str, Any]:
    """A stored head as it is known now; what was corrected needs no review any more."""
    if not corrections:
        return stored
    told = dict(stored)
    for name, correction in corrections.items():
        if name == CATEGORY:
            _put_category(told, correction)
        elif is_correctable(name, told):
            _put(told, name, correction)
    review = [doubt for doubt in stored.get("review", ()) if told_as(doubt["field"]) not in corrections]
    is_doubtful = bool(review) if stored.get("review") else stored["needs_review"]
    return {**told, "review": review, "needs_review": is_doubtful}


def _put_category(told: dict[str, Any], correction: Correction) -> None:
    details = {**told["category_details"], MARK: _mark(correction, told["category"])}
    if correction.value != told["category"]:
        told["category"] = correction.value
        details = {**details, "name": correction.value, "confidence": 1.0}
    told["category_details"] = details


def _put(told: dict[str, Any], name: str, correction: Correction) -> None:
    group, inside, fact = _found(name, told) or ("fields", known_inside(name, told.get("fields", {})), None)
    if fact is None:
        fact = {
            "value": None,
            "page": None,
            "box": None,
            "text": "",
            "method": Method.MEMORY.value,
            "rule": _RULE,
        }
    right = {**fact, "value": correction.value, "confidence": 1.0, MARK: _mark(correction, fact["value"])}
    told[group] = {**told.get(group, {}), inside: right}


def _mark(correction: Correction, read: Any) -> dict[str, Any]:
    return {"by": correction.by, "at": correction.at or None, "read": read}


def _found(name: str, head: Mapping[str, Any]) -> tuple[str, str, Any] | None:
    """Where the fact of that name stands that callers are told of: group, name inside, the fact or facts."""
    wanted = told_as(name)
    for group in ("fields", "metadata"):
        for inside, value in head.get(group, {}).items():
            if told_as(inside) == wanted and is_fact(value):
                return group, inside, value
    return None
