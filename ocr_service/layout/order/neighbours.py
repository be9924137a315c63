"""What stands above, below and beside each piece of text, in which column, and how far the white beside it runs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ocr_service.layout.once import once
from ocr_service.layout.order.pieces import Piece, usual_size

# In sizes of the usual type: how far down what is below is looked for, and how far a gutter is followed.
_SIGHT, _GUTTER_SIGHT, _GUTTER_SIDE, _WHITE_LINES = 40.0, 60.0, 30.0, 3.5
# In sizes of the type: baselines of one row, of the next one, and the pitch of lines that are one column.
ROW, _NEXT_ROW, _LEVEL, _SAME_LEVEL, PITCH = 0.5, 0.3, 0.4, 0.15, 1.75
# The least white between columns, and how far left edges of a column's lines may differ.
_LEAST_WHITE, _INDENT = 0.45, 2.5
# As shares: sizes of one column, width that two lines of a column share, lines that reach its usual right edge.
_SIZES, _SHARED, _USUAL_EDGE = 0.25, 0.5, 0.8


@dataclass(frozen=True, eq=False)
class Column:
    """Lines that stand below each other at the pitch of text."""

    pieces: tuple[Piece, ...]
    usual: float

    @once
    def left(self) -> float:
        """Where its leftmost line begins."""
        return min(piece.left for piece in self.pieces)

    @once
    def right(self) -> float:
        """Where its longest line ends."""
        return max(piece.right for piece in self.pieces)

    @once
    def top(self) -> float:
        """Where the capitals of its first line end."""
        return self.pieces[0].top

    @once
    def bottom(self) -> float:
        """Where the descenders of its last line end."""
        return self.pieces[-1].bottom

    @once
    def usual_right(self) -> float:
        """Where four of five lines have ended."""
        rights = sorted(piece.right for piece in self.pieces)
        return rights[int(_USUAL_EDGE * (len(rights) - 1))]

    @once
    def width(self) -> float:
        """In sizes of the usual type."""
        return (self.right - self.left) / self.usual

    @once
    def pitch(self) -> float:
        """Between baselines, in sizes of the usual type; 0 for one line."""
        steps = [under.baseline - upper.baseline for upper, under in pairwise(self.pieces)]
        return median(steps) / self.usual if steps else 0.0

    @once
    def words_a_line(self) -> float:
        """How many words a line has on average."""
        return sum(len(piece.words) for piece in self.pieces) / len(self.pieces)

    @once
    def digits(self) -> float:
        """Their share of all letters."""
        return sum(piece.digits * len(piece.text) for piece in self.pieces) / sum(
            len(piece.text) for piece in self.pieces
        )

    @once
    def going_on(self) -> float:
        """The share of lines that begin with a small letter: the text of the line above goes on."""
        return sum(piece.text[0].islower() for piece in self.pieces) / len(self.pieces)

    @once
    def flush(self) -> float:
        """The share of lines that end at the usual right edge."""
        reach = _USUAL_EDGE * self.usual
        ends = (abs(piece.right - self.usual_right) < reach for piece in self.pieces)
        return sum(ends) / len(self.pieces)


class Neighbours:
    """The pieces of a page by their place in the engine's order, and what is near each; None where nothing is."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.usual = usual_size(pieces)
        self._levels = sorted(range(len(pieces)), key=lambda place: pieces[place].baseline)
        self._baselines = [pieces[place].baseline for place in self._levels]
        self.below = [self._next_line(place, down=True) for place in range(len(pieces))]
        self.above = [self._next_line(place, down=False) for place in range(len(pieces))]
        rows = [self._row(place) for place in range(len(pieces))]
        self.in_row = [len(row) + 1 for row in rows]
        self.before = [self._before(place, row) for place, row in enumerate(rows)]
        self.after = [self._after(place, row) for place, row in enumerate(rows)]
        self.columns = self._columns()
        self.led, self.followed = self._level_shares(self.before), self._level_shares(self.after)
        self.gutters = [self._gutter(place) for place in range(len(pieces))]

    def between(self, highest: float, lowest: float) -> list[int]:
        """Those whose baselines lie there, from top to bottom."""
        return self._levels[bisect_left(self._baselines, highest) : bisect_left(self._baselines, lowest)]

    def fits(self, upper: int, lower: int) -> bool:
        """True for lines of one size at the pitch of text."""
        one, other = self.pieces[upper], self.pieces[lower]
        is_close = 0 < other.baseline - one.baseline < PITCH * max(one.size, other.size)
        return is_close and abs(one.size - other.size) < _SIZES * max(one.size, other.size)

    def row_start(self, place: int) -> int:
        """The leftmost piece of its row."""
        while (before := self.before[place]) is not None:
            place = before
        return place

    def _next_line(self, place: int, *, down: bool) -> int | None:
        """The piece of the next row that shares a part of the width, and most of it."""
        piece = self.pieces[place]
        near, far = _NEXT_ROW * min(piece.size, 2 * self.usual), _SIGHT * self.usual
        found = (
            self.between(piece.baseline + near, piece.baseline + far)
            if down
            else self.between(piece.baseline - far, piece.baseline - near)[::-1]
        )
        row: list[int] = []
        for other in (each for each in found if _share_width(piece, self.pieces[each])):
            step = abs(self.pieces[other].baseline - self.pieces[row[0]].baseline) if row else 0.0
            if step > _LEVEL * self.pieces[row[0] if row else other].size:
                break
            row.append(other)
        return max(row, key=lambda other: _alignment(piece, self.pieces[other]), default=None)

    def _row(self, place: int) -> list[int]:
        piece = self.pieces[place]
        reach = ROW * piece.size
        near = self.between(piece.baseline - reach, piece.baseline + reach)
        return [other for other in near if other != place]

    def _before(self, place: int, row: Iterable[int]) -> int | None:
        limit = self.pieces[place].left + _NEXT_ROW * self.pieces[place].size
        lefts = [
            other
            for other in row
            if self.pieces[other].right <= limit and self.pieces[other].left < self.pieces[place].left
        ]
        return max(lefts, key=lambda other: self.pieces[other].right, default=None)

    def _after(self, place: int, row: Iterable[int]) -> int | None:
        limit = self.pieces[place].right - _NEXT_ROW * self.pieces[place].size
        rights = [
            other
            for other in row
            if self.pieces[other].left >= limit and self.pieces[other].left > self.pieces[place].left
        ]
        return min(rights, key=lambda other: self.pieces[other].left, default=None)

    def _columns(self) -> list[Column]:
        """For each piece its column."""
        lines: dict[int, list[int]] = {}
        for place in self._levels:
            above = self.above[place]
            if above is not None and self.below[above] == place and self._goes_on(above, place):
                lines[place] = lines[above]
            else:
                lines[place] = []
            lines[place].append(place)
        columns = {
            id(members): Column(tuple(self.pieces[each] for each in members), self.usual)
            for members in lines.values()
        }
        return [columns[id(lines[place])] for place in range(len(self.pieces))]

    def _level_shares(self, beside: Sequence[int | None]) -> list[float]:
        """For each piece the share of its column's lines that have one beside them on their very level."""
        level: dict[Column, int] = {}
        for place, other in enumerate(beside):
            if other is not None:
                step = abs(self.pieces[place].baseline - self.pieces[other].baseline)
                level[self.columns[place]] = level.get(self.columns[place], 0) + (
                    step < _SAME_LEVEL * self.usual
                )
        return [level.get(column, 0) / len(column.pieces) for column in self.columns]

    def _goes_on(self, upper: int, lower: int) -> bool:
        one, other = self.pieces[upper], self.pieces[lower]
        shared = min(one.right, other.right) - max(one.left, other.left)
        is_below = shared > _SHARED * min(one.right - one.left, other.right - other.left)
        return self.fits(upper, lower) and (is_below or abs(one.left - other.left) < _INDENT * self.usual)

    def _gutter(self, place: int) -> int:
        """Along how many lines the white between a piece and the next on its row goes on; 0 where there is none."""
        after = self.after[place]
        if after is None:
            return 0
        left, right = self.pieces[place].right, self.pieces[after].left
        if right - left < _NEXT_ROW * self.usual:
            return 0
        start = bisect_left(self._baselines, self.pieces[place].baseline)
        up, down = reversed(self._levels[:start]), iter(self._levels[start:])
        return 1 + sum(self._white_lines(place, left, right, way) for way in (up, down))

    def _white_lines(self, place: int, left: float, right: float, way: Iterator[int]) -> int:
        usual, first = self.usual, self.pieces[place]
        near_left, near_right = left - _GUTTER_SIDE * usual, right + _GUTTER_SIDE * usual
        level, lines = first.baseline, 0
        for piece in (self.pieces[other] for other in way):
            if abs(piece.baseline - first.baseline) > _GUTTER_SIGHT * usual:
                break
            if abs(piece.baseline - level) > _WHITE_LINES * usual:
                break
            left, right = _narrowed(left, right, piece)
            if right - left < _LEAST_WHITE * usual:
                break
            if near_left < piece.right and piece.left < near_right:
                lines += abs(piece.baseline - level) > ROW * usual
                level = piece.baseline
        return lines


def _narrowed(left: float, right: float, piece: Piece) -> tuple[float, float]:
    """What a line leaves of the white; nothing where it runs across."""
    if piece.right <= left or piece.left >= right:
        return left, right
    if piece.left > left and (piece.right >= right or piece.left > (left + right) / 2):
        return left, piece.left
    if piece.right < right:
        return piece.right, right
    return left, left


def _share_width(one: Piece, other: Piece) -> bool:
    return one.left < other.right and other.left < one.right


def _alignment(piece: Piece, other: Piece) -> float:
    shared = min(piece.right, other.right) - max(piece.left, other.left)
    return shared - abs(piece.left - other.left) / 2
