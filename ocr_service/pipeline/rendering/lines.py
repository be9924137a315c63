"""A page's words as blocks, paragraphs and lines, for the renderings that nest them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ocr_service.domain.page import Box, Page, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Words of one line, left to right, and the frame around them."""

    words: tuple[Word, ...]
    box: Box

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Lines that belong together."""

    lines: tuple[Line, ...]
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Paragraphs of one block of the page."""

    paragraphs: tuple[Paragraph, ...]
    box: Box


def blocks_of(page: Page) -> Iterator[Block]:
    """The page's blocks in reading order; what of a word's box lies beyond the page is cut off."""
    inside = (word._replace(box=_within(page, word.box)) for word in page.words)
    for _, words in groupby(inside, key=lambda word: word.block):
        paragraphs = tuple(_paragraphs(tuple(words)))
        yield Block(paragraphs=paragraphs, box=frame([paragraph.box for paragraph in paragraphs]))


def _within(page: Page, box: Box) -> Box:
    left, top = min(max(box.left, 0), page.width), min(max(box.top, 0), page.height)
    right = min(max(box.left + box.width, left), page.width)
    bottom = min(max(box.top + box.height, top), page.height)
    return Box(left, top, right - left, bottom - top)


def _paragraphs(words: Sequence[Word]) -> Iterator[Paragraph]:
    for _, paragraph in groupby(words, key=lambda word: word.paragraph):
        lines = tuple(_lines(tuple(paragraph)))
        yield Paragraph(lines=lines, box=frame([line.box for line in lines]))


def _lines(words: Sequence[Word]) -> Iterator[Line]:
    for _, line in groupby(words, key=lambda word: word.line):
        members = tuple(line)
        yield Line(words=members, box=frame([word.box for word in members]))


def frame(boxes: Sequence[Box]) -> Box:
    """The smallest box around boxes (at least one)."""
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right = max(box.left + box.width for box in boxes)
    bottom = max(box.top + box.height for box in boxes)
    return Box(left, top, right - left, bottom - top)
