"""Tell what stands before a date in its own column of a row, and what heads that column."""

from __future__ import annotations

import re

from ocr_service.extractors.dates.find import FoundDate
from ocr_service.extractors.dates.labels import label_of
from ocr_service.layout.rows import Row

PLACE_BEFORE = re.compile(
    r"^[^\W\d][\w .-]{2,25},\s*(?:[^\W\d][\w .]{1,20},\s*)?(?:DEN|LE|THE|A|EL|L[IÌ]|DNIA|DNE|AM)?\s*$",
    re.IGNORECASE,
)
"""`Kraków, dnia`, `Wels, am`: what a letter begins with."""
_LONGEST_HEADING = 3
_DIGIT = re.compile(r"\d")


def words_before(row: Row, start: int) -> str:
    """The row's text before ``start``; of two columns the second one's alone where it names a place: `Nordstern AG    Köln, 05.01.2024`."""
    at = 0
    for segment in row.segments:
        end = at + len(segment.text)
        if at < start <= end and at and PLACE_BEFORE.match(row.text[at:start]):
            return row.text[at:start]
        at = end + 1
    return row.text[:start]


def heading_over(above: Row, row: Row, found: FoundDate, below: Row | None) -> str:
    """What heads the column of a date that stands alone in it, `DUE DATE` over `6/29/2024`; empty where that names no date.

    A column that goes on in the row ``below`` is a list, such as one of instalments, and none of its dates is the paper's.
    """
    if above.page != row.page or len(above.segments) == 1:
        return ""
    at = 0
    for segment in row.segments:
        if at == found.start and len(segment.text) == found.end - found.start:
            left, right = segment.box.left, segment.box.left + segment.box.width
            over = _between(above, left, right)
            under = _between(below, left, right) if below and below.page == row.page else []
            is_list = any(_DIGIT.search(text) for text in under)
            return over[0] if len(over) == 1 and _names_a_date(over[0]) and not is_list else ""
        at += len(segment.text) + 1
    return ""


def _between(row: Row, left: float, right: float) -> list[str]:
    """What a row has in a column."""
    return [one.text for one in row.segments if one.box.left < right and left < one.box.left + one.box.width]


def _names_a_date(heading: str) -> bool:
    is_short = len(heading.split()) <= _LONGEST_HEADING and not _DIGIT.search(heading)
    return is_short and bool(label_of(heading))
