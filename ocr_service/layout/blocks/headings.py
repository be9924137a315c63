"""Which rows of a table are headings, and which headings stand over several columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ocr_service.domain.page import Word
from ocr_service.domain.shapes.blocks import Cell
from ocr_service.layout.blocks.cells import Places

_NUMBER = re.compile(r"^[^\W\d_]{0,3}[\s(+\-−–]*\d[\d.,'’\s%/:-]*\)?\s*[^\W\d_%€$£]{0,3}[%€$£]?$")
_MOST_HEADS = 3
# A share of a column's cells that are numbers makes it a column of numbers.
_NUMBERS = 0.6


def is_number(text: str) -> bool:
    """True for an amount, a count, a date, a rate: mostly digits, with a unit of three letters at most."""
    return bool(_NUMBER.match(text.strip()))


def number_columns(cells: Sequence[Cell], rows: int) -> frozenset[int]:
    """Columns of which most cells, headings left out, are numbers."""
    found: dict[int, list[bool]] = {}
    for cell in cells:
        if cell.row and cell.text and cell.column_span == 1:
            found.setdefault(cell.column, []).append(is_number(cell.text))
    return frozenset(
        c for c, are in found.items() if len(are) * 3 >= rows - 1 and sum(are) >= _NUMBERS * len(are)
    )


def count_heads(cells: Sequence[Cell], rows: int) -> int:
    """How many rows from the top are headings: those with no number where numbers stand below."""
    numbers = number_columns(cells, rows)
    if not numbers:
        first = [cell.text for cell in cells if cell.row == 0]
        is_short = all(text and len(text.split()) <= 3 and not text.endswith(":") for text in first)
        has_figures = any(is_number(text) for text in first)
        return int(rows > 2 and is_short and not has_figures)
    for row in range(min(rows, _MOST_HEADS + 1)):
        texts = [cell.text for cell in cells if cell.row == row and cell.column in numbers and cell.text]
        if texts and sum(map(is_number, texts)) * 2 >= len(texts) and not _are_years(row, texts):
            return row
    return 0


def _are_years(row: int, texts: Sequence[str]) -> bool:
    """Years above columns are headings of numbers."""
    return row == 0 and all(re.fullmatch(r"(19|20)\d\d", text) for text in texts)


def join_heads(places: Places, cells: Sequence[Cell], words: Sequence[Word], heads: int) -> None:
    """Upper headings stand over the columns about whose middle they are set; what has nothing above grows upwards."""
    filled = {(cell.row, cell.column) for cell in cells if cell.text}
    upper = [cell for cell in cells if cell.row == 0 and cell.text and cell.column]
    if heads < 2 or not upper or len(upper) >= places.columns - 1:
        return
    extents = _extents(places, cells, words)
    for cell in upper:
        if cell.column_span == 1 and (best := _columns_below(cell, places, filled, extents, words)):
            places.join(0, 0, *best)
    for column in range(places.columns):
        is_narrow = places.root((0, column)) == (0, column) and places.span((0, column))[1] == 1
        if is_narrow and ((0, column) in filled) != ((1, column) in filled):
            places.join(0, 1, column, column)


def _extents(places: Places, cells: Sequence[Cell], words: Sequence[Word]) -> list[tuple[float, float]]:
    """From where to where the words of each column reach, headings over several columns left out."""
    extents = [(places.xs[column + 1], places.xs[column]) for column in range(places.columns)]
    for cell in cells:
        if cell.row and cell.column_span == 1 and cell.words:
            left = min(words[place].box.left for place in cell.words)
            right = max(words[place].box.left + words[place].box.width for place in cell.words)
            extents[cell.column] = min(extents[cell.column][0], left), max(extents[cell.column][1], right)
    return extents


def _columns_below(
    cell: Cell,
    places: Places,
    filled: set[tuple[int, int]],
    extents: Sequence[tuple[float, float]],
    words: Sequence[Word],
) -> tuple[int, int] | None:
    left = min(words[place].box.left for place in cell.words)
    right = max(words[place].box.left + words[place].box.width for place in cell.words)
    middle = (left + right) / 2
    best, least = (cell.column, cell.column), float("inf")
    for first in range(1, cell.column + 1):
        for last in range(cell.column, places.columns):
            others = [c for c in range(first, last + 1) if c != cell.column]
            if any((0, c) in filled for c in others) or any((1, c) not in filled for c in others):
                continue
            off = abs((extents[first][0] + extents[last][1]) / 2 - middle)
            if off < least:
                best, least = (first, last), off
    return best if best[0] != best[1] else None
