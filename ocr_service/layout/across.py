"""Columns that are read across: where a column of amounts stands line by line beside what they are amounts of.

Lines of a table that are as close as lines of text grow into one block a column. A reader reads such columns across,
and so do language models; pdftotext gives one column after the other (docs/performance.md has what that costs).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ocr_service.layout.grids import share_height
from ocr_service.layout.text_blocks import TextBlock

# In sizes of the type: how far the baselines of one row may differ.
_LEVEL = 0.4
# Lines of the first column of amounts; the share of digits in a column of amounts, and of lines with a colon in one of labels.
_LEAST_LINES, _DIGITS, _COLONS = 2, 0.4, 0.6


def read_across(blocks: Sequence[TextBlock]) -> list[TextBlock]:
    """The blocks, those that are columns of one table as one block of rows; the others keep their order."""
    read = list(blocks)
    rows: set[TextBlock] = set()
    while pair := next(_pairs(read, rows), None):
        left, right = pair
        joined = TextBlock((*left.fragments, *right.fragments))
        rows.add(joined)
        read[read.index(left)] = joined
        read.remove(right)
    return read


def _pairs(blocks: Sequence[TextBlock], rows: Collection[TextBlock]) -> Iterator[tuple[TextBlock, TextBlock]]:
    """Columns that are to be joined, from left to right; ``rows`` are those that were."""
    for right in sorted(blocks, key=lambda block: block.left):
        lefts = (block for block in blocks if block.right < right.left and share_height(block, right))
        left = max(lefts, key=lambda block: block.right, default=None)
        if left is None or (len(right.lines) < _LEAST_LINES and left not in rows):
            continue
        if _belong(left, right, rows) and _stand_level(left, right):
            yield left, right


def _belong(left: TextBlock, right: TextBlock, rows: Collection[TextBlock]) -> bool:
    """True for amounts and what they are amounts of, and for labels and their values."""
    is_entry = left in rows or not _holds_amounts(left)
    return _holds_labels(left) or (is_entry and (right in rows or _holds_amounts(right)))


def _stand_level(left: TextBlock, right: TextBlock) -> bool:
    """True when each line on the right has one beside it; not every entry has an amount."""
    levels = [line[0].baseline for line in left.lines]
    reach = _LEVEL * right.size
    return all(any(abs(line[0].baseline - level) <= reach for level in levels) for line in right.lines)


def _holds_amounts(block: TextBlock) -> bool:
    text = "".join(word.text for fragment in block.fragments for word in fragment.words)
    return sum(map(str.isdigit, text)) >= _DIGITS * len(text)


def _holds_labels(block: TextBlock) -> bool:
    endings = [line[-1].words[-1].text for line in block.lines]
    return sum(text.endswith(":") for text in endings) >= _COLONS * len(endings)
