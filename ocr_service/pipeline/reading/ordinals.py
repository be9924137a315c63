"""Write out the raised letters of an English day, ``4th July``, which an engine takes for a mark: ``4" July``, ``9% June``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ocr_service.domain.page import Word

_MONTHS = frozenset(
    [
        *("january", "february", "march", "april", "may", "june", "july", "august"),
        *("september", "october", "november", "december"),
        *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
    ]
)
# A day with what is read in place of its raised letters; a mark that means something there (``4. July``) is none.
_DAY = re.compile(r"([1-9]|[12]\d|3[01])[\"“”'’‘*°%™®§”]{1,3}(,?)")
_YEAR = re.compile(r"(1[89]|20)\d\d\D?")
_LAST_DAYS = {1: "st", 2: "nd", 3: "rd"}


def with_ordinals(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words, those days written out that stand before the name of a month, or between one and a year."""
    texts = ["", *(word.text for word in words), ""]
    return tuple(
        word._replace(text=_written_out(word.text))
        if _is_month(following) or (_is_month(last) and _YEAR.fullmatch(following))
        else word
        for last, word, following in zip(texts, words, texts[2:], strict=False)
    )


def _is_month(text: str) -> bool:
    return text.rstrip(".,").lower() in _MONTHS


def _written_out(text: str) -> str:
    found = _DAY.fullmatch(text)
    if found is None:
        return text
    day = int(found[1])
    ending = "th" if day in (11, 12, 13) else _LAST_DAYS.get(day % 10, "th")
    return f"{day}{ending}{found[2]}"
