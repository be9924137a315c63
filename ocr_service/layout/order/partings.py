"""What parts a page: lines that run across the white between columns, and bands of white from side to side.

Whatever stands above a line that crosses both columns is read before what stands below it, in whichever column.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from ocr_service.layout.order.neighbours import ROW, Neighbours
from ocr_service.layout.order.pieces import Piece

# In lines: white that goes on along fewer is no gutter. In sizes of the usual type: how far a line reaches beyond it.
_LEAST_GUTTER, _BEYOND = 3, 2.0
# In sizes of the usual type: less white lies between any two lines.
_LEAST_BAND = 0.6


class Partings:
    """Counts and measures what lies between two pieces; positive where the second stands below the first."""

    def __init__(self, near: Neighbours) -> None:
        self._usual = near.usual
        self._across = sorted(_across(near), key=lambda piece: piece.baseline)
        self._levels = [piece.baseline for piece in self._across]
        self._bands = _bands(near)
        self._middles = [middle for middle, _ in self._bands]

    def lines(self, one: Piece, other: Piece) -> int:
        """How many lines between the two reach over a part of both."""
        upper, lower = (one, other) if one.baseline <= other.baseline else (other, one)
        start = bisect_right(self._levels, upper.baseline + ROW * self._usual)
        end = bisect_left(self._levels, lower.baseline - ROW * self._usual)
        count = sum(
            _meet(self._across[place], upper) and _meet(self._across[place], lower)
            for place in range(start, end)
        )
        return count if upper is one else -count

    def white(self, one: Piece, other: Piece) -> float:
        """The highest band of white between the two, in sizes of the usual type."""
        upper, lower = (one, other) if one.baseline <= other.baseline else (other, one)
        start, end = bisect_left(self._middles, upper.baseline), bisect_right(self._middles, lower.baseline)
        highest = max((height for _, height in self._bands[start:end]), default=0.0)
        return highest if upper is one else -highest


def _meet(one: Piece, other: Piece) -> bool:
    return one.left < other.right and other.left < one.right


def _across(near: Neighbours) -> list[Piece]:
    """Pieces that begin left of a gutter and end right of it."""
    reach = _BEYOND * near.usual
    gutters = {
        (round(near.pieces[place].right / near.usual), round(near.pieces[after].left / near.usual))
        for place, after in enumerate(near.after)
        if after is not None and near.gutters[place] >= _LEAST_GUTTER
    }
    edges = [(left * near.usual - reach, right * near.usual + reach) for left, right in gutters]
    return [
        piece
        for piece in near.pieces
        if any(piece.left < left and right < piece.right for left, right in edges)
    ]


def _bands(near: Neighbours) -> list[tuple[float, float]]:
    """The middle and height of each band without print, from top to bottom."""
    reached, bands = None, []
    for piece in sorted(near.pieces, key=lambda piece: piece.top):
        if reached is not None and piece.top - reached > _LEAST_BAND * near.usual:
            bands.append(((piece.top + reached) / 2, (piece.top - reached) / near.usual))
        reached = piece.bottom if reached is None else max(reached, piece.bottom)
    return bands
