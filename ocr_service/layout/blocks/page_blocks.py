"""All blocks of a page in reading order: its tables, and what the words outside of them are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from statistics import median

from ocr_service.domain.page import Page
from ocr_service.domain.shapes.blocks import Block, BlockKind, Part, Table
from ocr_service.domain.shapes.box import Box
from ocr_service.layout.blocks.lines import Line, lines_on, within
from ocr_service.layout.blocks.look import Look
from ocr_service.layout.blocks.margins import with_margins
from ocr_service.layout.blocks.prose import blocks_of_lines, pair_of, with_marks
from ocr_service.layout.blocks.table_finder import FoundTable, find_tables

# A picture that covers less of the page is an ornament.
_LEAST_FIGURE = 0.004
# A share of the labels of two columns that end with a colon, from which on they are pairs and no table.
_COLONS = 0.6


def with_blocks(page: Page) -> Page:
    """The page with its blocks, told by its words and by what is drawn on it."""
    return replace(page, blocks=tuple(_blocks(page)))


def _blocks(page: Page) -> list[Block]:
    tables = find_tables(page, page.rules)
    taken = {place for table in tables for place in table.words}
    free = [place for place in range(len(page.words)) if place not in taken]
    blocks = [block for table in tables for block in _of_table(page, table)]
    if free:
        lines = with_marks(list(lines_on(page, free)))
        look = Look.of(page, lines)
        usual = median(word.box.height for word in page.words)
        prose = [block for paragraph in _paragraphs(lines) for block in blocks_of_lines(paragraph, look)]
        blocks = with_margins(page, [*blocks, *prose], usual)
    blocks.sort(key=lambda block: min(block.words))
    return _with_title(page, list(_with_figures(page, blocks)))


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines of one paragraph; one that goes on behind a table is two."""
    for _, group in groupby(lines, key=lambda line: (line.words[-1].block, line.words[-1].paragraph)):
        paragraph: list[Line] = []
        for line in group:
            if (
                paragraph
                and line.places[0] - paragraph[-1].places[-1] > 1
                and line.box.top > paragraph[-1].box.top
            ):
                is_far = line.box.top - paragraph[-1].box.top - paragraph[-1].box.height > 2 * line.box.height
                if is_far:
                    yield paragraph
                    paragraph = []
            paragraph.append(line)
        yield paragraph


def _of_table(page: Page, found: FoundTable) -> Iterator[Block]:
    table = found.table
    words = [page.words[place] for place in found.words]
    letters = sum(len(word.text) for word in words)
    block = Block(
        kind=BlockKind.TABLE,
        box=within(page, found.box),
        text=_text_of(table),
        confidence=sum(word.confidence * len(word.text) for word in words) / max(1, letters),
        words=found.words,
        table=replace(table, cells=tuple(replace(cell, box=within(page, cell.box)) for cell in table.cells)),
    )
    return _pairs(block, table) if _holds_pairs(table) else iter([block])


def _text_of(table: Table) -> str:
    rows: list[list[str]] = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row][cell.column] = cell.text.replace("\n", " ")
    return "\n".join("\t".join(row).rstrip("\t") for row in rows)


def _holds_pairs(table: Table) -> bool:
    labels = [cell.text for cell in table.cells if cell.column == 0 and cell.text]
    return table.columns == 2 and sum(text.endswith(":") for text in labels) > _COLONS * len(labels)


def _pairs(block: Block, table: Table) -> Iterator[Block]:
    for _, row in groupby(table.cells, key=lambda cell: cell.row):
        cells = [cell for cell in row if cell.words]
        parts = [Part(text=cell.text.replace("\n", " "), box=cell.box, words=cell.words) for cell in cells]
        if not parts:
            continue
        left = min(part.box.left for part in parts)
        right = max(part.box.left + part.box.width for part in parts)
        box = Box(left, parts[0].box.top, right - left, parts[0].box.height)
        whole = replace(
            block,
            kind=BlockKind.KEY_VALUE if len(parts) == 2 else BlockKind.PARAGRAPH,
            text=" ".join(part.text for part in parts),
            box=box,
            words=tuple(place for part in parts for place in part.words),
            table=None,
        )
        yield pair_of(parts[0], parts[1], whole) if len(parts) == 2 else whole


def _with_figures(page: Page, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks and the pictures of the page that are no ornaments."""
    least = _LEAST_FIGURE * page.width * page.height
    pictures = {within(page, picture) for picture in page.rules.pictures}
    figures = [Block(kind=BlockKind.FIGURE, box=box) for box in pictures if box.width * box.height >= least]
    return among(blocks, figures)


def among(blocks: Sequence[Block], pictures: Sequence[Block]) -> Iterator[Block]:
    """The blocks, and each picture before the first block that begins below its middle."""
    waiting = sorted(pictures, key=lambda block: (block.box.top, block.box.left))
    for block in blocks:
        while waiting and waiting[0].box.top + waiting[0].box.height / 2 <= block.box.top:
            yield waiting.pop(0)
        yield block
    yield from waiting


def _with_title(page: Page, blocks: Sequence[Block]) -> list[Block]:
    """On the first page the first of the largest headings, where it stands in the upper half, is the title."""
    headings = [block for block in blocks if block.kind is BlockKind.HEADING]
    if page.number != 1 or not headings:
        return list(blocks)
    title = min(headings, key=lambda block: block.level)
    if title.box.top > page.height / 2:
        return list(blocks)
    return [replace(block, kind=BlockKind.TITLE, level=1) if block is title else block for block in blocks]
