"""Put amounts together again that an engine took apart at their decimal mark, as it does in a till's wide print."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ocr_service.domain.page import Box, Word

# In heights of the words; a blank of such print is as wide.
_NARROW = 0.7
_BEFORE_MARK, _AFTER_MARK = re.compile(r"\d[.,]$"), re.compile(r"\d\d[^\d.,]*$")
_BEFORE, _WITH_MARK = re.compile(r"\d$"), re.compile(r"[.,]\d\d[^\d.,]*$")
_ENTRY = re.compile(r"\d{1,2}\.$")


def with_whole_amounts(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words, ``20. 98`` and ``20 .98`` as one; as doubtful as the more doubtful part."""
    whole: list[Word] = []
    for word in words:
        if whole and _belong_together(whole, word):
            whole[-1] = _one(whole[-1], word)
        else:
            whole.append(word)
    return tuple(whole)


def _belong_together(before: Sequence[Word], word: Word) -> bool:
    last = before[-1]
    gap = word.box.left - last.box.left - last.box.width
    if last[3:6] != word[3:6] or gap > _NARROW * max(last.box.height, word.box.height):
        return False
    begins_line = len(before) == 1 or before[-2][3:6] != last[3:6]
    if begins_line and _ENTRY.fullmatch(last.text):
        return False
    is_cut_behind = _BEFORE_MARK.search(last.text) and _AFTER_MARK.match(word.text)
    return bool(is_cut_behind or (_BEFORE.search(last.text) and _WITH_MARK.match(word.text)))


def _one(left: Word, right: Word) -> Word:
    top = min(left.box.top, right.box.top)
    bottom = max(box.top + box.height for box in (left.box, right.box))
    width = right.box.left + right.box.width - left.box.left
    return left._replace(
        text=left.text + right.text,
        box=Box(left.box.left, top, width, bottom - top),
        confidence=min(left.confidence, right.confidence),
    )
