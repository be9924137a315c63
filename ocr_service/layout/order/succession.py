"""What tells whether one piece of text is read right after another, or somewhere before it: the models' questions.

Both functions return plain numbers in a fixed order; ``reading_order.json`` holds what was learned about them. The
engine's own order is one of the questions, and counts for nothing on a page that it read as a single block.
"""

from __future__ import annotations

from collections.abc import Sequence

from ocr_service.layout.order.neighbours import ROW, Neighbours
from ocr_service.layout.order.partings import Partings
from ocr_service.layout.order.pieces import Piece

_ENDS, _BULLETS = frozenset('.!?:;”"'), frozenset("•·●▪■◦-–—*»§")
_FAR = 20.0
# In sizes of the usual type: what begins further down may be another part of the page.
CLOSE = 3.0


class Questions:
    """Asks about pairs of pieces by their places in the engine's order."""

    def __init__(self, near: Neighbours) -> None:
        self.near, self.pieces, self.usual = near, near.pieces, near.usual
        blocks = [piece.line[0] for piece in self.pieces]
        self._blocks = blocks
        self._trusted = float(len(set(blocks)) > 1)
        self._width = max((p.right for p in self.pieces), default=1) - min(
            (p.left for p in self.pieces), default=0
        )
        self._partings = Partings(near)
        self._from = [self._about(place) for place in range(len(blocks))]

    def candidates(self, place: int) -> list[int]:
        """What may be read right after: the engine's next, what stands beside and below, the starts of next rows."""
        near = self.near
        after, below = near.after[place], near.below[place]
        start = near.below[near.row_start(place)]
        found = [
            place + 1 if place + 1 < len(self.pieces) else None,
            after,
            below,
            near.below[after] if after is not None else None,
            start,
            near.row_start(start) if start is not None else None,
        ]
        return sorted({each for each in found if each is not None and each != place})

    def is_jump(self, first: int, then: int) -> bool:
        """True for what is neither on the same row nor close below: the next column, another part of the page."""
        one, other = self.pieces[first], self.pieces[then]
        step = other.baseline - one.baseline
        is_level = abs(step) < ROW * max(one.size, other.size)
        is_below = 0 < step <= CLOSE * self.usual and other.left < one.right and one.left < other.right
        return not (is_level or is_below)

    def are_parted(self, first: int, then: int) -> bool:
        """True where a line between the two runs across both."""
        return self._partings.lines(self.pieces[first], self.pieces[then]) != 0

    def is_next(self, first: int, then: int) -> Sequence[float]:
        """What tells whether ``then`` is read right after ``first``."""
        near, usual, trusted = self.near, self.usual, self._trusted
        one, other = self.pieces[first], self.pieces[then]
        before, above = near.before[then], near.above[then]
        shared = min(one.right, other.right) - max(one.left, other.left)
        return (
            *self._from[first],
            *self._to(then, before, above),
            trusted * (then == first + 1),
            trusted * _bounded(then - first, -10, 10),
            trusted * (self._blocks[first] == self._blocks[then]),
            one.line == other.line,
            abs(other.baseline - one.baseline) < ROW * max(one.size, other.size),
            _bounded((other.baseline - one.baseline) / usual, -6, 10),
            _bounded((other.left - one.left) / usual, -30, 30),
            _bounded((other.left - one.right) / usual, -10, _FAR),
            _bounded(shared / max(1e-3, min(one.right - one.left, other.right - other.left)), -3, 1),
            near.after[first] == then,
            near.below[first] == then,
            above == first,
            before == first,
            _bounded(other.size / one.size, 0, 3),
            near.columns[first] is near.columns[then],
            min(max(self._partings.lines(one, other), -3), 3),
            _bounded(self._partings.white(one, other), -8, 8),
            _bounded(other.size / usual, 0, 3),
        )

    def _about(self, place: int) -> tuple[float, ...]:
        """What is asked about the piece that is read first."""
        near, usual, piece = self.near, self.usual, self.pieces[place]
        after, below, column = near.after[place], near.below[place], near.columns[place]
        text = piece.text
        beside, under = self._piece(after), self._piece(below)
        before_under = self._piece(near.before[below]) if below is not None else None
        return (
            self._trusted,
            text[-1] in "-\u00ad\u2010" and text[-2:-1].isalpha(),
            text[-1] in _ENDS,
            piece.digits,
            min(len(piece.words), 15),
            _bounded(piece.size / usual, 0, 3),
            _bounded((piece.right - column.usual_right) / usual, -_FAR, 2),
            min(len(column.pieces), _FAR),
            column.words_a_line,
            column.width,
            column.digits,
            column.going_on,
            column.flush,
            min(near.gutters[place], 30),
            min(near.in_row[place], 8),
            _bounded((beside.left - piece.right) / usual, 0, _FAR) if beside else _FAR,
            beside.digits if beside else -1.0,
            near.columns[after].words_a_line if after is not None else 0.0,
            near.columns[after].going_on if after is not None else -1.0,
            near.led[after] if after is not None else -1.0,
            near.followed[place],
            beside.text[0].islower() if beside else -1.0,
            below is not None and near.fits(place, below),
            _bounded((under.baseline - piece.baseline) / usual, 0, 10) if under else 10.0,
            under.text[0].islower() if under else -1.0,
            _bounded((under.left - piece.left) / usual, -10, 10) if under else 0.0,
            before_under is not None and before_under.right > piece.left,
        )

    def _to(self, then: int, before: int | None, above: int | None) -> tuple[float, ...]:
        """What is asked about the piece that is read next."""
        near, piece, column = self.near, self.pieces[then], self.near.columns[then]
        left, upper = self._piece(before), self._piece(above)
        return (
            piece.text[0].islower(),
            piece.text[0] in _BULLETS or piece.text[0].isdigit(),
            piece.digits,
            min(len(column.pieces), _FAR),
            column.words_a_line,
            column.width,
            column.digits,
            column.flush,
            column.going_on,
            near.led[then],
            near.followed[then],
            column.pieces[0] is piece,
            min(near.gutters[before], 30) if before is not None else 0.0,
            min(near.in_row[then], 8),
            above is not None and near.fits(above, then),
            _bounded((piece.baseline - upper.baseline) / self.usual, 0, 10) if upper else 10.0,
            _bounded((piece.left - left.right) / self.usual, 0, _FAR) if left else _FAR,
        )

    def _piece(self, place: int | None) -> Piece | None:
        return None if place is None else self.pieces[place]

    def comes_first(self, one: int, other: int) -> Sequence[float]:
        """What tells whether ``one`` is read somewhere before ``other``."""
        a, b, usual = self.pieces[one], self.pieces[other], self.usual
        first, second = self.near.columns[one], self.near.columns[other]
        return (
            self._trusted * (1 if other > one else -1),
            self._trusted * _bounded(other - one, -30, 30),
            _bounded((b.baseline - a.baseline) / usual, -40, 40),
            _bounded((b.left - a.left) / usual, -50, 50),
            _bounded((b.left - a.right) / usual, -30, 30),
            _bounded((a.left - b.right) / usual, -30, 30),
            _bounded((second.top - first.bottom) / usual, -_FAR, _FAR),
            _bounded((first.top - second.bottom) / usual, -_FAR, _FAR),
            _bounded((min(first.right, second.right) - max(first.left, second.left)) / usual, -_FAR, 30),
            _bounded((min(first.bottom, second.bottom) - max(first.top, second.top)) / usual, -_FAR, _FAR),
            min(len(first.pieces), _FAR),
            min(len(second.pieces), _FAR),
            first.words_a_line,
            second.words_a_line,
            first.width,
            second.width,
            first.digits,
            second.digits,
            first.width * usual / self._width if self._width else 0.0,
            second.width * usual / self._width if self._width else 0.0,
            _bounded((second.left - first.left) / usual, -30, 30),
            _bounded((second.right - first.right) / usual, -30, 30),
            min(max(self._partings.lines(a, b), -3), 3),
            _bounded(self._partings.white(a, b), -8, 8),
            _bounded(a.size / usual, 0, 3),
            _bounded(b.size / usual, 0, 3),
        )


def _bounded(value: float, least: float, most: float) -> float:
    return least if value < least else most if value > most else value
