"""The order in which people read what an engine found: column after column, tables and forms row by row.

An engine's own order is right for most prose, and wrong where it ran two columns together, took a table for columns
or read the page as a single block. So each piece of text is asked what is read next (``succession``), by what type
and language say and by the engine's order among that, and the likeliest order of the page is taken (``chains``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from unicodedata import bidirectional

from ocr_service.domain.page import Box, Word
from ocr_service.layout.order.chains import likeliest_order
from ocr_service.layout.order.neighbours import Neighbours
from ocr_service.layout.order.pieces import Piece, pieces_of
from ocr_service.layout.order.succession import Questions
from ocr_service.layout.order.torn_lines import with_torn_lines
from ocr_service.layout.order.trees import Trees, reading_order_trees

# Time grows with the number of pieces (a page of text has 60 to 150, a dense table 400).
_MOST_PIECES = 1500
# An engine's paragraphs of a single block are better than what can be told from its lines.
_LEAST_BLOCKS = 2
# In heights of the text: what is left white between two paragraphs.
_PARAGRAPH_GAP = 0.8
# In sizes of the type: how far the baselines of one line may differ, and those of a block's lines.
_LEVEL, _PITCH = 0.4, 2.5
# A share: how far the sizes of one block may differ.
_SIZES = 0.25

# Letters of scripts that are written from right to left, and the share of words from which on a page is one of those.
_RIGHT_TO_LEFT, _FEW = frozenset(("R", "AL")), 0.1

Order = Callable[[Sequence[Word]], tuple[Word, ...]]
_Line = tuple[Piece, ...]


def in_reading_order(words: Sequence[Word], trees: tuple[Trees, Trees] | None = None) -> tuple[Word, ...]:
    """The words in the order people read them, numbered anew; as they are where there is nothing to order.

    ``trees`` stand in for those that come with the package.
    """
    near = _orderable(words)
    ordered = _ordered(near, *(trees or reading_order_trees())) if near else tuple(words)
    is_kept = len({word.block for word in words}) < _LEAST_BLOCKS and _boxes(ordered) == _boxes(words)
    return tuple(words) if is_kept else ordered


def _boxes(words: Sequence[Word]) -> list[Box]:
    return [word.box for word in words]


def _orderable(words: Sequence[Word]) -> Neighbours | None:
    """None for text from right to left, for a single piece of text, and for a table larger than can be judged."""
    if is_right_to_left(words):
        return None
    pieces = with_torn_lines(pieces_of(words))
    return Neighbours(pieces) if 1 < len(pieces) <= _MOST_PIECES else None


def is_right_to_left(words: Sequence[Word]) -> bool:
    """True where a part of the words is; pieces of text are read from left to right here."""
    found = sum(bidirectional(word.text[0]) in _RIGHT_TO_LEFT for word in words if word.text)
    return found > _FEW * len(words)


def _ordered(near: Neighbours, is_next: Trees, comes_first: Trees) -> tuple[Word, ...]:
    order = likeliest_order(Questions(near), is_next, comes_first)
    lines = list(_lines([near.pieces[place] for place in order]))
    return tuple(word for number, block in enumerate(_blocks(lines), 1) for word in _numbered(block, number))


def _lines(pieces: Sequence[Piece]) -> Iterator[_Line]:
    """Pieces that stand side by side and are read one after the other."""
    line: list[Piece] = []
    for piece in pieces:
        if line and not _is_beside(line[-1], piece):
            yield tuple(line)
            line = []
        line.append(piece)
    if line:
        yield tuple(line)


def _is_beside(before: Piece, piece: Piece) -> bool:
    is_level = abs(before.baseline - piece.baseline) <= _LEVEL * max(before.size, piece.size)
    return is_level and before.left < piece.left and before.right <= piece.left + _LEVEL * piece.size


def _blocks(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Lines that follow each other downwards, within the same part of the page."""
    block = [lines[0]]
    for before, line in pairwise(lines):
        if not _is_below(before, line):
            yield block
            block = []
        block.append(line)
    yield block


def _is_below(before: _Line, line: _Line) -> bool:
    step, size = line[0].baseline - before[0].baseline, max(line[0].size, before[0].size)
    share_width = line[0].left < before[-1].right and before[0].left < line[-1].right
    is_alike = abs(line[0].size - before[0].size) <= _SIZES * size
    return share_width and is_alike and 0 < step <= _PITCH * size


def _numbered(block: Sequence[_Line], number: int) -> Iterator[Word]:
    paragraph, before = 1, None
    for count, line in enumerate(block, start=1):
        paragraph += before is not None and _begins_paragraph(before, line)
        for piece in line:
            yield from (word._replace(block=number, paragraph=paragraph, line=count) for word in piece.words)
        before = line


def _begins_paragraph(before: _Line, line: _Line) -> bool:
    """A line in none of the engine's paragraphs that the one before has words of: its block's next, or after white."""
    old, new = _paragraphs(before), _paragraphs(line)
    if old & new:
        return False
    gap = min(each.top for each in line) - max(each.bottom for each in before)
    is_same_block = {block for block, _ in old} == {block for block, _ in new}
    return is_same_block or gap > _PARAGRAPH_GAP * median(each.height for each in line)


def _paragraphs(line: _Line) -> set[tuple[int, int]]:
    return {(word.block, word.paragraph) for piece in line for word in piece.words}
