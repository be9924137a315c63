"""Find tables whose head alone tells the columns, by a shade or a rule for each of its cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ocr_service.domain.page import Word
from ocr_service.domain.rules import Rule, Rules
from ocr_service.domain.shapes.box import Box
from ocr_service.layout.blocks.headings import is_number
from ocr_service.layout.blocks.heads import shaded_heads, underlined_heads
from ocr_service.layout.blocks.text_rows import TextRow, run_of, text_rows

# A share of the head's cells that hold words.
_NAMED = 0.6
# Of the head's width, how much rules at one height cover that are as wide.
_AS_WIDE = 0.9
# What stands by itself only beside a number.
_SIGNS = frozenset("%€$£¥")
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


def headed_rows(
    words: Sequence[Word], rules: Rules, size: float, taken: Collection[int] = ()
) -> Iterator[HeadedRows]:
    """From top to bottom; each has one row or more below its head.

    Tables with ruled columns, or with shades in every other row, are not among them: those tell more. Words that are
    ``taken`` are in none.
    """
    heads = [*shaded_heads(rules.areas, size), *underlined_heads(words, rules.lying, size)]
    heads.sort(key=lambda cells: cells[0].top)
    places = [place for place in range(len(words)) if place not in taken and words[place].text.strip()]
    for cells in heads:
        lower = [other for other in heads if other[0].top > cells[0].top + size]
        if any(_is_alike(cells, other, size) for other in heads if other is not cells):
            continue
        end = min((other[0].top for other in lower), default=float("inf"))
        upper = [place for place in places if _middle(words[place]) < end]
        found = _below(words, upper, cells, rules.lying, size)
        if found is not None and not _is_ruled(found, rules, size):
            yield found


def _middle(word: Word) -> float:
    return word.box.top + word.box.height / 2


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


def _below(
    words: Sequence[Word],
    places: Iterable[int],
    cells: Sequence[Box],
    lying: Sequence[Rule],
    size: float,
) -> HeadedRows | None:
    left, right = cells[0].left, cells[-1].left + cells[-1].width
    inner = [(one.left + one.width + other.left) / 2 for one, other in pairwise(cells)]
    top, bottom = cells[0].top, cells[0].top + cells[0].height
    columns: dict[int, int] = {}
    body: list[int] = []
    for place in places:
        x, y = words[place].box.left + words[place].box.width / 2, _middle(words[place])
        if not left - size / 2 <= x <= right + size / 2:
            continue
        if top <= y <= bottom:
            columns[place] = bisect_right(inner, x)
        elif y > bottom:
            body.append(place)
    if len(set(columns.values())) < _NAMED * len(cells):
        return None
    levels = _levels(lying, left, right)
    rows = [
        _parted(row, words, inner)
        for row in _followers(text_rows(words, body, size), inner, bottom, size, levels)
    ]
    starts = _starts(rows, words, inner, size)
    if not starts:
        return None
    columns |= {
        place: _column(run.left, inner, size) for row in rows for run in row.runs for place in run.places
    }
    edges = [_between(rows, before, after, levels) for before, after in pairwise(starts)]
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
            has_sign = not _SIGNS.isdisjoint((words[one].text, words[other].text))
            if any(end <= edge <= begin for edge in inner) and not has_sign:
                runs.append(run_of(words, run.places[start:after]))
                start = after
        runs.append(run_of(words, run.places[start:]))
    return TextRow(tuple(runs), row.top, row.bottom)


def _column(left: float, inner: Sequence[float], size: float) -> int:
    """The column in which a run begins; one that hangs over to the left a little is not of the column before."""
    return bisect_right(inner, left + _INTO * size)


def _filled(row: TextRow, inner: Sequence[float], size: float) -> frozenset[int]:
    return frozenset(_column(run.left, inner, size) for run in row.runs)


def _levels(lying: Iterable[Rule], left: float, right: float) -> list[float]:
    """Heights of rules, in pieces or not, as wide as the head."""
    covered: dict[float, float] = {}
    ends: dict[float, float] = {}
    for rule in sorted(set(lying)):
        level = round(rule.at, 1)
        start, end = max(rule.start, ends.get(level, left)), min(rule.end, right)
        covered[level] = covered.get(level, 0.0) + max(0.0, end - start)
        ends[level] = max(ends.get(level, left), end)
    return [level for level, width in covered.items() if width >= _AS_WIDE * (right - left)]


def _followers(
    rows: Sequence[TextRow],
    inner: Sequence[float],
    bottom: float,
    size: float,
    levels: Sequence[float],
) -> Iterator[TextRow]:
    """The rows of text that go on below the head: until a heading or prose, or too much white.

    What a rule as wide as the head (one of ``levels``) closes below it is of the same row, however far down.
    """
    before = bottom
    for row in rows:
        filled = _filled(row, inner, size)
        is_row = _is_row(filled, inner)
        gap = row.top - before
        first = row.runs[0]
        is_heading = len(row.runs) == 1 and 0 in filled and first.right > inner[0] + size
        is_closed = any(row.middle < level < row.middle + _NEXT_ROW * size for level in levels)
        if gap > (_NEXT_ROW if is_row or is_closed else _NEXT_LINE) * size or is_heading:
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


def _between(rows: Sequence[TextRow], before: int, after: int, levels: Sequence[float]) -> float:
    """The one rule between two rows of the table, or the middle of the widest white; of several some part lines of one row."""
    ruled = [level for level in levels if rows[before].middle < level < rows[after].middle]
    if len(ruled) == 1:
        return ruled[0]
    gaps = [(rows[place + 1].top - rows[place].bottom, place) for place in range(before, after)]
    _, place = max(gaps)
    return (rows[place].bottom + rows[place + 1].top) / 2
