"""When the order of a PDF's text layer is to be doubted: values torn from their rows, or columns read across.

pdftotext keeps columns of prose apart, and takes those of a table, a form or a receipt for columns of prose. Most
pages show at a glance that there is nothing to doubt (.4 ms for 500 words); only the others are put in order anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from ocr_service.domain.page import Word
from ocr_service.layout.order.reading_order import in_reading_order, is_right_to_left

# In heights of a line: how far middles of one row differ, and a blank between two words of a line at most.
_LEVEL, _BLANK = 0.4, 1.0
# What is left white between two paragraphs, from the end of a line to the middle of the next.
_WHITE = 1.2
# Words of a cell at most, and of a line of prose at least.
_FEW_WORDS, _PROSE_WORDS = 3, 4
# So many rows are no accident. Shares: of short pieces in a table (a fifth of the lines of prose are short, too), and of
# those that are torn apart: often no more than the labels are torn from their rows.
_LEAST_ROWS, _SHARE, _TORN = 2, 0.5, 0.1
# What numbers and amounts begin with: cells of text, contents and indexes keep the layer's order, which is seldom wrong there.
_VALUES = frozenset("0123456789-+–$€£(")
_LINE = itemgetter(slice(3, 6))


class _Line(NamedTuple):
    """A line of the layer, ``place`` among the others."""

    middle: float
    left: float
    right: float
    height: float
    place: int
    words: int
    is_value: bool


def in_order_of_layer(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words in the order people read them; as they are where the layer's own order shows no fault."""
    if is_right_to_left(words):
        return _in_rows(words) if is_doubtful(words, from_right=True) else tuple(words)
    return in_reading_order(words) if is_doubtful(words) else tuple(words)


def is_doubtful(words: Sequence[Word], *, from_right: bool = False) -> bool:
    """True where values are read apart from their rows, or lines of prose across two columns one after the other.

    ``from_right``: the page is read from right to left, and values stand on the left of what they are of.
    """
    torn = crossed = short = count = 0
    for one, other in _side_by_side(_lines(words, from_right=from_right)):
        follows, fewest = other.place == one.place + 1, min(one.words, other.words)
        count += 1
        short += fewest <= _FEW_WORDS
        torn += other.is_value and fewest <= _FEW_WORDS and not follows
        crossed += fewest >= _PROSE_WORDS and follows
    is_table = short >= _SHARE * count and torn >= max(_LEAST_ROWS, _TORN * short)
    return is_table or (not from_right and crossed >= max(_LEAST_ROWS, _SHARE * count))


def _in_rows(words: Sequence[Word]) -> tuple[Word, ...]:
    """The lines of a page that is read from right to left, row after row down the page."""
    members = [list(line) for _, line in groupby(words, key=_LINE)]
    ordered: list[Word] = []
    paragraph, end = 0, float("-inf")
    for number, row in enumerate(_rows(_lines(words, from_right=True)), start=1):
        paragraph += row[0].middle - end > _WHITE * row[0].height
        end = row[0].middle + row[0].height / 2
        for line in sorted(row, key=itemgetter(1)):
            ordered += (
                word._replace(block=1, paragraph=paragraph, line=number) for word in members[line.place]
            )
    return tuple(ordered)


def _lines(words: Sequence[Word], *, from_right: bool) -> list[_Line]:
    """The lines of the layer; as they stand in a mirror where the page is read ``from_right``."""
    lines = []
    for place, (_, line) in enumerate(groupby(words, key=_LINE)):
        members = list(line)
        _, top, _, height = members[0].box
        is_value = members[0].text[0] in _VALUES
        left, right = _ends(members, from_right=from_right)
        lines.append(_Line(top + height / 2, left, right, height, place, len(members), is_value))
    return lines


def _ends(members: Sequence[Word], *, from_right: bool) -> tuple[float, float]:
    if from_right:
        right = max(word.box.left + word.box.width for word in members)
        return -right, -min(word.box.left for word in members)
    last = members[-1].box
    return members[0].box.left, last.left + last.width


def _side_by_side(lines: list[_Line]) -> Iterator[tuple[_Line, _Line]]:
    """Each line with the next one on its right."""
    for row in _rows(lines):
        yield from _neighbours(row)


def _rows(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Lines that stand side by side, from the top of the page down."""
    lines.sort()
    row: list[_Line] = []
    for line in lines:
        if row and line.middle - row[0].middle > _LEVEL * row[0].height:
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def _neighbours(row: list[_Line]) -> Iterator[tuple[_Line, _Line]]:
    if len(row) > 1:
        row.sort(key=itemgetter(1))
        yield from (pair for pair in pairwise(row) if pair[1].left - pair[0].right > _BLANK * pair[0].height)
