"""Tell the capital I of faces without serifs from a bar, which engines read for it: ``| was 31 when | was diagnosed``.

A bar hangs below the line and is higher than letters, a rule ends anywhere; an I is as high as a capital and stands on the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ocr_service.domain.page import Word
from ocr_service.pipeline.reading.signs.type_line import line_and_size

_BAR, _CAPITAL = "|", "I"
# In sizes of the type of the word beside it: how high it is, how far from the line it ends, and the blank between them. Of bars on
# 49 pages letters were .58 to .73 high and ended within .05 of the line, with .19 to .57 of blank; all others were .75 high and more,
# .43 and less, or farther off the line.
_LEAST_HEIGHT, _MOST_HEIGHT, _OFF_LINE = 0.54, 0.74, 0.07
_LEAST_BLANK, _MOST_BLANK = 0.12, 0.7


def with_capital_i(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words, ``I`` for each bar that is one."""
    return tuple(
        word._replace(text=_CAPITAL)
        if word.text == _BAR and any(_is_letter_beside(word, other) for other in _beside(words, place))
        else word
        for place, word in enumerate(words)
    )


def _beside(words: Sequence[Word], place: int) -> Iterator[Word]:
    """The words before and behind a word in its line."""
    for other in (place - 1, place + 1):
        if 0 <= other < len(words) and words[other][3:6] == words[place][3:6]:
            yield words[other]


def _is_letter_beside(bar: Word, other: Word) -> bool:
    if not any(char.isalnum() for char in other.text):
        return False
    line, size = line_and_size(other)
    left, right = sorted((bar, other), key=lambda word: word.box.left)
    blank = right.box.left - left.box.left - left.box.width
    return (
        _LEAST_HEIGHT * size <= bar.box.height <= _MOST_HEIGHT * size
        and abs(bar.box.top + bar.box.height - line) <= _OFF_LINE * size
        and _LEAST_BLANK * size <= blank <= _MOST_BLANK * size
    )
