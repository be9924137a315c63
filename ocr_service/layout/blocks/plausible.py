"""Whether what looks like a table is one: prose in columns, addresses and letterheads are not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, groupby

from ocr_service.domain.shapes.blocks import Cell, Table
from ocr_service.layout.blocks.headings import is_number, number_columns

# Words a cell: prose set in columns has more.
_MOST_WORDS, _MOST_WORDS_RULED = 5.0, 40.0
_MOST_WORDS_HEADED = 12.0
# A cell with more words than this, and more than all others together, is no cell but a frame around the page's text.
_FRAME_WORDS = 30
# Shares of cells that hold text.
_FILLED, _FILLED_RULED = 0.45, 0.3
_LEAST_ROWS, _LEAST_ROWS_OF_WORDS, _LEAST_COLUMNS_OF_WORDS = 3, 4, 3
_FILLED_OF_WORDS = 0.75
# A table of a head and a single row, without any rule.
_LEAST_PAIRS = 2
_HEAD_AND_ROW, _LEAST_HEADINGS, _LEAST_NUMBERS = 2, 4, 2


def is_table(table: Table, *, is_ruled: bool, has_pillars: bool) -> bool:
    """True for rows and columns enough, filled enough, with cells as short as cells are."""
    filled = [cell for cell in table.cells if cell.text]
    if table.columns < 2 or not filled or len({cell.column for cell in filled}) < 2:
        return False
    share = sum(cell.row_span * cell.column_span for cell in filled) / (table.rows * table.columns)
    words = sum(len(cell.text.split()) for cell in filled) / len(filled)
    if has_pillars:
        is_large = len(filled) >= 3 and table.rows * table.columns >= 4
        is_full = len(filled) == len(table.cells) and table.rows >= _LEAST_ROWS
        return is_large and words <= _MOST_WORDS_RULED and (is_full or not _is_frame(filled))
    is_letter = not is_ruled and _is_pairs_beside_words(table)
    if share < _FILLED or words > _MOST_WORDS or is_letter or _breaks_words(filled):
        return False
    numbers = number_columns(table.cells, table.rows)
    if is_ruled:
        return table.rows >= 2 and (bool(numbers) or table.columns >= 3 or table.rows >= 3)
    if numbers:
        is_wide = len(numbers) < table.columns or table.columns > 2
        return (
            _is_head_and_row(table) if table.rows == _HEAD_AND_ROW else table.rows >= _LEAST_ROWS and is_wide
        )
    is_full = share >= _FILLED_OF_WORDS
    return is_full and table.rows >= _LEAST_ROWS_OF_WORDS and table.columns >= _LEAST_COLUMNS_OF_WORDS


def _is_pairs_beside_words(table: Table) -> bool:
    """True for labels with their values, and besides rows of nothing but words: addresses above the number and date of a letter."""
    rows = [[cell.text for cell in row if cell.text] for _, row in groupby(table.cells, key=_row_of)]
    others = [row for row in rows if row and not _is_pair(row)]
    pairs = sum(map(_is_pair, rows))
    return pairs >= _LEAST_PAIRS and len(others) >= _LEAST_PAIRS and not any(map(is_number, chain(*others)))


def _row_of(cell: Cell) -> int:
    return cell.row


def _is_pair(row: Sequence[str]) -> bool:
    return len(row) == 2 and row[0].endswith(":")


def _is_head_and_row(table: Table) -> bool:
    """True for four headings or more, none of them a number, over a row that has two numbers and as many cells as not."""
    head = [cell.text for cell in table.cells if cell.row == 0]
    row = [cell.text for cell in table.cells if cell.row == 1 and cell.text]
    is_head = len(head) >= _LEAST_HEADINGS and all(head) and not any(map(is_number, head))
    return is_head and len(row) * 2 >= table.columns and sum(map(is_number, row)) >= _LEAST_NUMBERS


def _is_frame(cells: Sequence[Cell]) -> bool:
    counts = sorted(len(cell.text.split()) for cell in cells)
    return counts[-1] > _FRAME_WORDS and counts[-1] > sum(counts[:-1])


def is_headed_table(table: Table) -> bool:
    """The same for rows under a head of a cell a column, which leaves less doubt."""
    below = [cell for cell in table.cells if cell.row and cell.text]
    words = sum(len(cell.text.split()) for cell in below) / max(1, len(below))
    return len({cell.column for cell in below}) >= 2 and words <= _MOST_WORDS_HEADED


def _breaks_words(cells: Sequence[Cell]) -> bool:
    """True when cells end within a word, as lines of prose do."""
    return sum(cell.text.endswith("-") and len(cell.text) > 1 for cell in cells) * 12 > len(cells)
