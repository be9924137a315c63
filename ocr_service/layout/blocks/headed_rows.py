"""Find tables whose head alone tells the columns, by a shade or a rule for each of its cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from ocr_service.domain.page import Word
from ocr_service.domain.rules import Rule, Rules
from ocr_service.domain.shapes.box import Box
from ocr_service.layout.blocks.headings import is_number
from ocr_service.layout.blocks.text_rows import TextRow, run_of, text_rows

# In sizes of the type: how high a heading is, how much the cells of one head differ in height, and the white between them.
_LEAST_HIGH, _MOST_HIGH, _ALIKE, _GAP = 0.8, 9.0, 0.3, 2.0
_LEAST_CELLS, _MOST_CELLS = 3, 40
# More shades, or levels of broken rules, than pages with tables have.
_MOST_AREAS, _MOST_LEVELS = 400, 60
# A share of the width of a shaded row.
_NARROWER = 0.9
# In sizes of the type: how far rules that meet end to end are apart, and lines of one head.
_MEET, _CLOSE = 0.2, 0.8
# A share of the head's cells that hold words.
_NAMED = 0.6
# In sizes of the type: further down a row that fills columns, or any other one, belongs to something else.
_NEXT_ROW, _NEXT_LINE = 9.0, 3.0
# In sizes of the type: so far into the next column a run may reach without crossing.
_INTO = 0.5
# In sizes of the type: what stands so far below is no line of the same row.
_STEP = 1.9
# Runs of a row that cannot be a line of prose.
_SEVERAL = 3


@dataclass(frozen=True, slots=True)
class HeadedRows:
    """Edges of columns and rows (the first row is the head), and each word's column by its place in the page's words."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    columns: dict[int, int]


def headed_rows(words: Sequence[Word], rules: Rules, size: float) -> Iterator[HeadedRows]:
    """From top to bottom; each has one row or more below its head.

    Tables with ruled columns, or with shades in every other row, are not among them: those tell more.
    """
    heads = [*_heads(rules.areas, size), *_underlined(words, rules.lying, size)]
    heads.sort(key=lambda cells: cells[0].top)
    for cells in heads:
        lower = [other for other in heads if other[0].top > cells[0].top + size]
        if any(_is_alike(cells, other, size) for other in heads if other is not cells):
            continue
        end = min((other[0].top for other in lower), default=float("inf"))
        found = _below(words, cells, end, size)
        if found is not None and not _is_ruled(found, rules, size):
            yield found


def _is_alike(cells: Sequence[Box], others: Sequence[Box], size: float) -> bool:
    """True for rows of cells of the same columns: shades of every other row."""
    return len(cells) == len(others) and all(
        abs(one.left - other.left) <= size / 2 for one, other in zip(cells, others, strict=True)
    )


def _is_ruled(found: HeadedRows, rules: Rules, size: float) -> bool:
    """True when rules part its columns below the head, too."""
    left, right, top, bottom = found.xs[0], found.xs[-1], found.ys[1], found.ys[-1]
    return any(
        left + size < rule.at < right - size and rule.start < bottom and rule.end > top + size
        for rule in rules.standing
    )


def _heads(areas: Iterable[Box], size: float) -> Iterator[list[Box]]:
    """Cells side by side, of one height and parted by little white."""
    some = set(areas)
    high = [
        area
        for area in (some if len(some) <= _MOST_AREAS else ())
        if _LEAST_HIGH * size <= area.height <= _MOST_HIGH * size and area.width >= size
    ]
    high = [area for area in high if not any(_is_part(other, area, size) for other in high)]
    row: list[Box] = []
    for area in sorted(high, key=lambda each: (round(each.top / size, 1), each.left)):
        if row and _is_next(row[-1], area, size):
            row.append(area)
            continue
        if len(row) >= _LEAST_CELLS:
            yield row
        row = [area]
    if len(row) >= _LEAST_CELLS:
        yield row


def _is_part(cell: Box, whole: Box, size: float) -> bool:
    """True for a cell of a shaded row that is shaded as a whole, too."""
    alike = _ALIKE * size
    same = abs(cell.top - whole.top) <= alike and abs(cell.height - whole.height) <= alike
    within = cell.left >= whole.left - alike and cell.left + cell.width <= whole.left + whole.width + alike
    return same and within and cell.width < _NARROWER * whole.width


def _underlined(words: Sequence[Word], lying: Iterable[Rule], size: float) -> Iterator[list[Box]]:
    """The cells above rules that meet end to end, one a column, as browsers print the lower borders of cells.

    Such rules further down with some of these ends part rows; where they all have the same ends the rules tell more.
    """
    levels = list(islice(_broken_rules(lying, size), _MOST_LEVELS))
    for number, level in enumerate(levels):
        ends = _ends(level)
        others = (_ends(other) for other in levels[:number] + levels[number + 1 :])
        if any(_holds(other, ends, size) for other in others):
            continue
        top = _top_of_head(words, level, ends[1:-1], size)
        if top < level[0].at - size / 2:
            yield [Box(rule.start, top, rule.length, rule.at - top) for rule in level]


def _broken_rules(lying: Iterable[Rule], size: float) -> Iterator[list[Rule]]:
    row: list[Rule] = []
    for rule in sorted(set(lying)):
        if row and rule.at - row[-1].at <= _ALIKE * size and abs(rule.start - row[-1].end) <= _MEET * size:
            row.append(rule)
            continue
        if _are_cells(row, size):
            yield row
        row = [rule]
    if _are_cells(row, size):
        yield row


def _are_cells(row: Sequence[Rule], size: float) -> bool:
    """False for dashes."""
    return _LEAST_CELLS <= len(row) <= _MOST_CELLS and all(rule.length >= size for rule in row)


def _ends(level: Sequence[Rule]) -> list[float]:
    return [*(rule.start for rule in level), level[-1].end]


def _holds(ends: Sequence[float], some: Sequence[float], size: float) -> bool:
    return all(any(abs(one - other) <= size / 2 for other in ends) for one in some)


def _top_of_head(words: Sequence[Word], level: Sequence[Rule], inner: Sequence[float], size: float) -> float:
    """Where the lines above a broken rule end that stand close to each other and keep to its cells."""
    left, right, bottom = level[0].start, level[-1].end, level[0].at
    above = [
        place
        for place, word in enumerate(words)
        if left <= word.box.left + word.box.width / 2 <= right
        and bottom - _MOST_HIGH * size <= word.box.top + word.box.height / 2 < bottom
    ]
    top = bottom
    for row in reversed(text_rows(words, above, size)):
        boxes = [words[place].box for run in row.runs for place in run.places]
        crosses = any(
            box.left + size / 2 < edge < box.left + box.width - size / 2 for box in boxes for edge in inner
        )
        if top - row.bottom > _CLOSE * size or crosses:
            break
        top = row.top
    return top


def _is_next(cell: Box, other: Box, size: float) -> bool:
    alike = _ALIKE * size
    gap = other.left - cell.left - cell.width
    same = abs(cell.top - other.top) <= alike and abs(cell.height - other.height) <= alike
    return same and -alike <= gap <= _GAP * size


def _below(words: Sequence[Word], cells: Sequence[Box], end: float, size: float) -> HeadedRows | None:
    left, right = cells[0].left, cells[-1].left + cells[-1].width
    inner = [(one.left + one.width + other.left) / 2 for one, other in pairwise(cells)]
    top, bottom = cells[0].top, cells[0].top + cells[0].height
    columns: dict[int, int] = {}
    body: list[int] = []
    for place, word in enumerate(words):
        x, y = word.box.left + word.box.width / 2, word.box.top + word.box.height / 2
        if not left - size / 2 <= x <= right + size / 2 or not word.text.strip():
            continue
        if top <= y <= bottom:
            columns[place] = bisect_right(inner, x)
        elif bottom < y < end:
            body.append(place)
    if len(set(columns.values())) < _NAMED * len(cells):
        return None
    rows = [
        _parted(row, words, inner) for row in _followers(text_rows(words, body, size), inner, bottom, size)
    ]
    starts = _starts(rows, words, inner, size)
    if not starts:
        return None
    columns |= {
        place: _column(run.left, inner, size) for row in rows for run in row.runs for place in run.places
    }
    edges = [_between(rows, before, after) for before, after in pairwise(starts)]
    return HeadedRows((left, *inner, right), (top, bottom, *edges, rows[-1].bottom + size / 4), columns)


def _parted(row: TextRow, words: Sequence[Word], inner: Sequence[float]) -> TextRow:
    """A row of several columns, cut where an edge lies between two words that stand close."""
    if len(row.runs) < _SEVERAL:
        return row
    runs = []
    for run in row.runs:
        start = 0
        for after, (one, other) in enumerate(pairwise(run.places), start=1):
            end, begin = words[one].box.left + words[one].box.width, words[other].box.left
            if any(end <= edge <= begin for edge in inner):
                runs.append(run_of(words, run.places[start:after]))
                start = after
        runs.append(run_of(words, run.places[start:]))
    return TextRow(tuple(runs), row.top, row.bottom)


def _column(left: float, inner: Sequence[float], size: float) -> int:
    """The column in which a run begins; one that hangs over to the left a little is not of the column before."""
    return bisect_right(inner, left + _INTO * size)


def _filled(row: TextRow, inner: Sequence[float], size: float) -> frozenset[int]:
    return frozenset(_column(run.left, inner, size) for run in row.runs)


def _followers(
    rows: Sequence[TextRow], inner: Sequence[float], bottom: float, size: float
) -> Iterator[TextRow]:
    """The rows of text that go on below the head: until a heading or prose, or too much white."""
    before = bottom
    for row in rows:
        filled = _filled(row, inner, size)
        is_row = _is_row(filled, inner)
        gap = row.top - before
        first = row.runs[0]
        is_heading = len(row.runs) == 1 and 0 in filled and first.right > inner[0] + size
        if gap > (_NEXT_ROW if is_row else _NEXT_LINE) * size or is_heading:
            return
        before = row.bottom
        yield row


def _is_row(filled: frozenset[int], inner: Sequence[float]) -> bool:
    return len(filled) >= max(2, (len(inner) + 1) / 2)


def _starts(rows: Sequence[TextRow], words: Sequence[Word], inner: Sequence[float], size: float) -> list[int]:
    """Places of the rows of text that carry a row of the table: those that name it in the first column, or fill most columns."""
    filled = [_filled(row, inner, size) for row in rows]
    named = [place for place, columns in enumerate(filled) if 0 in columns and len(columns) > 1]
    chosen = named or [place for place, columns in enumerate(filled) if _is_row(columns, inner)]
    sums = [place for place in range(1, len(rows)) if _is_sum(rows, place, words, inner, size)]
    starts: list[int] = []
    for place in sorted({*chosen, *sums}) if chosen else ():
        # Cells that are set about another middle stand half a line off.
        if starts and rows[place].top - rows[starts[-1]].top < 0.9 * size:
            continue
        starts.append(place)
    return starts


def _is_sum(
    rows: Sequence[TextRow], place: int, words: Sequence[Word], inner: Sequence[float], size: float
) -> bool:
    """True for a number in the last column and its label beside it, further down than a line of the row above would be."""
    row = rows[place]
    last = row.runs[-1]
    if row.middle - rows[place - 1].middle < _STEP * size or len(row.runs) < 2:
        return False
    is_last = _column(last.left, inner, size) == len(inner)
    return is_last and is_number(" ".join(words[each].text for each in last.places))


def _between(rows: Sequence[TextRow], before: int, after: int) -> float:
    """The middle of the widest white between two rows of the table."""
    gaps = [(rows[place + 1].top - rows[place].bottom, place) for place in range(before, after)]
    _, place = max(gaps)
    return (rows[place].bottom + rows[place + 1].top) / 2
