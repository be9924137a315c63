"""Read print once more that no word explains: pale headings, labels beside pictures, what the engine took for no text.

Its lines are cut out, made as high as each other and as dark as can be, and read together as one block below each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from PIL import Image, ImageOps

from ocr_service.domain.page import Box, Page, Word
from ocr_service.domain.ports import PageImage
from ocr_service.engines.word_table import join_words, mean_confidence
from ocr_service.pipeline.imaging.unread_print import unread_lines
from ocr_service.pipeline.reading.text_layers.text_layer import covered_share, is_plausible

# Lines of the sheet are this high, with so much of their own height around them, and so far apart.
_HEIGHT, _AROUND, _APART = 54, 0.25, 24
# No more of a page is read again than makes a strip of so many page widths; that is a tenth of a full page's time.
_MOST_LINES, _MOST_WIDTHS = 40, 4.0
_SHEET_DPI = 200
# Smaller than a word of some letters are boxes to tick, faces and rests of frames: none is worth a reading by itself.
_WORD_WIDTH, _WORD_SHAPE = 3.0, 2.0
# What is drawn is read as letters now and then: a word is believed when the engine is sure of it, a short one when it is surer,
# and a line when most of its letters are believed.
_SURE, _SURE_OF_SHORT, _SHORT = 85.0, 95.0, 3
_MOST_OF_LINE = 0.6
_SAME_PLACE = 0.2

Read = Callable[[PageImage], Page]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line of the sheet: its rows there, where its corner is on the page, and how much it was enlarged."""

    top: int
    bottom: int
    left_on_page: float
    top_on_page: float
    scale: float

    def on_page(self, box: Box) -> Box:
        left = self.left_on_page + (box.left - _APART) / self.scale
        top = self.top_on_page + (box.top - self.top) / self.scale
        width, height = box.width / self.scale, box.height / self.scale
        return Box(round(left, 1), round(top, 1), round(width, 1), round(height, 1))


def with_unread_print(base: PageImage, page: Page, text_height: float, read: Read, path: Path) -> Page:
    """``page``, which was read from ``base``, and the words that ``read`` is sure of where there were none.

    ``text_height`` is that of the page's print in pixels; the sheet of lines is written to ``path``. A page without such lines
    takes 20 ms, one with some a fifth of a second.
    """
    with Image.open(base.path, formats=("PPM",)) as opened:
        picture: Image.Image = opened.convert("L")
    lines = unread_lines(picture, [word.box for word in page.words], text_height, page.skew)
    if not any(_is_as_wide_as_a_word(line, text_height) for line in lines):
        return page
    if page.skew:
        picture = picture.rotate(page.skew, Image.Resampling.BICUBIC, fillcolor=255)
    sheet, pieces = _sheet(picture, lines)
    sheet.save(path, format="PPM")
    image = PageImage(path=path, width=sheet.width, height=sheet.height, dpi=_SHEET_DPI)
    found = [line for line in _believed(read(image).words, pieces) if _is_alone(line, page.words)]
    path.unlink()
    words = _inserted(page.words, found)
    return replace(
        page,
        words=words,
        text=join_words(words),
        confidence=mean_confidence(words),
        decisions={
            **page.decisions,
            "second_look": {"lines": len(pieces), "words": len(words) - len(page.words)},
        },
    )


def _is_as_wide_as_a_word(line: Box, text_height: float) -> bool:
    return line.width >= max(_WORD_WIDTH * text_height, _WORD_SHAPE * line.height)


def _sheet(picture: Image.Image, lines: Sequence[Box]) -> tuple[Image.Image, list[_Piece]]:
    """The largest of these lines below each other."""
    cut: list[tuple[Image.Image, _Piece]] = []
    top, room = _APART, _MOST_WIDTHS * picture.width
    for box in sorted(lines, key=lambda box: -box.width * box.height)[:_MOST_LINES]:
        around = _AROUND * box.height
        left, upper = max(0, int(box.left - around)), max(0, int(box.top - around))
        right, lower = int(box.left + box.width + around), int(box.top + box.height + around)
        line = picture.crop((left, upper, min(right, picture.width), min(lower, picture.height)))
        scale = _HEIGHT / line.height
        width = max(1, round(line.width * scale))
        room -= width
        if room < 0:
            break
        line = line.resize((width, _HEIGHT), Image.Resampling.BICUBIC if scale > 1 else Image.Resampling.BOX)
        cut.append(
            (ImageOps.autocontrast(line, cutoff=(1, 5)), _Piece(top, top + _HEIGHT, left, upper, scale))
        )
        top += _HEIGHT + _APART
    sheet = Image.new("L", (max((line.width for line, _ in cut), default=1) + 2 * _APART, top), 255)
    for line, piece in cut:
        sheet.paste(line, (_APART, piece.top))
    return sheet, [piece for _, piece in cut]


def _believed(words: Sequence[Word], pieces: Sequence[_Piece]) -> Iterator[list[Word]]:
    """The sure words of each line that is mostly sure, on the page."""
    for piece in pieces:
        read = [word for word in words if piece.top <= word.box.top + word.box.height / 2 <= piece.bottom]
        sure = [word for word in read if _is_sure(word)]
        letters = sum(len(word.text) for word in read)
        if sure and sum(len(word.text) for word in sure) >= _MOST_OF_LINE * letters:
            yield [word._replace(box=piece.on_page(word.box)) for word in sure]


def _is_sure(word: Word) -> bool:
    text = word.text
    if not any(char.isalnum() for char in text) or not is_plausible(text):
        return False
    return word.confidence >= (_SURE if len(text) > _SHORT else _SURE_OF_SHORT)


def _is_alone(line: Sequence[Word], words: Sequence[Word]) -> bool:
    return all(covered_share(word.box, words) < _SAME_PLACE for word in line)


def _inserted(words: Sequence[Word], lines: Sequence[list[Word]]) -> tuple[Word, ...]:
    """The words with these lines as blocks of their own, each before the first line that stands below it."""
    block = max((word.block for word in words), default=0)
    rows = [list(row) for _, row in groupby(words, key=lambda word: word[3:6])]
    for line in sorted(lines, key=lambda line: line[0].box.top):
        block += 1
        place = next((at for at, row in enumerate(rows) if _is_below(row, line)), len(rows))
        rows.insert(place, [word._replace(block=block, paragraph=1, line=1) for word in line])
    return tuple(word for row in rows for word in row)


def _is_below(row: Sequence[Word], line: Sequence[Word]) -> bool:
    """True when a row begins below a line and stands at least partly under it."""
    bottom = max(word.box.top + word.box.height / 2 for word in line)
    left, right = line[0].box.left, line[-1].box.left + line[-1].box.width
    is_lower = min(word.box.top for word in row) > bottom
    return is_lower and row[0].box.left < right and left < row[-1].box.left + row[-1].box.width
