"""Make the cells of a table from its columns, its rows and the walls between its places."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from ocr_service.domain.page import Word
from ocr_service.domain.rules import Rule
from ocr_service.domain.shapes.blocks import Cell
from ocr_service.domain.shapes.box import Box
from ocr_service.layout.blocks.text_rows import TextRow, text_rows

# A rule walls off a place when it goes along so much of its side.
_SIDE = 0.55
# In sizes of the type: what reaches over an edge of columns no further stands beside it.
_OVER = 0.3
# In heights of the highest: words of one line share so much of it.
_ONE_LINE = 0.6
NO_COLUMNS: Mapping[int, int] = MappingProxyType({})


@dataclass(slots=True)
class Places:
    """``xs`` and ``ys`` are all edges of columns and rows; places without a wall between them become one cell."""

    xs: Sequence[float]
    ys: Sequence[float]
    _parents: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows of places there are."""
        return len(self.ys) - 1

    @property
    def columns(self) -> int:
        """How many columns of places there are."""
        return len(self.xs) - 1

    def root(self, place: tuple[int, int]) -> tuple[int, int]:
        """The upper left place of a cell."""
        while (above := self._parents.get(place, place)) != place:
            place = above
        return place

    def join(self, top: int, bottom: int, left: int, right: int) -> None:
        """Make all places of a rectangle (ends included), with the cells they are parts of, one cell."""
        grown = True
        while grown:
            grown = False
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    r, c = self.root((row, column))
                    height, width = self.span((r, c))
                    wider = min(top, r), max(bottom, r + height - 1), min(left, c), max(right, c + width - 1)
                    if wider != (top, bottom, left, right):
                        top, bottom, left, right = wider
                        grown = True
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self._parents[row, column] = (top, left)

    def span(self, root: tuple[int, int]) -> tuple[int, int]:
        """How many rows and columns a cell covers."""
        row, column = root
        height = width = 1
        while row + height < self.rows and self.root((row + height, column)) == root:
            height += 1
        while column + width < self.columns and self.root((row, column + width)) == root:
            width += 1
        return height, width

    def at(self, x: float, y: float) -> tuple[int, int]:
        """The place that holds a point; the nearest for one outside."""
        row = min(max(bisect_right(self.ys, y) - 1, 0), self.rows - 1)
        column = min(max(bisect_right(self.xs, x) - 1, 0), self.columns - 1)
        return row, column


def join_unwalled(
    places: Places,
    lying: Sequence[Rule],
    standing: Sequence[Rule],
    near: float,
    free: Sequence[tuple[float, float]] = (),
) -> None:
    """Join places side by side that no standing rule parts, and places below each other that no lying one does.

    Only edges that some rule lies on are asked; those found by text are walls, and so are all within ``free`` heights.
    """
    for edge in range(1, places.columns):
        rules = [rule for rule in standing if abs(rule.at - places.xs[edge]) <= near]
        for row in range(places.rows) if rules else ():
            middle = (places.ys[row] + places.ys[row + 1]) / 2
            if any(top < middle < bottom for top, bottom in free):
                continue
            if not _is_walled(rules, places.ys[row], places.ys[row + 1]):
                places.join(row, row, edge - 1, edge)
    for edge in range(1, places.rows):
        rules = [rule for rule in lying if abs(rule.at - places.ys[edge]) <= near]
        for column in range(places.columns) if rules else ():
            if not _is_walled(rules, places.xs[column], places.xs[column + 1]):
                places.join(edge - 1, edge, column, column)


def _is_walled(rules: Sequence[Rule], start: float, end: float) -> bool:
    covered = sum(max(0.0, min(end, rule.end) - max(start, rule.start)) for rule in rules)
    return covered >= _SIDE * (end - start)


def join_across(places: Places, rows: Sequence[TextRow], standing: Sequence[Rule], size: float) -> None:
    """Join places that a run of words reaches over, where no rule parts them."""
    inner = places.xs[1:-1]
    for row in rows:
        at = places.at(places.xs[0], row.middle)[0]
        for run in row.runs:
            first = bisect_left(inner, run.left + _OVER * size)
            last = bisect_left(inner, run.right - _OVER * size)
            is_free = all(
                not any(
                    abs(rule.at - inner[edge]) <= size / 2 and rule.start < row.middle < rule.end
                    for rule in standing
                )
                for edge in range(first, last)
            )
            if last > first and is_free:
                places.join(at, at, first, last)


def cells_of(
    places: Places,
    words: Sequence[Word],
    held: Sequence[int],
    *,
    size: float,
    heads: int,
    columns: Mapping[int, int] = NO_COLUMNS,
) -> list[Cell]:
    """All cells row by row; words go where their middles are, those that ``columns`` names into its column."""
    found: dict[tuple[int, int], list[int]] = {}
    for place in held:
        box = words[place].box
        row, column = places.at(box.left + box.width / 2, box.top + box.height / 2)
        root = places.root((row, columns.get(place, column)))
        found.setdefault(root, []).append(place)
    cells = []
    for row in range(places.rows):
        for column in range(places.columns):
            if places.root((row, column)) == (row, column):
                own = found.get((row, column), ())
                cells.append(_cell(places, (row, column), words, own, size=size, heads=heads))
    return cells


def _cell(
    places: Places,
    root: tuple[int, int],
    words: Sequence[Word],
    held: Sequence[int],
    *,
    size: float,
    heads: int,
) -> Cell:
    row, column = root
    height, width = places.span(root)
    left, top = places.xs[column], places.ys[row]
    lines = lines_of(words, held, size)
    letters = sum(len(words[place].text) for place in held)
    confidence = sum(words[place].confidence * len(words[place].text) for place in held)
    return Cell(
        row=row,
        column=column,
        row_span=height,
        column_span=width,
        is_header=row < heads,
        box=Box(left, top, places.xs[column + width] - left, places.ys[row + height] - top),
        text="\n".join(" ".join(words[place].text for place in line) for line in lines),
        confidence=confidence / letters if letters else 100.0,
        words=tuple(place for line in lines for place in line),
    )


def lines_of(words: Sequence[Word], held: Sequence[int], size: float) -> list[list[int]]:
    """Words of a cell in lines, those of a line in the order in which the page has them."""
    if len(held) < 2:
        return [list(held)] if held else []
    if _are_side_by_side(words, held) or _are_turned(words, held):
        return [sorted(held)]
    return [sorted(place for run in row.runs for place in run.places) for row in text_rows(words, held, size)]


def _are_side_by_side(words: Sequence[Word], held: Sequence[int]) -> bool:
    """True for words of one line, as nearly all cells have."""
    boxes = [words[place].box for place in held]
    shared = min([box.top + box.height for box in boxes]) - max([box.top for box in boxes])
    return shared >= _ONE_LINE * max([box.height for box in boxes])


def _are_turned(words: Sequence[Word], held: Sequence[int]) -> bool:
    """True for words that are written from top to bottom or from bottom to top."""
    return all(len(words[p].text) > 1 and words[p].box.height > 1.8 * words[p].box.width for p in held)
