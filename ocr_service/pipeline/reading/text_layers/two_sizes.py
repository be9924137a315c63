"""Join the pieces of words that are set in two sizes: small capitals (`C` `URRICULUM`), and a letter that another font had to lend.

pdftotext ends a word wherever the size changes. A piece belongs to the one before it where nothing stands between them and both
are on one base line, so that raised figures, which lead to notes, stay apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ocr_service.domain.page import Word
from ocr_service.layout.letters.pieces import gap_between
from ocr_service.layout.letters.spacing import joined_word

# In heights of the larger piece: what letters are apart or overlap by kerning, and how far the lower edges of two sizes on one
# base line are apart (a quarter of a size lies below it); a blank is two tenths and more, a raised figure ends three tenths higher.
_FARTHEST, _CLOSEST, _LEVEL = 0.05, -0.1, 0.1
_MARKS, _APOSTROPHES = ".,", "'’-"


def with_joined_sizes(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a page, pieces of one word joined."""
    if not any(_is_other_size(one, other) and _belongs(one, other) for one, other in pairwise(words)):
        return tuple(words)
    joined: list[Word] = []
    for before, word in zip((None, *words), words, strict=False):
        if before and _is_other_size(before, word) and _belongs(before, word):
            joined[-1] = joined_word((joined[-1], word), joined[-1].text + word.text)
        else:
            joined.append(word)
    return tuple(joined)


def _is_other_size(one: Word, other: Word) -> bool:
    return one.box.height != other.box.height and one[3:6] == other[3:6]


def _belongs(one: Word, other: Word) -> bool:
    """True for a piece that goes on where the other ends, on its base line."""
    height = max(one.box.height, other.box.height)
    if not _CLOSEST * height <= gap_between(one, other) <= _FARTHEST * height:
        return False
    lower = abs(one.box.top + one.box.height - other.box.top - other.box.height)
    return lower < _LEVEL * height and _are_of_one_word(one.text[-1], other.text[0])


def _are_of_one_word(last: str, first: str) -> bool:
    """True for letters, and for figures with a point or comma between them: other figures may be a note's, or raised cents."""
    if last.isalpha() or first.isalpha():
        return (last.isalpha() or last in _APOSTROPHES) and (first.isalpha() or first in _APOSTROPHES)
    return (last.isdigit() and first in _MARKS) or (last in _MARKS and first.isdigit())
