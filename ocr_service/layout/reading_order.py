"""The order in which people read what an engine found: row by row, but columns of text one after the other.

An engine puts a label and its value, or the cells of a table, into blocks of their own and hands out one block after
the other. What stands side by side is read across here, unless it is text that stands on its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, groupby, pairwise
from statistics import median

from ocr_service.domain.page import Box, Word
from ocr_service.layout.rows import Row, covering, rows_of_words

_LEADER = re.compile(r"[.·…_\- ]{3,}")
# Lines, words a line and share of letters: running text has at least this much of each,
_PROSE = (3, 3.5, 0.65)
# so much is a paragraph that nobody reads across with what stands beside it,
_RUNNING = (8, 3.5, 0.65)
# and text that stands on its own (an address, a firm's particulars in the footer) this much. A column of
# labels has fewer words, one of amounts fewer letters. Measured in docs/performance.md.
_FREE = (3, 1.8, 0.5)
_MOST_SEGMENTS, _MOST_LABELS = 1.3, 0.3
# In heights of the text: what two blocks side by side share at least of their height, and at most of their width;
# what blocks one below the other may overlap; and what is left white between two paragraphs.
_SHARED_HEIGHT, _SHARED_WIDTH, _OVERLAP, _PARAGRAPH_GAP = 1.0, 0.5, 0.3, 0.8


@dataclass(frozen=True)
class _Block:
    """One of the engine's blocks; ``number`` is its place in the engine's order."""

    number: int
    words: tuple[Word, ...]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return rows_of_words(self.words)

    @cached_property
    def box(self) -> Box:
        return covering(word.box for word in self.words)

    @property
    def right(self) -> float:
        return self.box.left + self.box.width

    @property
    def bottom(self) -> float:
        return self.box.top + self.box.height

    @cached_property
    def text_height(self) -> float:
        return median(word.box.height for word in self.words)

    def has(self, least: tuple[int, float, float]) -> bool:
        """At least so many lines, words a line, and letters among its characters."""
        lines, words_a_line, letters = least
        count = len({word[3:6] for word in self.words})
        text = "".join(word.text for word in self.words if not _LEADER.fullmatch(word.text))
        enough = count >= lines and len(self.words) >= words_a_line * count
        return enough and sum(map(str.isalpha, text)) >= letters * len(text)

    @cached_property
    def stands_alone(self) -> bool:
        """True for text that is no column of labels, values or amounts."""
        segments = sum(len(row.segments) for row in self.rows)
        labels = sum(row.text.endswith(":") for row in self.rows)
        count = len(self.rows)
        return self.has(_FREE) and segments <= _MOST_SEGMENTS * count and labels <= _MOST_LABELS * count


def in_reading_order(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words in the order people read them, numbered anew; as they are on a page of running text in columns.

    On such a page the engine's own order is right; elsewhere blocks side by side become rows.
    """
    blocks = [
        _Block(number, tuple(block))
        for number, (_, block) in enumerate(groupby(words, lambda word: word.block))
    ]
    if len(blocks) < 2 or _shows_columns(blocks):
        return tuple(words)
    ordered: list[Word] = []
    for number, leaf in enumerate(_leaves(blocks), start=1):
        ordered += _numbered(leaf, number)
    return tuple(ordered)


def _shows_columns(blocks: Sequence[_Block]) -> bool:
    """True when running text stands beside running text."""
    prose = [block for block in blocks if block.has(_PROSE)]
    return any(_are_beside(one, other) for one, other in combinations(prose, 2))


def _are_beside(one: _Block, other: _Block) -> bool:
    height = min(one.text_height, other.text_height)
    down = min(one.bottom, other.bottom) - max(one.box.top, other.box.top)
    across = min(one.right, other.right) - max(one.box.left, other.box.left)
    return down > _SHARED_HEIGHT * height and across < _SHARED_WIDTH * height


def _leaves(blocks: Sequence[_Block]) -> Iterator[Sequence[_Block]]:
    """Blocks that are read together row by row, from the first to the last: first cut across, then along gutters."""
    bands = _bands(blocks)
    if len(bands) > 1:
        for band in bands:
            yield from _leaves(band)
        return
    columns = _columns(blocks)
    cut = next((n for n, pair in enumerate(pairwise(columns), start=1) if all(map(_stand_alone, pair))), None)
    alone = [block for block in blocks if block.stands_alone]
    if cut is not None:
        yield from _leaves([block for column in columns[:cut] for block in column])
        yield from _leaves([block for column in columns[cut:] for block in column])
    elif any(_are_beside(one, other) for one, other in combinations(alone, 2)) or _holds_running_text(blocks):
        yield from ([block] for block in sorted(blocks, key=lambda block: block.number))
    else:
        yield blocks


def _holds_running_text(blocks: Sequence[_Block]) -> bool:
    """True for a whole paragraph, however little stands beside it: the last words of a page in columns."""
    return any(block.has(_RUNNING) for block in blocks)


def _stand_alone(blocks: Sequence[_Block]) -> bool:
    return _Block(0, tuple(word for block in blocks for word in block.words)).stands_alone


def _bands(blocks: Sequence[_Block]) -> list[list[_Block]]:
    """The blocks from top to bottom, those together that share a height."""
    bands: list[list[_Block]] = []
    bottom = 0.0
    for block in sorted(blocks, key=lambda block: block.box.top):
        if bands and bottom - block.box.top > _OVERLAP * block.text_height:
            bands[-1].append(block)
            bottom = max(bottom, block.bottom)
        else:
            bands.append([block])
            bottom = block.bottom
    return bands


def _columns(blocks: Sequence[_Block]) -> list[list[_Block]]:
    """The blocks from left to right, those together that share a part of the width."""
    columns: list[list[_Block]] = []
    right = 0.0
    for block in sorted(blocks, key=lambda block: block.box.left):
        if columns and block.box.left <= right:
            columns[-1].append(block)
            right = max(right, block.right)
        else:
            columns.append([block])
            right = block.right
    return columns


def _numbered(leaf: Sequence[_Block], number: int) -> Iterator[Word]:
    """The words of a leaf as block ``number``; an engine's block alone keeps its paragraphs and lines."""
    if len(leaf) == 1:
        yield from (word._replace(block=number) for word in leaf[0].words)
        return
    paragraph, before = 1, None
    rows = rows_of_words([word for block in leaf for word in block.words])
    for line, row in enumerate(rows, start=1):
        paragraph += before is not None and _begins_paragraph(before, row)
        yield from (word._replace(block=number, paragraph=paragraph, line=line) for word in row.words)
        before = row


def _begins_paragraph(before: Row, row: Row) -> bool:
    """A row in none of the engine's paragraphs that the row before has words of, with some white above it."""
    if {word[3:5] for word in before.words} & {word[3:5] for word in row.words}:
        return False
    gap = row.box.top - before.box.top - before.box.height
    return gap > _PARAGRAPH_GAP * median(word.box.height for word in row.words)
