"""Put the words of a page into visual rows, and cut rows into segments at wide gaps.

An OCR engine and a text layer both number lines within blocks; what stands side by side in two
blocks (a label and its amount) is one row to the eye, and one row here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ocr_service.domain.page import Box, Page, Word
from ocr_service.layout.direction import reads_from_right
from ocr_service.layout.once import once

# A gap this many times the row's height separates columns; a blank is about a third of it.
COLUMN_GAP = 1.1
# Two pieces are one row when they share this part of the lower one's height.
SHARED_HEIGHT = 0.55
# White space to every pattern, and no blank that may stand inside a number.
COLUMN_MARK = "\x1f"
# No fact is a longer word; patterns need time by the square of a word's length.
LONGEST_WORD = 200


@dataclass(frozen=True)
class Segment:
    """Words of one row without a wide gap between them. ``confidence`` is 0-100."""

    words: tuple[Word, ...]
    page: int

    @once
    def text(self) -> str:
        """The words, joined by blanks."""
        return " ".join(word.text for word in self.words)

    @once
    def box(self) -> Box:
        """What the words cover."""
        return covering(word.box for word in self.words)

    @once
    def confidence(self) -> float:
        """Mean over the words, weighted by their length."""
        letters = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / max(letters, 1)


@dataclass(frozen=True)
class Row:
    """One visual row, from left to right, or from right to left on a page that is read so. ``number`` counts the rows of its page from 0."""

    segments: tuple[Segment, ...]
    page: int
    number: int
    text: str

    @once
    def words(self) -> tuple[Word, ...]:
        """All words of the row."""
        return tuple(word for segment in self.segments for word in segment.words)

    @once
    def columns(self) -> str:
        """``text`` with another mark than a blank where a wide gap is: no number runs on across it."""
        return COLUMN_MARK.join(segment.text for segment in self.segments)

    @once
    def box(self) -> Box:
        """What the row covers."""
        return covering(segment.box for segment in self.segments)

    @once
    def confidence(self) -> float:
        """Mean over the words, weighted by their length, 0-100."""
        return Segment(self.words, self.page).confidence


def covering(boxes: Iterable[Box]) -> Box:
    """The smallest box around all boxes; an empty one for none."""
    known = list(boxes)
    if not known:
        return Box(0, 0, 0, 0)
    left, top, width, height = known[0]
    right, bottom = left + width, top + height
    # No `min` and `max`: four calls a word are most of what this takes.
    for x, y, wide, high in known[1:]:
        left = min(left, x)
        top = min(top, y)
        right = max(right, x + wide)
        bottom = max(bottom, y + high)
    return Box(left, top, right - left, bottom - top)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words of one of the engine's lines without a wide gap, and where they stand; measured once, asked often."""

    words: tuple[Word, ...]
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return self.top + self.bottom

    @property
    def left(self) -> float:
        return self.words[0].box.left

    @property
    def right(self) -> float:
        """Where the piece ends; its words stand from left to right."""
        return self.words[-1].box.left + self.words[-1].box.width


def rows_of(page: Page) -> tuple[Row, ...]:
    """The page's rows from top to bottom, without words that are too long for a fact."""
    return _rows_of(page.words, page.number)


# Categorizer and extractors each ask for the rows of the same few pages.
@lru_cache(maxsize=8)
def _rows_of(words: tuple[Word, ...], page: int) -> tuple[Row, ...]:
    return rows_of_words([word for word in words if len(word.text) <= LONGEST_WORD], page)


def rows_of_words(words: Sequence[Word], page: int = 0) -> tuple[Row, ...]:
    """All these words in rows from top to bottom."""
    rows: list[list[_Piece]] = []
    for piece in sorted(_pieces(words), key=lambda piece: piece.middle):
        row = next((row for row in reversed(rows[-4:]) if _is_beside(piece, row)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    ordered = sorted(rows, key=lambda row: min(piece.middle for piece in row))
    places = {id(word): place for place, word in enumerate(words)} if reads_from_right(words) else {}
    return tuple(_row(row, page, number, places) for number, row in enumerate(ordered))


def _pieces(words: Sequence[Word]) -> list[_Piece]:
    """Words by the engine's own lines, each line cut where a column begins."""
    lines: dict[tuple[int, int, int], list[Word]] = {}
    for word in words:
        if word.text.strip():
            lines.setdefault((word.block, word.paragraph, word.line), []).append(word)
    return [
        _piece(cut) for line in lines.values() for cut in _cut(sorted(line, key=lambda word: word.box.left))
    ]


def _piece(words: tuple[Word, ...]) -> _Piece:
    """Top and bottom are those of the middle words: a tall bracket must not swallow two rows."""
    top = _middle([word.box.top for word in words])
    return _Piece(words, top, top + _middle([word.box.height for word in words]))


def _middle(numbers: list[float]) -> float:
    """Their median; `statistics.median` takes twice as long, and every word of a page is asked four times."""
    numbers.sort()
    half, is_odd = divmod(len(numbers), 2)
    return numbers[half] if is_odd else (numbers[half - 1] + numbers[half]) / 2


def _cut(words: Sequence[Word]) -> list[tuple[Word, ...]]:
    height = _middle([word.box.height for word in words])
    cuts: list[list[Word]] = [[words[0]]]
    for word in words[1:]:
        before = cuts[-1][-1].box
        if word.box.left - before.left - before.width > COLUMN_GAP * height:
            cuts.append([])
        cuts[-1].append(word)
    return [tuple(cut) for cut in cuts]


def _is_beside(piece: _Piece, row: Sequence[_Piece]) -> bool:
    # Pieces come from top to bottom: most are below the row's first, and are told so without a call.
    return row[0].bottom > piece.top and all(_share_a_row(piece, other) for other in row)


def _share_a_row(one: _Piece, other: _Piece) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    lower = min(one.bottom - one.top, other.bottom - other.top)
    if shared < SHARED_HEIGHT * max(lower, 1e-6):
        return False
    overlap = min(one.right, other.right) - max(one.left, other.left)
    return overlap <= 0.5 * lower


def _row(pieces: Sequence[_Piece], page: int, number: int, places: Mapping[int, int]) -> Row:
    """With ``places``, those of words by ``id`` in the order in which they are read, from right to left."""
    words = [word for piece in sorted(pieces, key=lambda piece: piece.left) for word in piece.words]
    cuts = _cut(words)
    if places:
        cuts = [tuple(sorted(cut, key=lambda word: places[id(word)])) for cut in reversed(cuts)]
    segments = tuple(Segment(cut, page) for cut in cuts)
    return Row(segments, page, number, " ".join(segment.text for segment in segments))
