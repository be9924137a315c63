"""The order in which people read what an engine found: block of text after block of text, tables row by row.

An engine puts a label and its value, or the cells of a table, into blocks of their own, and lines of two addresses
side by side into one. So the words are put into blocks anew (``text_blocks``) and the blocks in the order that T. M.
Breuel gives in "High Performance Document Layout Analysis" (2003): what stands above comes first where both share a
part of the width, what stands left comes first where nothing between them says otherwise. pdftotext orders text
layers by the same rules, so a page reads alike whether it was scanned or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from ocr_service.domain.page import Word
from ocr_service.layout.across import read_across
from ocr_service.layout.fragments import Fragment, fragments_of
from ocr_service.layout.grids import grids_of, share_height
from ocr_service.layout.text_blocks import TextBlock, text_blocks

# Time grows with the square of the blocks (a page of text has 30, a dense form 80).
_MOST_BLOCKS = 600
# In heights of the text: what is left white between two paragraphs.
_PARAGRAPH_GAP = 0.8
# In sizes of the type: how far the baselines of one line may differ.
_LEVEL = 0.4
# Lines of a paragraph, and the share of its width that a scrap of text has at most.
_PARAGRAPH, _SCRAP = 3, 0.2

_Line = tuple[Fragment, ...]


def in_reading_order(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words in the order people read them, numbered anew; as they are when the engine saw one block only."""
    if len({word.block for word in words}) < 2:
        return tuple(words)
    fragments = fragments_of(words)
    blocks = text_blocks(fragments)
    # So many are a large table: row by row.
    blocks = [TextBlock(fragments)] if len(blocks) > _MOST_BLOCKS else read_across(blocks)
    return tuple(
        word for number, part in enumerate(_parts(_sorted(blocks)), 1) for word in _numbered(part, number)
    )


class _Place(NamedTuple):
    """A block with the part of the page that it stands for, and its table."""

    block: TextBlock
    grid: frozenset[TextBlock] | None
    left: float
    right: float
    top: float

    def is_above(self, other: _Place) -> bool:
        """True when it is read first as both share a part of the width."""
        return self.top < other.top and self.left <= other.right and other.left <= self.right

    def is_earlier_cell(self, other: _Place) -> bool:
        """True for a cell in a row above, or further left in the same one."""
        one, two = self.block, other.block
        return one.bottom <= two.top or (one.right <= two.left and share_height(one, two))


def _sorted(blocks: Sequence[TextBlock]) -> list[_Place]:
    """Each block after all that come before it; the first to stand on the page where two come before each other.

    Sets of blocks are numbers, one bit a block.
    """
    places = _places(blocks)
    before = _come_before(places)
    ordered: list[_Place] = []
    seen = 0
    for start in range(len(blocks)):
        path = [start] * (not seen >> start & 1)
        while path:
            seen |= 1 << path[-1]
            if left := before[path[-1]] & ~seen:
                path.append((left & -left).bit_length() - 1)
            else:
                ordered.append(places[path.pop()])
    return ordered


def _come_before(places: Sequence[_Place]) -> list[int]:
    """For each place the set of those that are read before it."""
    above = [0] * len(places)
    below = [0] * len(places)
    for upper, one in enumerate(places):
        for lower, other in enumerate(places):
            if one.is_above(other):
                above[lower] |= 1 << upper
                below[upper] |= 1 << lower
    before = list(above)
    for number, place in enumerate(places):
        for first, other in enumerate(places):
            if place.grid is not None and place.grid is other.grid:
                comes_first = other.is_earlier_cell(place)
                before[number] &= ~(1 << first)
            else:
                # Not what stands left of the end of a column when the next column begins below it.
                comes_first = other.right <= place.left and not below[number] & above[first]
            before[number] |= comes_first << first
    return before


def _places(blocks: Sequence[TextBlock]) -> list[_Place]:
    of_block = {block: grid for grid in grids_of(blocks) for block in grid}
    return [_place(block, of_block.get(block), blocks) for block in blocks]


def _place(block: TextBlock, grid: frozenset[TextBlock] | None, blocks: Sequence[TextBlock]) -> _Place:
    """A cell stands for its table; other text for the width of all below it, as far as nothing stands beside it."""
    if grid is not None:
        lefts, rights = [cell.left for cell in grid], [cell.right for cell in grid]
        return _Place(block, grid, min(lefts), max(rights), min(cell.top for cell in grid))
    beside = [other for other in blocks if share_height(block, other)]
    leftmost = max((other.right for other in beside if other.right < block.left), default=float("-inf"))
    rightmost = min((other.left for other in beside if other.left > block.right), default=float("inf"))
    under = [other for other in blocks if other.top >= block.bottom and not _is_scrap(other, block)]
    left = min([block.left, *(other.left for other in under if other.left >= leftmost)])
    right = max([block.right, *(other.right for other in under if other.right <= rightmost)])
    return _Place(block, None, left, right, block.top)


def _is_scrap(other: TextBlock, text: TextBlock) -> bool:
    """True for what is too narrow to say how wide a paragraph's part of the page is: a misread picture, a number."""
    return len(text.lines) >= _PARAGRAPH and other.right - other.left <= _SCRAP * (text.right - text.left)


def _parts(places: Sequence[_Place]) -> Iterator[list[_Line]]:
    """The lines of each block, of a whole table, or of what stands on one level."""
    part: list[_Line] = []
    before: _Place | None = None
    for place in places:
        if before is not None and _goes_on(before, place):
            part[-1] = (*part[-1], *place.block.lines[0])
        elif before is not None and before.grid is not None and before.grid is place.grid:
            part.extend(place.block.lines)
        else:
            if part:
                yield part
            part = list(place.block.lines)
        before = place
    if part:
        yield part


def _goes_on(before: _Place, place: _Place) -> bool:
    """True for a line that is read right after one on its left: a label's value, the next cell of a row."""
    if len(before.block.lines) > 1 or len(place.block.lines) > 1 or before.block.right > place.block.left:
        return False
    first, second = before.block.lines[0][-1], place.block.lines[0][0]
    return abs(first.baseline - second.baseline) <= _LEVEL * min(first.size, second.size)


def _numbered(part: Sequence[_Line], number: int) -> Iterator[Word]:
    paragraph, before = 1, None
    for count, line in enumerate(part, start=1):
        paragraph += before is not None and _begins_paragraph(before, line)
        for fragment in line:
            yield from (
                word._replace(block=number, paragraph=paragraph, line=count) for word in fragment.words
            )
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
    return {(word.block, word.paragraph) for fragment in line for word in fragment.words}
