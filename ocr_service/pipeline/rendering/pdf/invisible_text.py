"""The drawing commands that lay a page's words, unseen, over their picture."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ocr_service.domain.page import Page, PageSource, Word
from ocr_service.pipeline.rendering.pdf.glyphless import LETTER_WIDTH
from ocr_service.pipeline.rendering.pdf.pdf_file import number

FONT_NAME = "I"
_POINTS_PER_INCH = 72
# The backslash first, as the others bring new ones.
_ESCAPES = ((b"\\", b"\\\\"), (b"(", b"\\("), (b")", b"\\)"), (b"\r", b"\\r"))


def words_to_lay(page: Page) -> tuple[Word, ...]:
    """The words that the page's own text layer does not have."""
    if page.source is PageSource.OCR:
        return page.words
    if page.source is PageSource.MIXED:
        count = int(page.decisions["words_in_pictures"])
        first = int(page.decisions.get("words_before_pictures", len(page.words) - count))
        return page.words[first : first + count]
    return ()


def shown_size(page: Page) -> tuple[float, float]:
    """Width and height in points of the page as it was given, before it was turned upright."""
    scale = _POINTS_PER_INCH / page.dpi
    width, height = page.width * scale, page.height * scale
    return (height, width) if page.rotation % 180 else (width, height)


def invisible_text(page: Page) -> bytes:
    """A content stream in points of the page as it was given: words in mode 3, each as wide as its box."""
    scale = _POINTS_PER_INCH / page.dpi
    commands = [b"q", *_back_to_shown(page, scale), b"BT 3 Tr"]
    tilted = _Tilt.of(page)
    for _, line in groupby(words_to_lay(page), key=lambda word: (word.block, word.paragraph, word.line)):
        laid = _Line(words=tuple(line), tilt=tilted, page_height=page.height, scale=scale)
        commands += laid.in_one_piece() if page.rotation == 180 else laid.word_by_word()
    return b"\n".join([*commands, b"ET Q"])


@dataclass(frozen=True, slots=True)
class _Tilt:
    """From the level page back to the skewed one, by moving words; turning them would make readers split them."""

    cos: float
    sin: float
    x: float
    y: float

    @classmethod
    def of(cls, page: Page) -> _Tilt:
        angle = math.radians(page.skew)
        return cls(math.cos(angle), math.sin(angle), page.width / 2, page.height / 2)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the level page (pixels, downwards) stands on the skewed one."""
        right, down = x - self.x, y - self.y
        return self.x + right * self.cos - down * self.sin, self.y + right * self.sin + down * self.cos


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One height and baseline for all words of a line, so that selecting it makes one bar."""

    words: Sequence[Word]
    tilt: _Tilt
    page_height: float
    scale: float

    @property
    def bottom(self) -> float:
        """The baseline, in pixels downwards."""
        return max(word.box.top + word.box.height for word in self.words)

    @property
    def size(self) -> float:
        """The height of the letters in points."""
        top = min(word.box.top for word in self.words)
        return max((self.bottom - top) * self.scale, 0.5)

    def _place(self, x: float, y: float) -> tuple[float, float]:
        across, down = self.tilt.place(x, y)
        return across * self.scale, (self.page_height - down) * self.scale

    def word_by_word(self) -> Iterable[bytes]:
        """Each word by itself, as wide as its box."""
        size, bottom = self.size, self.bottom
        yield f"/{FONT_NAME} {number(size)} Tf".encode()
        for word in self.words:
            width = word.box.width * self.scale
            stretch = 100 * width / (LETTER_WIDTH * size * _units(word.text))
            middle, base = self._place(word.box.left + word.box.width / 2, bottom)
            # Tenths of a point: hundredths cost a tenth more bytes and show nowhere.
            place = f"{stretch:.0f} Tz 1 0 0 1 {middle - width / 2:.1f} {base:.1f} Tm "
            yield place.encode() + b"(" + _encoded(word.text + " ") + b")Tj"

    def in_one_piece(self) -> Iterable[bytes]:
        """All words in one string, each over the middle of its box, all letters equally wide.

        On a page that stands on its head PDFium, the viewer of Chromium, orders the strings of a line from right to
        left, so that no phrase would be found. The string is turned by the skew: words in it cannot be moved down.
        """
        size = self.size
        letters = sum(_units(word.text) for word in self.words)
        stretch = (
            100 * sum(word.box.width for word in self.words) * self.scale / (LETTER_WIDTH * size * letters)
        )
        letter = LETTER_WIDTH * size * round(stretch) / 100
        starts = [self._start(word, letter) for word in self.words]
        left, base = self._place(starts[0] / self.scale, self.bottom)
        cos, sin = self.tilt.cos, self.tilt.sin
        yield f"/{FONT_NAME} {number(size)} Tf".encode()
        yield f"{stretch:.0f} Tz {cos:.4f} {-sin:.4f} {sin:.4f} {cos:.4f} {left:.1f} {base:.1f} Tm [".encode()
        for word, start, following in zip(self.words, starts, [*starts[1:], None], strict=True):
            yield b"(" + _encoded(word.text + " ") + b")"
            if following is not None:
                surplus = letter * (_units(word.text) + 1) - (following - start)
                yield f"{1000 * LETTER_WIDTH * surplus / letter:.0f}".encode()
        yield b"]TJ"

    def _start(self, word: Word, letter: float) -> float:
        """Where the word begins on the level page, in points."""
        middle = (word.box.left + word.box.width / 2) * self.scale
        return middle - letter * _units(word.text) / 2


def _units(text: str) -> int:
    """Letters as the font counts them: two bytes each."""
    return max(1, len(text.encode("utf-16-be", errors="replace")) // 2)


def _encoded(text: str) -> bytes:
    data = text.encode("utf-16-be", errors="replace")
    for byte, escaped in _ESCAPES:
        data = data.replace(byte, escaped)
    return data


def _back_to_shown(page: Page, scale: float) -> Iterable[bytes]:
    """From the upright page back to the page as it was given."""
    width, height = page.width * scale, page.height * scale
    turns = {
        90: f"0 1 -1 0 {number(height)} 0 cm",
        180: f"-1 0 0 -1 {number(width)} {number(height)} cm",
        270: f"0 -1 1 0 0 {number(width)} cm",
    }
    if page.rotation in turns:
        yield turns[page.rotation].encode()
