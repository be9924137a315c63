"""A page's words as blocks, paragraphs and lines, for the renderings that nest them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ocr_service.domain.page import Box, Page, Word
from ocr_service.domain.shapes.blocks import Block as TypedBlock
from ocr_service.domain.shapes.blocks import Cell
from ocr_service.layout.blocks.lines import Line, frame, lines_on, within


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
    inside = (word._replace(box=within(page, word.box)) for word in page.words)
    for _, words in groupby(inside, key=lambda word: word.block):
        paragraphs = tuple(_paragraphs(tuple(words)))
        yield Block(paragraphs=paragraphs, box=frame([paragraph.box for paragraph in paragraphs]))


def _paragraphs(words: Sequence[Word]) -> Iterator[Paragraph]:
    for _, paragraph in groupby(words, key=lambda word: word.paragraph):
        lines = tuple(_lines(tuple(paragraph)))
        yield Paragraph(lines=lines, box=frame([line.box for line in lines]))


def _lines(words: Sequence[Word]) -> Iterator[Line]:
    for _, line in groupby(words, key=lambda word: word.line):
        members = tuple(line)
        yield Line(words=members, box=frame([word.box for word in members]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines within a block of the result: one of a table's ``cell``s, or all of any other block."""

    lines: tuple[Line, ...]
    box: Box
    cell: Cell | None = None


def sections_of(page: Page, block: TypedBlock) -> Iterator[Section]:
    """What a block holds, cell by cell where it is a table; nothing for one without words."""
    for cell in block.table.cells if block.table else ():
        yield Section(lines=_lines_at(page, cell.words), box=_around(cell.box, page, cell.words), cell=cell)
    if not block.table and block.words:
        yield Section(lines=_lines_at(page, block.words), box=_around(block.box, page, block.words))


def _lines_at(page: Page, places: Sequence[int]) -> tuple[Line, ...]:
    return tuple(lines_on(page, places))


def _around(box: Box, page: Page, places: Sequence[int]) -> Box:
    """Boxes of a nested form lie within each other, also where a word reaches over the rule of its cell."""
    return frame([box, *(within(page, page.words[place].box) for place in places)])
