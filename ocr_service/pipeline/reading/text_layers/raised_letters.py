"""Join letters that stand raised behind a number or a letter: `21st`, `1er`, `XIXe`, `No`, `Mme`. pdftotext parts words where the size changes.

Only endings are joined; a raised figure is an exponent or leads to a note, and stays apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ocr_service.domain.page import Box, Word

# What a number, the N of `number` and a title end with.
_ENDED = tuple(
    (re.compile(rf"\(?(?:{stem})"), re.compile(rf"(?:{ending})[.,;:)]*"))
    for stem, ending in (
        (r"\d{1,4}|[IVXLC]+", "st|nd|rd|th|er|ère|re|e|nde|è?me|[oaºª]"),
        ("[Nn]", "os?|[º°]"),
        ("[MDSP]", "mes?|lles?|rs?|gr|te?"),
    )
)
_LONGEST = 7
# In heights of what they stand behind: how far behind, how high at most, and how much higher they end.
_GAP, _HIGH, _RAISED = 0.12, 0.85, 0.12


def with_raised_letters(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a page, raised endings joined to what they end."""
    heights = [word.box.height for word in words]
    if not heights or min(heights) > _HIGH * max(heights):
        return tuple(words)
    joined: list[Word] = []
    for word in words:
        if joined and _is_raised_behind(joined[-1], word):
            joined[-1] = _together(joined[-1], word)
        else:
            joined.append(word)
    return tuple(joined)


def _is_raised_behind(stem: Word, word: Word) -> bool:
    one, other = stem.box, word.box
    if other.height > _HIGH * one.height or len(word.text) > _LONGEST or stem[3:6] != word[3:6]:
        return False
    gap = other.left - one.left - one.width
    lift = one.top + one.height - other.top - other.height
    is_raised = lift >= _RAISED * one.height and abs(gap) <= _GAP * one.height
    return is_raised and _ends(stem.text, word.text)


def _ends(stem: str, ending: str) -> bool:
    return any(one.fullmatch(stem) and other.fullmatch(ending) for one, other in _ENDED)


def _together(stem: Word, word: Word) -> Word:
    top = min(stem.box.top, word.box.top)
    bottom, right = stem.box.top + stem.box.height, word.box.left + word.box.width
    box = Box(stem.box.left, top, round(right - stem.box.left, 2), round(bottom - top, 2))
    return stem._replace(text=stem.text + word.text, box=box)
