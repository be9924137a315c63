"""Lines that look like those of two columns because an engine read no word in their midst.

What tells them from columns is the prose around them: the lines above and below run on across the hole. Words of a justified
line, set as far apart as columns, are held together by the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ocr_service.layout.order.pieces import Piece, joined

# In sizes of the type: how wide a hole a long word leaves, and how far off the lines above and below are.
_HOLE, _LEVEL, _PITCH = 12.0, 0.4, 2.5
# A line of prose has more words than the cell of a table.
_PROSE_WORDS = 6


def with_torn_lines(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces in their order, within a line from left to right, those of a torn line as one."""
    lines, blocks = defaultdict[tuple[int, int, int], list[Piece]](list), defaultdict[int, list[Piece]](list)
    for piece in pieces:
        lines[piece.line].append(piece)
        blocks[piece.line[0]].append(piece)
    found: list[Piece] = []
    for piece in pieces:
        line = lines.pop(piece.line, ())
        found += _whole(line, blocks[piece.line[0]]) if len(line) > 1 else line
    return found


def _whole(line: Sequence[Piece], block: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces of one line of the engine's, from left to right."""
    before, *others = sorted(line, key=lambda piece: piece.left)
    reach = _PITCH * before.size
    near = [piece for piece in block if abs(piece.baseline - before.baseline) <= reach]
    for piece in others:
        if _is_torn(before, piece, near):
            before = joined(before, piece)
        else:
            yield before
            before = piece
    yield before


def _is_torn(left: Piece, right: Piece, near: Iterable[Piece]) -> bool:
    """True where lines of prose above and below run across the hole between both, or one does where the text begins or ends."""
    size = max(left.size, right.size)
    if not 0 < right.left - left.right <= _HOLE * size:
        return False
    above: list[bool] = []
    below: list[bool] = []
    for piece in near:
        step = (piece.baseline - left.baseline) / size
        if piece.right > right.left and abs(step) > _LEVEL:
            is_prose = len(piece.words) >= _PROSE_WORDS and piece.left < left.right
            (above if step < 0 else below).append(is_prose)
    return any((*above, *below)) and all(any(side) for side in (above, below) if side)
