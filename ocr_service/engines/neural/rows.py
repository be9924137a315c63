"""Lines that a network found in no order, as rows, and rows as blocks: what an engine's page is numbered by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from ocr_service.domain.page import Word

# Two pieces are in one row when the middle of each lies this far within the other, as a part of the lower one's height.
_SAME_ROW = 0.5
# In heights of a line: the widest white inside a block's line, and between two of its lines.
_BLANK, _PITCH = 1.5, 1.2
# How far the heights of one block's lines may differ, and how much of the narrower one must lie over the other.
_HEIGHTS, _OVER = 1.5, 0.5


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words side by side."""

    words: tuple[Word, ...]
    left: float
    right: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def in_blocks(words: Sequence[Word], *, is_one_block: bool) -> list[Word]:
    """The words from top to bottom and left to right with numbers of blocks and lines; ``is_one_block``: every row runs through."""
    pieces = [_piece(tuple(line)) for _, line in groupby(words, key=lambda word: word.line)]
    rows = list(_rows(pieces))
    if is_one_block:
        return [
            word._replace(block=1, paragraph=1, line=number)
            for number, row in enumerate(rows, 1)
            for piece in row
            for word in piece.words
        ]
    return list(_numbered(_blocks(_joined(row) for row in rows)))


def _piece(words: tuple[Word, ...]) -> _Piece:
    """The lower half of the heights is that of small letters, the upper that of words with long ones."""
    return _Piece(
        words,
        min(word.box.left for word in words),
        max(word.box.left + word.box.width for word in words),
        median(word.box.top for word in words),
        median(word.box.top + word.box.height for word in words),
    )


def _rows(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    row: list[_Piece] = []
    for piece in sorted(pieces, key=lambda each: each.middle):
        if row and not _is_level(row[-1], piece):
            yield sorted(row, key=lambda each: each.left)
            row = []
        row.append(piece)
    if row:
        yield sorted(row, key=lambda each: each.left)


def _is_level(one: _Piece, other: _Piece) -> bool:
    return abs(one.middle - other.middle) < _SAME_ROW * min(one.height, other.height)


def _joined(row: Sequence[_Piece]) -> list[_Piece]:
    """Pieces of one row with no more than a blank between them are one."""
    joined = [row[0]]
    for piece in row[1:]:
        before = joined[-1]
        if piece.left - before.right <= _BLANK * max(before.height, piece.height):
            joined[-1] = _piece(before.words + piece.words)
        else:
            joined.append(piece)
    return joined


def _blocks(rows: Iterator[list[_Piece]]) -> list[list[_Piece]]:
    """Each piece under the block whose last line it continues, else in a new one; in the order of their tops."""
    blocks: list[list[_Piece]] = []
    for row in rows:
        for piece in row:
            above = [block for block in blocks if _continues(block[-1], piece)]
            if above:
                min(above, key=lambda block: piece.top - block[-1].bottom).append(piece)
            else:
                blocks.append([piece])
    return blocks


def _continues(above: _Piece, piece: _Piece) -> bool:
    lower, higher = sorted((above.height, piece.height))
    over = min(above.right, piece.right) - max(above.left, piece.left)
    narrower = min(above.right - above.left, piece.right - piece.left)
    gap = piece.top - above.bottom
    return higher <= _HEIGHTS * lower and over >= _OVER * narrower and -lower < gap <= _PITCH * higher


def _numbered(blocks: Sequence[Sequence[_Piece]]) -> Iterator[Word]:
    for block, pieces in enumerate(blocks, 1):
        for line, piece in enumerate(pieces, 1):
            for word in piece.words:
                yield word._replace(block=block, paragraph=1, line=line)
