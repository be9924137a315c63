"""The pieces of a page that are put in order: words side by side, with what an engine and the type say about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from ocr_service.domain.page import Word
from ocr_service.layout.fragments import fragments_of
from ocr_service.layout.type_size import CAPITAL, DESCENT

# A size that no type has: boxes without a height must not divide by it.
_LEAST_SIZE = 1e-3
# The usual size is that of most words; a piece counts as so many at most, so that one long line is not a page.
_MOST_WORDS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Words of one line without a wide gap; lengths in the page's units.

    ``line`` holds the engine's block, paragraph and line of its first word; ``digits`` is a share of its letters.
    """

    words: tuple[Word, ...]
    text: str
    line: tuple[int, int, int]
    left: float
    right: float
    baseline: float
    height: float
    size: float
    digits: float

    @property
    def top(self) -> float:
        """Where its capitals end."""
        return self.baseline - CAPITAL * self.size

    @property
    def bottom(self) -> float:
        """Where its descenders end."""
        return self.baseline + DESCENT * self.size


def pieces_of(words: Sequence[Word]) -> list[Piece]:
    """All words that are not blank in pieces, in the order in which the engine gave their first words."""
    place = {id(word): number for number, word in enumerate(words)}
    pieces = []
    for fragment in fragments_of(words):
        first = min(fragment.words, key=lambda word: place[id(word)])
        text = " ".join(word.text for word in fragment.words)
        piece = Piece(
            words=fragment.words,
            text=text,
            line=(first.block, first.paragraph, first.line),
            left=fragment.left,
            right=fragment.right,
            baseline=fragment.baseline,
            height=fragment.height,
            size=max(fragment.size, _LEAST_SIZE),
            digits=_digits(text, fragment.words),
        )
        pieces.append((place[id(first)], piece))
    return [piece for _, piece in sorted(pieces, key=lambda pair: pair[0])]


def joined(left: Piece, right: Piece) -> Piece:
    """Both as one piece of the engine's line."""
    words, text = left.words + right.words, f"{left.text} {right.text}"
    return replace(left, words=words, text=text, right=right.right, digits=_digits(text, words))


def _digits(text: str, words: Sequence[Word]) -> float:
    return sum(map(str.isdigit, text)) / (len(text) - len(words) + 1)


def usual_size(pieces: Sequence[Piece]) -> float:
    """The size of most words; 1 for a page without any."""
    sizes = [piece.size for piece in pieces for _ in piece.words[:_MOST_WORDS]]
    return median(sizes) if sizes else 1.0
