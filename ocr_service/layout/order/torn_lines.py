"""Lines that look like those of two columns because an engine read no word in their midst.

What tells them from columns is the prose around them: the lines above and below run on across the hole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ocr_service.layout.order.pieces import Piece, joined

# In sizes of the type: how wide a hole a long word leaves, how far on both sides of it the lines around it run, and how far
# they are from it at least and at most.
_HOLE, _BEYOND, _LEVEL, _PITCH = 12.0, 1.5, 0.4, 2.5
# A line of prose has more words than the cell of a table.
_PROSE_WORDS = 6


def with_torn_lines(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces in their order, within a line from left to right, those of a torn line as one."""
    lines, prose = defaultdict[tuple[int, int, int], list[Piece]](list), defaultdict[int, list[Piece]](list)
    for piece in pieces:
        lines[piece.line].append(piece)
        if len(piece.words) >= _PROSE_WORDS:
            prose[piece.line[0]].append(piece)
    found: list[Piece] = []
    for piece in pieces:
        line = lines.pop(piece.line, ())
        found += _whole(line, prose[piece.line[0]]) if len(line) > 1 else line
    return found


def _whole(line: Sequence[Piece], prose: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces of one line of the engine's, from left to right."""
    before, *others = sorted(line, key=lambda piece: piece.left)
    for piece in others:
        if _is_torn(before, piece, prose):
            before = joined(before, piece)
        else:
            yield before
            before = piece
    yield before


def _is_torn(left: Piece, right: Piece, prose: Iterable[Piece]) -> bool:
    """True where of the same block a line above and a line below run across the hole between both."""
    size = max(left.size, right.size)
    if not 0 < right.left - left.right <= _HOLE * size:
        return False
    across = [
        (piece.baseline - left.baseline) / size
        for piece in prose
        if piece.left < left.right - _BEYOND * size and piece.right > right.left + _BEYOND * size
    ]
    has_above = any(-_PITCH <= step < -_LEVEL for step in across)
    return has_above and any(_LEVEL < step <= _PITCH for step in across)
