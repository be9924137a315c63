"""What stands in the margins: page numbers, headers, footers, footnotes, and words that run up the edge."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ocr_service.domain.page import Page, Word
from ocr_service.domain.shapes.blocks import Block, BlockKind

# Shares of the page's height: a header ends above, a footer begins below, a footnote begins in the lower part.
_HEADER, _FOOTER, _FOOTNOTE = 0.085, 0.915, 0.55
# White between a header or footer and the text, as a share of the page's height.
_WHITE = 0.012
_MOST_LINES = 4
# Of the usual size: the type of footnotes is smaller.
_SMALL = 0.93
_PAGE_NUMBER = re.compile(
    r"^\W{0,3}(?:(?:page|seite|pagina|página|p|s|pg)\b\.?\s*)?\d{1,4}(?:\s*(?:/|of|von|sur|van|de|di|–|-)\s*\d{1,4})?\W{0,3}$",
    re.IGNORECASE,
)
_NOTE = re.compile(r"^(?:\d{1,2}|[*†‡]{1,3}|[¹²³⁴⁵⁶⁷⁸⁹])\)?\s*[^\W\d]")
_MAY_BE = (BlockKind.PARAGRAPH, BlockKind.KEY_VALUE, BlockKind.LIST)
# How many times higher than wide the box of a turned word of two letters or more is.
_TURNED = 1.4
# In sizes of the type: as near across, words are of one line that runs down.
_NEAR = 0.6
# Shares of the page: how long such a line is, and how near to its left or right edge.
_LONG, _EDGE = 0.15, 0.12


def with_margins(page: Page, blocks: Sequence[Block], usual: float) -> list[Block]:
    """The blocks, those of the margins called what they are; ``usual`` is the height of most words."""
    if not page.height:
        return list(blocks)
    return [_named(page, block, blocks, usual) for block in blocks]


def _named(page: Page, block: Block, blocks: Sequence[Block], usual: float) -> Block:
    if block.kind not in _MAY_BE:
        return block
    top, bottom = block.box.top / page.height, (block.box.top + block.box.height) / page.height
    is_short = block.text.count("\n") < _MOST_LINES
    if (bottom <= 2 * _HEADER or top >= 2 * _FOOTER - 1) and _PAGE_NUMBER.match(block.text):
        return _as(block, BlockKind.PAGE_NUMBER)
    if is_short and top >= _FOOTNOTE and _is_note(page, block, usual):
        return _as(block, BlockKind.FOOTNOTE)
    if is_short and bottom <= _HEADER and _is_apart(page, block, blocks, above=True):
        return _as(block, BlockKind.HEADER)
    if is_short and top >= _FOOTER and _is_apart(page, block, blocks, above=False):
        return _as(block, BlockKind.FOOTER)
    return block


def _is_note(page: Page, block: Block, usual: float) -> bool:
    return bool(_NOTE.match(block.text)) and _height(page, block) <= _SMALL * usual


def _as(block: Block, kind: BlockKind) -> Block:
    return replace(block, kind=kind, items=())


def _is_apart(page: Page, block: Block, blocks: Sequence[Block], *, above: bool) -> bool:
    """True when white parts it from all that stands nearer to the page's middle, and something does."""
    top, bottom = block.box.top, block.box.top + block.box.height
    if above:
        gaps = [other.box.top - bottom for other in blocks if other.box.top > _HEADER * page.height]
    else:
        ends = (other.box.top + other.box.height for other in blocks)
        gaps = [top - end for end in ends if end < _FOOTER * page.height]
    return bool(gaps) and min(gaps) >= _WHITE * page.height


def _height(page: Page, block: Block) -> float:
    heights = sorted(page.words[place].box.height for place in block.words)
    return heights[len(heights) // 2] if heights else 0.0


def turned_in_margin(page: Page, size: float) -> set[int]:
    """Places of the words that run up or down the edge of the page: they stand beside its tables, not in them."""
    turned = [place for place, word in enumerate(page.words) if is_turned(word)]
    edge = _EDGE * page.width
    found: set[int] = set()
    line: list[int] = []
    for place in sorted(turned, key=lambda each: page.words[each].box.left):
        if line and page.words[place].box.left - page.words[line[-1]].box.left > _NEAR * size:
            found |= _of_margin(page.words, line, edge, page)
            line = []
        line.append(place)
    return found | _of_margin(page.words, line, edge, page)


def is_turned(word: Word) -> bool:
    """True for a word that runs up or down, and so is high however small its type is."""
    return len(word.text) > 1 and word.box.height > _TURNED * word.box.width


def _of_margin(words: Sequence[Word], line: Sequence[int], edge: float, page: Page) -> set[int]:
    if not line:
        return set()
    boxes = [words[place].box for place in line]
    length = max(box.top + box.height for box in boxes) - min(box.top for box in boxes)
    is_left = max(box.left + box.width for box in boxes) < edge
    is_right = min(box.left for box in boxes) > page.width - edge
    return set(line) if length > _LONG * page.height and (is_left or is_right) else set()
