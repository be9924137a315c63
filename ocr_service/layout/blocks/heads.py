"""Find heads of tables that tell the columns by themselves: by a shade or a rule for each of their cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ocr_service.domain.page import Word
from ocr_service.domain.rules import Rule
from ocr_service.domain.shapes.box import Box
from ocr_service.layout.blocks.text_rows import text_rows

# In sizes of the type: how high a heading is, how much the cells of one head differ in height, and the white between them.
_LEAST_HIGH, _MOST_HIGH, _ALIKE, _GAP = 0.8, 9.0, 0.3, 2.0
_LEAST_CELLS, _MOST_CELLS = 3, 40
# More shades, or levels of broken rules, than pages with tables have.
_MOST_AREAS, _MOST_LEVELS = 400, 60
# A share of the width of a shaded row.
_NARROWER = 0.9
# In sizes of the type: how far rules that meet end to end are apart, and lines of one head.
_MEET, _CLOSE = 0.2, 0.8


def shaded_heads(areas: Iterable[Box], size: float) -> Iterator[list[Box]]:
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


def underlined_heads(words: Sequence[Word], lying: Iterable[Rule], size: float) -> Iterator[list[Box]]:
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
