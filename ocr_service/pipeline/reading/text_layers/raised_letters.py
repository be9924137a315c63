"""Join letters that stand raised behind a number or a letter: `21st`, `1er`, `XIXe`, `No`, `Mme`. pdftotext parts words where the size changes.

Only endings are joined; a raised figure is an exponent or leads to a note, and stays apart, as do letters behind numbers
on a page whose notes have letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ocr_service.domain.page import Word
from ocr_service.layout.letters.spacing import joined_word

# What a number, the N of `number` and a title end with.
_ENDED = tuple(
    (re.compile(rf"\(?(?:{stem})"), re.compile(rf"(?:{ending})[.,;:)]*"))
    for stem, ending in (
        (r"\d{1,4}|[IVXLC]+", "st|nd|rd|th|er|ère|re|e|nde|è?me|[oaºª]"),
        ("[Nn]", "os?|[º°]"),
        ("[MDSP]", "mes?|lles?|rs?|gr|te?"),
    )
)
# Behind a number these lead to notes alone: `45` with a raised a and `38` with a raised b are values of a table.
_NUMBER, _OF_NOTES = re.compile(r"\d{1,4}"), re.compile("[bc]")
# In heights of what they stand behind: how far behind, how high at most, and how much higher they end.
_GAP, _HIGH, _RAISED = 0.12, 0.85, 0.12


def with_raised_letters(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a page, raised endings joined to what they end."""
    heights = [word.box.height for word in words]
    if not heights or min(heights) > _HIGH * max(heights):
        return tuple(words)
    has_notes = any(_is_raised(one, other) and _leads_to_note(one, other) for one, other in pairwise(words))
    joined: list[Word] = []
    for word in words:
        if joined and _is_raised(joined[-1], word) and _ends(joined[-1].text, word.text, has_notes=has_notes):
            joined[-1] = joined_word((joined[-1], word), joined[-1].text + word.text)
        else:
            joined.append(word)
    return tuple(joined)


def _leads_to_note(stem: Word, word: Word) -> bool:
    return bool(_OF_NOTES.fullmatch(word.text) and _NUMBER.fullmatch(stem.text))


def _is_raised(stem: Word, word: Word) -> bool:
    """True where a word stands right behind ``stem``, smaller and higher."""
    one, other = stem.box, word.box
    if other.height > _HIGH * one.height or stem[3:6] != word[3:6]:
        return False
    gap = other.left - one.left - one.width
    lift = one.top + one.height - other.top - other.height
    return lift >= _RAISED * one.height and abs(gap) <= _GAP * one.height


def _ends(stem: str, ending: str, *, has_notes: bool) -> bool:
    if has_notes and len(ending) == 1 and _NUMBER.fullmatch(stem):
        return False
    return any(one.fullmatch(stem) and other.fullmatch(ending) for one, other in _ENDED)
