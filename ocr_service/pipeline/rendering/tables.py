"""Which lines of a page stand side by side as the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ocr_service.pipeline.rendering.lines import Line, frame
from ocr_service.pipeline.rendering.marks import BULLETS, MISREAD_BULLETS

_WIDE_GAP = 1.8
_LEAST_ROWS, _MOST_COLUMNS = 2, 15
_LEAST_FILLED = 0.6
_MOST_WORDS = 6.0
_LOOK_BACK, _LEAST_CELLS_ABOVE, _LINE_GAP = 3, 2, 0.6

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Words that stand close together, their left and right edge, and the lower one."""

    text: str
    extent: Interval
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Cells at one height, left to right, and the places of the lines they come from (a text layer has one for each)."""

    places: tuple[int, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of texts, as many in each as there are columns; empty where a row has nothing."""

    rows: tuple[tuple[str, ...], ...]


def tables_and_lines(lines: Sequence[Line], letter_height: float) -> Iterator[Table | Line]:
    """The lines in their order, tables in place of the first of those that make one."""
    rows = _rows(lines, letter_height)
    tables: dict[int, Table] = {}
    taken: set[int] = set()
    start = 0
    while start < len(rows):
        end = _end_of_table(rows, start)
        table = _table(rows[start:end])
        if table is None:
            start += 1
            continue
        places = {place for row in rows[start:end] for place in row.places}
        tables[min(places)] = table
        taken |= places
        start = end
    for place, line in enumerate(lines):
        if place in tables:
            yield tables[place]
        elif place not in taken:
            yield line


def _rows(lines: Sequence[Line], letter_height: float) -> list[Row]:
    """Lines beside each other as one row; a cell's further lines are part of the row that it began in.

    A text layer gives a cell of two lines whole before the cells beside it, so the row is looked for above, too.
    """
    rows: list[Row] = []
    for place, line in enumerate(lines):
        cells = tuple(_cells(line, letter_height))
        beside = next(
            (row for row in rows[: -_LOOK_BACK - 1 : -1] if _is_beside(lines[row.places[-1]], line)), None
        )
        if beside is not None:
            rows[rows.index(beside)] = Row(places=(*beside.places, place), cells=(*beside.cells, *cells))
        else:
            rows.append(Row(places=(place,), cells=cells))
    return _with_further_lines(rows, lines, letter_height)


def _with_further_lines(rows: Sequence[Row], lines: Sequence[Line], letter_height: float) -> list[Row]:
    """Rows of nothing but the next line of a cell above, joined to that cell's row."""
    joined: list[Row] = []
    for row in rows:
        above = joined[-1] if joined else None
        column = _continued(above, row, lines, letter_height) if above else 0
        if above and column:
            cells = list(above.cells)
            cells[column] = _joined(cells[column], row.cells[0])
            joined[-1] = Row(places=(*above.places, *row.places), cells=tuple(cells))
        else:
            joined.append(row)
    return joined


def _continued(above: Row, row: Row, lines: Sequence[Line], letter_height: float) -> int:
    """Which cell above goes on in this row; 0 for none, since what stands below a first cell begins a row."""
    if len(row.cells) > 1 or len(above.cells) < _LEAST_CELLS_ABOVE:
        return 0
    top, left = lines[row.places[0]].box.top, row.cells[0].extent[0]
    for place, cell in enumerate(above.cells):
        is_below = -letter_height < top - cell.bottom < _LINE_GAP * letter_height
        if place and is_below and abs(left - cell.extent[0]) < letter_height:
            return place
    return 0


def _joined(cell: Cell, further: Cell) -> Cell:
    left, right = zip(cell.extent, further.extent, strict=True)
    return Cell(text=f"{cell.text} {further.text}", extent=(min(left), max(right)), bottom=further.bottom)


def _is_beside(line: Line, following: Line) -> bool:
    """True when the second stands right of the first, at its height."""
    one, other = line.box, following.box
    shared = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return other.left >= one.left + one.width and shared > min(one.height, other.height) / 2


def _cells(line: Line, letter_height: float) -> Iterator[Cell]:
    """The line's words, parted where a gap is much wider than a letter is high."""
    start = 0
    # A bullet is part of what it stands before, however far.
    first = 2 if len(line.words) > 1 and line.words[0].text in BULLETS + MISREAD_BULLETS else 1
    for place in range(first, len(line.words) + 1):
        if place == len(line.words) or _gap(line, place) > _WIDE_GAP * letter_height:
            words = line.words[start:place]
            box = frame([word.box for word in words])
            text = " ".join(word.text for word in words)
            yield Cell(text=text, extent=(box.left, box.left + box.width), bottom=box.top + box.height)
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
