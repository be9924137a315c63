"""Say whether the words before a date leave any doubt that it is the document's own."""

from __future__ import annotations

import re

from ocr_service.extractors.dates.months import weekdays
from ocr_service.extractors.locales.fold import folded

LONGEST_LABEL = 4
NEVER_OF_THE_DOCUMENT = frozenset({"due", "delivery", "birth", "validity", "order", "period", "another"})
_VOUCHING = frozenset({"issue", "dated"})
# `Kraków, dnia`, `Umeå den`: a place, perhaps with a small word behind it.
_PLACE = re.compile(
    r"^\W*[^\W\d_][^\W\d_.'’-]*(?:[ -][^\W\d_.'’-]+){0,3}(?:,|\s)\s*(?:,|den|the|dnia|dne|le|el|il|lì|li|am|de|d\.|on|от|το|τις|this)?\s*$",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_SMALL = re.compile(r",\s*\w{0,5}\s*$|\b(?:den|the|dnia|dne|le|am|lì|от)\s*$", re.IGNORECASE)


def is_vouched(label: str, before: str) -> bool:
    """True where a label, a place or nothing at all stands before the date; False behind unknown words.

    ``label`` is what kind of date ``before``, the row's text up to the date, names.
    """
    if label in NEVER_OF_THE_DOCUMENT:
        return False
    words = [word for word in re.findall(r"[^\W\d_]{2,}", before) if folded(word) not in weekdays()]
    if label in _VOUCHING and ":" in before[-3:]:
        return True
    return not words or label == "issue" or _is_place(before) or _is_short_label(label, words)


def is_behind_word(label: str, before: str) -> bool:
    """True where an unknown word stands right before the date (`Offer ends 8/8/2019`).

    Behind a number the words are those of the number (`Ticket 4711  8/8/2019`).
    """
    last = before.split()[-1:]
    return bool(last) and not _DIGIT.search(last[0]) and not is_vouched(label, before)


def _is_place(before: str) -> bool:
    return bool(_PLACE.match(before) and _SMALL.search(before))


def _is_short_label(label: str, words: list[str]) -> bool:
    """`Datum 5.3.2024`, `Rechnung vom 5.3.2024`: the label is nearly all there is before the date."""
    return label == "dated" and len(words) <= LONGEST_LABEL
