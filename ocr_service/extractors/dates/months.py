"""Tell which month a word names, in every language that Tesseract reads in Latin, Cyrillic or Greek letters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ocr_service.extractors.locales.fold import folded
from ocr_service.extractors.locales.month_forms import ONLY_IN, month_forms

# Short forms that letters and bills use and CLDR does not have.
_USUAL = {
    "janv": 1, "jnr": 1, "fevr": 2, "febr": 2, "mrz": 3, "mrt": 3, "avr": 4, "juil": 7, "sept": 9, "sett": 9, "aout": 8, "ag": 8,
}  # fmt: skip


@cache
def month_table() -> Mapping[str, Any]:
    """The table that ``bench/training/locale_tables.py`` made of CLDR."""
    table: Mapping[str, Any] = json.loads(
        files("ocr_service.extractors.locales").joinpath("months.json").read_text(encoding="utf-8")
    )
    return table


@cache
def _names() -> Mapping[str, Any]:
    return {**_USUAL, **month_forms(), **month_table()["names"]}


def month_of(word: str, language: str = "") -> int:
    """1-12, or 0 for a word that names no month.

    ``listopad`` is October in Croatian and November in Polish and Czech: ``language`` (Tesseract's code) tells;
    without it the month that most languages mean.
    """
    name, languages = folded(word), set(language.split("+"))
    if (only := ONLY_IN.get(name)) is not None:
        return only[1] if only[0] in languages else 0
    named = _names().get(name, 0)
    if isinstance(named, int):
        return named
    spoken = [int(month) for month, codes in named.items() if languages & set(codes)]
    return spoken[0] if spoken else int(max(named, key=lambda month: (len(named[month]), int(month))))


def is_disputed(word: str, language: str = "") -> bool:
    """True for a word that is two months, where the language does not tell which."""
    named = _names().get(folded(word), 0)
    return not isinstance(named, int) and not any(
        set(language.split("+")) & set(codes) for codes in named.values()
    )


@cache
def weekdays() -> frozenset[str]:
    """Folded names of the days of the week."""
    return frozenset(month_table()["days"])


@cache
def words_between(*places: str) -> str:
    """A pattern of the words that stand between two parts of a date: ``de`` in ``5 de março``."""
    found = {word for place in places for word in month_table()["between"].get(place, ())}
    return "|".join(sorted(map(_pattern, found), key=lambda one: (-len(one), one)))


def _pattern(word: str) -> str:
    return "".join("['’]" if c in "'’" else f"\\{c}" if c in "()." else c for c in word)
