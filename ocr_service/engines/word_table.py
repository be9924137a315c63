"""Words from a table of tab-separated values, as both Tesseract and pdftotext write it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ocr_service.domain.page import Box, Page, Word
from ocr_service.domain.ports import PageImage

_WORD_LEVEL = "5"
_PAGE_LEVEL = "1"
_LEVELS = ("1\t", "2\t", "3\t", "4\t", "5\t", "level\t")
_COLUMNS, _CONFIDENCE = 12, 10
_NUMBERS = (2, 3, 4)


def read_words(lines: Iterable[str]) -> list[Word]:
    """The words of a table of one page; boxes in the table's own units, confidence 0-100.

    Rows of other levels, blank words and torn rows are passed over.
    """
    return [word for _, word in _rows(lines) if word is not None]


def read_pages(lines: Iterable[str]) -> Iterator[tuple[int, Box, list[Word]]]:
    """Number, frame and words of each page of a table of many pages, one page at a time."""
    for number, rows in groupby(_rows(lines), key=lambda row: row[0][0]):
        frame, words = Box(0, 0, 0, 0), []
        for (_, box), word in rows:
            if word is None:
                frame = box
            else:
                words.append(word)
        yield number, frame, words


def _rows(lines: Iterable[str]) -> Iterator[tuple[tuple[int, Box], Word | None]]:
    """Each word row, and each page row with None in place of a word.

    pdftotext names its columns in another order than Tesseract, so block, paragraph and line go by name.
    """
    block, paragraph, line = _NUMBERS
    for row in _whole(lines):
        cells = row.split("\t", _COLUMNS - 1)
        if len(cells) < _COLUMNS:
            continue
        if cells[0] == _WORD_LEVEL:
            if text := cells[-1].strip():
                box, sure = _box(cells), round(max(0.0, float(cells[_CONFIDENCE])), 2)
                numbers = int(cells[block]), int(cells[paragraph]), int(cells[line])
                yield (int(cells[1]), box), Word(text, box, sure, *numbers)
        elif cells[0] == _PAGE_LEVEL:
            yield (int(cells[1]), Box(*(round(length, 2) for length in _box(cells)))), None
        elif cells[0] == "level":
            block, paragraph, line = (cells.index(f"{name}_num") for name in ("block", "par", "line"))


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


def _box(cells: Sequence[str]) -> Box:
    """Whole pixels of Tesseract, hundredths of a point of pdftotext (more digits of a page)."""
    return Box(float(cells[6]), float(cells[7]), float(cells[8]), float(cells[9]))


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
