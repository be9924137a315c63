"""Find amounts past the raised figures of footnotes: ``1,200.00³ EUR`` is 1,200.00 EUR, and no 3 EUR."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ocr_service.domain.page import Word
from ocr_service.extractors.amounts.find import FoundAmount, find_amounts
from ocr_service.layout.rows import Row

_MAY_BE_MARKED = re.compile(r"\S \d{1,2}(?!\S)")
# Two raised figures are cents (`12` with a raised `50`) where none stand before them.
_MARK, _TWO, _WITH_CENTS = re.compile(r"\d{1,2}"), 2, re.compile(r"\d[.,]\d\d$")
# Of the height of the word that it stands behind: a mark is lower, ends above that word's foot, and begins at its end.
_HEIGHT, _ABOVE_FOOT, _GAP = 0.75, 0.3, 0.25


def amounts_of(row: Row, currency: str = "", *, across_columns: bool = False) -> tuple[FoundAmount, ...]:
    """The amounts of a row, at their places in its text; ``currency`` is the document's.

    ``across_columns``: a wide gap parts no number, as on a receipt.
    """
    text, marks = row.text if across_columns else row.columns, marks_of(row)
    if not marks:
        return find_amounts(text, currency)
    kept = [at for at in range(len(text)) if not any(at in mark for mark in marks)]
    found = find_amounts("".join(text[at] for at in kept), currency)
    return tuple(replace(one, start=kept[one.start], end=kept[one.end - 1] + 1) for one in found)


def text_without_marks(row: Row) -> str:
    """The row's text with blanks where marks stand: every other letter keeps its place."""
    text = row.text
    for mark in marks_of(row):
        text = text[: mark.start] + " " * len(mark) + text[mark.stop :]
    return text


def marks_of(row: Row) -> list[range]:
    """Where marks stand in the row's text, each with the blank before it."""
    return list(_marks(row)) if _MAY_BE_MARKED.search(row.text) else []


def _marks(row: Row) -> Iterator[range]:
    at, before = 0, None
    for word in row.words:
        if before is not None and _is_mark(word, before):
            yield range(at - 1, at + len(word.text))
        at, before = at + len(word.text) + 1, word


def _is_mark(word: Word, before: Word) -> bool:
    if not _MARK.fullmatch(word.text) or (len(word.text) == _TWO and not _WITH_CENTS.search(before.text)):
        return False
    own, other = word.box, before.box
    return (
        own.height < _HEIGHT * other.height
        and own.top + own.height < other.top + (1 - _ABOVE_FOOT) * other.height
        and abs(own.left - other.left - other.width) < _GAP * other.height
    )
