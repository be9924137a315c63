"""Words from a table of tab-separated values, as both Tesseract and pdftotext write it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from ocr_service.domain.page import Box, Page, Word
from ocr_service.domain.ports import PageImage

_WORD_LEVEL = "5"
_PAGE_LEVEL = "1"
_LEVELS = ("1\t", "2\t", "3\t", "4\t", "5\t", "level\t")
_COLUMNS, _CONFIDENCE = 12, 10
_NUMBERS = (2, 3, 4)
_PLACE = slice(6, 10)
# Rows that are held as text.
_AT_ONCE = 256


def read_words(lines: Iterable[str]) -> list[Word]:
    """The words of a table of one page; boxes in the table's own units, confidence 0-100.

    Rows of other levels, blank words and torn rows are passed over.
    """
    return [word for _, _, words in _pieces(lines) for word in words]


def read_pages(lines: Iterable[str]) -> Iterator[tuple[int, Box, list[Word]]]:
    """Number, frame and words of each page of a table of many pages, one page at a time."""
    for number, pieces in groupby(_pieces(lines), key=itemgetter(0)):
        frame, words = Box(0, 0, 0, 0), list[Word]()
        for _, box, some in pieces:
            frame = box or frame
            words += some
        yield int(number), frame, words


def _pieces(lines: Iterable[str]) -> Iterator[tuple[str, Box | None, list[Word]]]:
    """A page's number with its box, or with some of its words in their order.

    pdftotext names its columns in another order than Tesseract, so block, paragraph and line go by name.
    """
    numbers: Sequence[int] = _NUMBERS
    waiting: list[list[str]] = []
    for row in _whole(lines):
        cells = row.split("\t", _COLUMNS - 1)
        if len(cells) < _COLUMNS:
            continue
        if waiting and (len(waiting) == _AT_ONCE or cells[1] != waiting[0][1]):
            yield waiting[0][1], None, _words(waiting, numbers)
            waiting = []
        if cells[0] == _WORD_LEVEL:
            if cells[-1].strip():
                waiting.append(cells)
        elif cells[0] == _PAGE_LEVEL:
            yield cells[1], Box(*(round(float(cell), 2) for cell in cells[_PLACE])), []
        elif cells[0] == "level":
            numbers = [cells.index(f"{name}_num") for name in ("block", "par", "line")]
    if waiting:
        yield waiting[0][1], None, _words(waiting, numbers)


def _words(rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> list[Word]:
    """A word a row, by columns, which is faster than row by row. Boxes are whole pixels of Tesseract, hundredths of a point of pdftotext."""
    columns = list(zip(*rows, strict=True))
    boxes = map(Box._make, zip(*(map(float, column) for column in columns[_PLACE]), strict=True))
    texts, sure = map(str.strip, columns[-1]), map(_confidence, columns[_CONFIDENCE])
    return list(map(Word, texts, boxes, sure, *(map(int, columns[number]) for number in numbers)))


@lru_cache(maxsize=256)
def _confidence(cell: str) -> float:
    """In hundredths; what is no word of a line has -1."""
    return round(max(0.0, float(cell)), 2)


def _whole(lines: Iterable[str]) -> Iterator[str]:
    """Rows as they were meant: pdftotext writes a line break that belongs to a word (an ActualText's) as it is."""
    row = ""
    for line in lines:
        if line.startswith(_LEVELS):
            if row:
                yield row
            row = line
        elif row:
            row = f"{row.rstrip()} {line}"
    if row:
        yield row


def join_words(words: Sequence[Word]) -> str:
    """The text of words in reading order: a line each, a blank line between paragraphs."""
    paragraphs = []
    for _, paragraph in groupby(words, key=lambda word: (word.block, word.paragraph)):
        lines = groupby(paragraph, key=lambda word: word.line)
        paragraphs.append("\n".join(" ".join(word.text for word in line) for _, line in lines))
    return "\n\n".join(paragraphs)


def mean_confidence(words: Sequence[Word]) -> float:
    """Mean confidence weighted by the words' lengths, 0-100; 0 without words."""
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def page_from_words(words: Sequence[Word], image: PageImage, language: str) -> Page:
    """A page (number 0) of what was read from a picture."""
    return Page(
        number=0,
        text=join_words(words),
        words=tuple(words),
        width=image.width,
        height=image.height,
        dpi=image.dpi,
        confidence=mean_confidence(words),
        language=language,
    )
