"""Which fields a language model is asked for, and what of its answer is believed: only what stands in the document's own text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ocr_service.domain.facts import Facts, FieldValue, Method
from ocr_service.extractors.amounts.find import currencies_in, find_amounts, money
from ocr_service.extractors.amounts.number import parse_number
from ocr_service.extractors.dates.find import find_dates

QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "receipt": ("vendor", "address", "date", "total", "currency"),
    "invoice": ("issuer", "invoice_number", "date", "due_date", "amount", "currency"),
}
UNSURE = 0.8
CONFIDENCE = 0.85
RULE = "language model, found in the text"
MOST_ANSWER = 20_000
_DATES = {"date", "due_date"}
_AMOUNTS = {"amount", "total"}


def ask_for(category: str, found: Facts) -> tuple[str, ...]:
    """The fields that are missing or below .8; nothing for categories that no model is asked about."""
    return tuple(name for name in QUESTIONS.get(category, ()) if _confidence(found.get(name)) < UNSURE)


def accepted(answer: str, fields: Sequence[str], text: str) -> dict[str, FieldValue]:
    """Values of an answer that were asked for, are well formed and stand in ``text``.

    An answer that is no JSON object gives nothing; it never raises.
    """
    data = _object(answer)
    found = {}
    for name in fields:
        value = data.get(name)
        plain = _checked(name, value.strip(), text) if isinstance(value, str) else ""
        if plain:
            found[name] = FieldValue(
                value=plain, confidence=CONFIDENCE, text=str(value), method=Method.LLM, rule=RULE
            )
    return found


def _confidence(field: object) -> float:
    return field.confidence if isinstance(field, FieldValue) else 0.0


def _object(answer: str) -> Mapping[str, Any]:
    """The first JSON object of an answer, also within a fence; empty when there is none."""
    start = answer.find("{")
    if start < 0 or len(answer) > MOST_ANSWER:
        return {}
    try:
        data, _ = json.JSONDecoder().raw_decode(answer[start:])
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _checked(name: str, value: str, text: str) -> str:
    if name in _DATES:
        return _date(value, text)
    if name in _AMOUNTS:
        return _amount(value, text)
    if name == "currency":
        return value if re.fullmatch(r"[A-Z]{3}", value) and value in _currencies(text) else ""
    return value if len(_folded(value)) >= 2 and _folded(value) in _folded(text) else ""


def _date(value: str, text: str) -> str:
    days = {one.day.isoformat() for order in (True, False) for one in find_dates(text, day_first=order)}
    return value if value in days else ""


def _amount(value: str, text: str) -> str:
    number = parse_number(re.sub(r"[^\d.,]", "", value)) if re.search(r"\d", value) else None
    values = {abs(one.value) for one in find_amounts(text)}
    return money(number) if number is not None and Decimal(number) in values else ""


def _currencies(text: str) -> set[str]:
    return set(currencies_in(text)) | {one.currency for one in find_amounts(text)}


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
