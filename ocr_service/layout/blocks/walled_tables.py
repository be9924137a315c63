"""Tables whose columns are parted by rules are read cell by cell, row after row.

What is read next is otherwise told by type, white and language (``reading_order``), and those tear a cell of several lines
apart. Walls leave nothing to guess; what stands outside of a table keeps its order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ocr_service.domain.page import Page, Word
from ocr_service.domain.shapes.blocks import Cell
from ocr_service.layout.blocks.cells import lines_of
from ocr_service.layout.blocks.table_finder import FoundTable
from ocr_service.layout.blocks.text_rows import type_of
from ocr_service.layout.direction import reads_from_right

# Fewer places are as often a heading's rule over a letter's stem.
_LEAST_PLACES = 6

_Line = list[int]


def with_cells_in_order(page: Page, tables: Sequence[FoundTable]) -> tuple[Page, Sequence[FoundTable]]:
    """The page with the words of its walled tables in order, its blocks numbered anew, and all tables with the words' new places.

    ``tables`` are the page's from top to bottom. Page and tables as they are where that changes nothing, and where text is
    read from right to left.
    """
    walled = [table for table in tables if table.is_walled and _is_large(table)]
    if not walled or reads_from_right(page.words):
        return page, tables
    order = list(_order(page.words, walled))
    if order == list(range(len(order))):
        return page, tables
    size = type_of(page)
    lines = [list(_lines(page.words, table, size)) for table in walled]
    words = tuple(_numbered(page.words, order, lines))
    moved = {old: new for new, old in enumerate(order)}
    return replace(page, words=words), [table.moved(moved) for table in tables]


def _is_large(table: FoundTable) -> bool:
    return table.table.rows * table.table.columns >= _LEAST_PLACES


def _order(words: Sequence[Word], walled: Sequence[FoundTable]) -> Iterator[int]:
    """The places of all words as they are read."""
    held = {place for table in walled for place in table.words}
    free = [place for place in range(len(words)) if place not in held]
    waiting = sorted((_stop(words, free, table), _told(table), table.words) for table in walled)
    done = 0
    for stop, _, own in waiting:
        yield from free[done:stop]
        yield from own
        done = stop
    yield from free[done:]


def _told(table: FoundTable) -> int:
    """The place of its first quarter, as one word out of order would take all of it along."""
    return sorted(table.words)[len(table.words) // 4]


def _stop(words: Sequence[Word], free: Sequence[int], table: FoundTable) -> int:
    """How many of the words outside are read before a table.

    All that stand above it, none that stand below it, as far as that can be; among such places the one nearest to where it is told to be.
    """
    left, top, width, height = table.box
    above, below = [0], [0]
    for place in free:
        box = words[place].box
        shares_width = box.left < left + width and left < box.left + box.width
        middle = box.top + box.height / 2
        above.append(above[-1] + (shares_width and middle < top))
        below.append(below[-1] + (shares_width and middle > top + height))
    quarter = _told(table)
    told = sum(place < quarter for place in free)

    def wrong(stop: int) -> tuple[int, int]:
        return above[-1] - above[stop] + below[stop], abs(stop - told)

    return min(range(len(free) + 1), key=wrong)


def _lines(words: Sequence[Word], table: FoundTable, size: float) -> Iterator[_Line]:
    """The lines of a table: neighbours of one line each share one."""
    for _, row in groupby(table.table.cells, key=_row_of):
        line: _Line = []
        for cell in row:
            lines = lines_of(words, cell.words, size)
            if len(lines) > 1 and line:
                yield line
                line = []
            if len(lines) > 1:
                yield from lines
            else:
                line += cell.words
        if line:
            yield line


def _row_of(cell: Cell) -> int:
    return cell.row


def _numbered(
    words: Sequence[Word], order: Sequence[int], tables: Sequence[Sequence[_Line]]
) -> Iterator[Word]:
    """The words in that order; a table is a block of one paragraph, and what stands on both sides of one is two."""
    of_table = {
        place: (number, count)
        for number, lines in enumerate(tables)
        for count, line in enumerate(lines, 1)
        for place in line
    }
    block, before = 0, None
    for place in order:
        word = words[place]
        table, line = of_table.get(place, (None, word.line))
        part = (table, word.block if table is None else 0)
        if part != before:
            block, before = block + 1, part
        paragraph = word.paragraph if table is None else 1
        yield word._replace(block=block, paragraph=paragraph, line=line)
