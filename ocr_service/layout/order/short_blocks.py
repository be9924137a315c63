"""Short blocks of lines that stand side by side and are read one after the other: two addresses on a letter.

Their lines are as short and as level as those of labels and values. What tells them apart: lines of several words on
both sides, set close below each other from one left edge, no digits in the most of them and no colons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from ocr_service.layout.order.neighbours import Column, Neighbours

_LEAST_LINES, _MOST_LINES = 3, 7
# In sizes of the usual type: left edges, pitch, tops of blocks beside each other, and the white between them.
_EDGE, _PITCH, _LEVEL, _WHITE = 0.6, 1.6, 1.5, 3.0
_LEAST_WORDS, _MOST_WORDS, _DIGITS = 1.5, 5.0, 0.4


def steps_within_blocks(near: Neighbours, rows: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Each line of such a block with the one below it, as places; ``rows`` are entries with their values."""
    place_of = {piece: place for place, piece in enumerate(near.pieces)}
    for column in {id(column): column for column in _in_company(near, rows)}.values():
        yield from ((place_of[upper], place_of[lower]) for upper, lower in pairwise(column.pieces))


def _in_company(near: Neighbours, rows: Mapping[int, int]) -> Iterator[Column]:
    """Blocks that begin level with another one, or with labels that have values of their own."""
    values = set(rows.values())
    for place, after in enumerate(near.after):
        column = near.columns[place]
        if after is None or column.pieces[0] is not near.pieces[place]:
            continue
        if place in rows or place in values or not _is_short_block(column, near.usual):
            continue
        beside = near.columns[after]
        is_level = abs(column.top - beside.top) <= _LEVEL * near.usual
        if not is_level or beside.left - column.right < _WHITE * near.usual:
            continue
        if after in rows and after not in values:
            yield column
        elif _is_short_block(beside, near.usual):
            yield from (column, beside)


def _is_short_block(column: Column, usual: float) -> bool:
    lefts = [piece.left for piece in column.pieces]
    return (
        _LEAST_LINES <= len(column.pieces) <= _MOST_LINES
        and max(lefts) - min(lefts) <= _EDGE * usual
        and column.pitch <= _PITCH
        and _LEAST_WORDS <= column.words_a_line <= _MOST_WORDS
        and column.digits < _DIGITS
        and not any(piece.text.endswith(":") for piece in column.pieces)
    )
