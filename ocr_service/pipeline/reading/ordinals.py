"""Write out raised letters of English, ``4th July`` and ``19th century``, which an engine takes for a mark: ``9% June``, ``19" century``."""

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
# What is counted and never measured: nothing is `5" edition` wide.
_COUNTED = frozenset(
    [
        *("century", "centuries", "anniversary", "anniversaries", "birthday", "edition"),
        *("amendment", "congress", "infantry", "regiment", "battalion"),
    ]
)
_COUNT = re.compile(r"([1-9]\d?|1\d\d)[\"“”*°]()")
_QUOTES = re.compile('["“”„«»]')
_LONGEST_QUOTE = 12
_LAST_DAYS = {1: "st", 2: "nd", 3: "rd"}


def with_ordinals(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words, those days written out that stand before the name of a month, or between one and a year, and numbers before what is counted."""
    texts = ["", *(word.text for word in words), ""]
    return tuple(
        word._replace(text=_written_out(word.text, _DAY))
        if _is_month(following) or (_is_month(last) and _YEAR.fullmatch(following))
        else word._replace(text=_written_out(word.text, _COUNT))
        if following.rstrip(".,;:").lower() in _COUNTED and not _is_in_quotes(texts[:place])
        else word
        for place, (last, word, following) in enumerate(zip(texts, words, texts[2:], strict=False), start=1)
    )


def _is_in_quotes(before: Sequence[str]) -> bool:
    """True where one of the last words opened what the mark may close: `“Windows 10” edition`."""
    return bool(_QUOTES.search(" ".join(before[-_LONGEST_QUOTE:])))


def _is_month(text: str) -> bool:
    return text.rstrip(".,").lower() in _MONTHS


def _written_out(text: str, of: re.Pattern[str]) -> str:
    found = of.fullmatch(text)
    if found is None:
        return text
    day = int(found[1])
    ending = "th" if day % 100 in (11, 12, 13) else _LAST_DAYS.get(day % 10, "th")
    return f"{day}{ending}{found[2]}"
