"""Which lines of a page stand side by side as the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ocr_service.pipeline.render.lines import Line, frame

_WIDE_GAP = 1.8
_LEAST_ROWS, _MOST_COLUMNS = 2, 15
_LEAST_FILLED = 0.6
_MOST_WORDS = 6.0

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Words that stand close together, and their left and right edge."""

    text: str
    extent: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Lines at one height, left to right (a text layer has one for each cell), and their cells."""

    lines: tuple[Line, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of texts, as many in each as there are columns; empty where a row has nothing."""

    rows: tuple[tuple[str, ...], ...]


def tables_and_lines(lines: Sequence[Line], letter_height: float) -> Iterator[Table | Line]:
    """The lines in their order, tables in place of those that make one."""
    rows = _rows(lines, letter_height)
    place = 0
    while place < len(rows):
        end = _end_of_table(rows, place)
        table = _table(rows[place:end])
        if table is None:
            yield from rows[place].lines
            place += 1
        else:
            yield table
            place = end


def _rows(lines: Sequence[Line], letter_height: float) -> list[Row]:
    grouped: list[list[Line]] = []
    for line in lines:
        if grouped and _is_beside(grouped[-1][-1], line):
            grouped[-1].append(line)
        else:
            grouped.append([line])
    return [
        Row(lines=tuple(group), cells=tuple(cell for line in group for cell in _cells(line, letter_height)))
        for group in grouped
    ]


def _is_beside(line: Line, following: Line) -> bool:
    """True when the second stands right of the first, at its height."""
    one, other = line.box, following.box
    shared = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return other.left >= one.left + one.width and shared > min(one.height, other.height) / 2


def _cells(line: Line, letter_height: float) -> Iterator[Cell]:
    """The line's words, parted where a gap is much wider than a letter is high."""
    start = 0
    for place in range(1, len(line.words) + 1):
        if place == len(line.words) or _gap(line, place) > _WIDE_GAP * letter_height:
            words = line.words[start:place]
            box = frame([word.box for word in words])
            text = " ".join(word.text for word in words)
            yield Cell(text=text, extent=(box.left, box.left + box.width))
            start = place


def _gap(line: Line, place: int) -> float:
    before = line.words[place - 1].box
    return line.words[place].box.left - before.left - before.width


def _end_of_table(rows: Sequence[Row], start: int) -> int:
    """How far rows of several cells follow each other that share columns."""
    end = start
    while end < len(rows) and len(rows[end].cells) > 1 and _columns(rows[start : end + 1]):
        end += 1
    return end


def _columns(rows: Sequence[Row]) -> list[Interval]:
    """The columns that cells above each other make; none when two cells of one row would share one."""
    columns: list[Interval] = []
    for left, right in sorted(cell.extent for row in rows for cell in row.cells):
        if columns and left <= columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], right)
        else:
            columns.append((left, right))
    fits = all(len(set(_places(row, columns))) == len(row.cells) for row in rows)
    return columns if fits and len(columns) <= _MOST_COLUMNS else []


def _places(row: Row, columns: Sequence[Interval]) -> list[int]:
    return [
        next(place for place, (left, right) in enumerate(columns) if left <= cell.extent[0] <= right)
        for cell in row.cells
    ]


def _table(rows: Sequence[Row]) -> Table | None:
    """A table when there are rows enough, cells enough in them, and no cell holds prose."""
    if len(rows) < _LEAST_ROWS:
        return None
    columns = _columns(rows)
    cells = [cell for row in rows for cell in row.cells]
    words = sum(len(cell.text.split()) for cell in cells) / len(cells)
    if len(cells) < _LEAST_FILLED * len(columns) * len(rows) or words > _MOST_WORDS:
        return None
    return Table(rows=tuple(_filled(row, columns) for row in rows))


def _filled(row: Row, columns: Sequence[Interval]) -> tuple[str, ...]:
    texts = dict(zip(_places(row, columns), (cell.text for cell in row.cells), strict=True))
    return tuple(texts.get(place, "") for place in range(len(columns)))
