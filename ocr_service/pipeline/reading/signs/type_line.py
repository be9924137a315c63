"""Where the line runs that a word stands on, and the size of its type, by its box and what its letters are like."""

from __future__ import annotations

from ocr_service.domain.page import Word

# The box of a word in sizes of its type: small letters, what stands above them, what hangs below.
_SMALL_LETTERS, _TALL_LETTERS, _COMMA, _BELOW = 0.46, 0.68, 0.13, 0.21
_SMALL, _HANGING, _COMMAS = frozenset("acegmnopqrsuvwxyz.,:;-"), frozenset("gjpqyQ()[]{}/"), frozenset(",;")


def line_and_size(word: Word) -> tuple[float, float]:
    """The lower edge of the word's letters without what hangs below, and the size of its type, both in units of its box."""
    below = 0.0 if _COMMAS.isdisjoint(word.text) else _COMMA
    below = below if _HANGING.isdisjoint(word.text) else _BELOW
    above = _SMALL_LETTERS if _SMALL.issuperset(word.text) else _TALL_LETTERS
    size = word.box.height / (above + below)
    return word.box.top + above * size, size
