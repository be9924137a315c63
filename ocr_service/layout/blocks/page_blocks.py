"""All blocks of a page in reading order: its tables, and what the words outside of them are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from statistics import median

from ocr_service.domain.page import Page
from ocr_service.domain.shapes.blocks import Block, BlockKind, Cell, Part, Table
from ocr_service.domain.shapes.box import Box
from ocr_service.layout.blocks.lines import Line, lines_on, within
from ocr_service.layout.blocks.look import Look
from ocr_service.layout.blocks.margins import with_margins
from ocr_service.layout.blocks.prose import blocks_of_lines, is_pair, joined, pair_of, with_marks
from ocr_service.layout.blocks.table_finder import FoundTable, find_tables
from ocr_service.layout.blocks.walled_tables import with_cells_in_order

# A picture that covers less of the page is an ornament.
_LEAST_FIGURE = 0.004
# A share of the labels of two columns that end with a colon, from which on they are pairs and no table.
_COLONS = 0.6
_MOST_PAIR_COLUMNS = 3
# In heights of a line: as far below each other pairs belong together.
_PITCH = 3.0
_LABELLED = re.compile(r"[^:]{2,40}:\s\S")


def with_blocks(page: Page) -> Page:
    """The page with its blocks, told by its words and by what is drawn on it; words of tables with walls are put in their order."""
    ordered, tables = with_cells_in_order(page, find_tables(page, page.rules))
    return replace(ordered, blocks=tuple(_blocks(ordered, tables)))


def plain_blocks(page: Page) -> Iterator[Block]:
    """Every block of the engine's as a paragraph, line by line: for a page that cannot be told better."""
    for _, places in groupby(range(len(page.words)), key=lambda place: page.words[place].block):
        yield joined(lines_on(page, places), BlockKind.PARAGRAPH)


def _blocks(page: Page, tables: Sequence[FoundTable]) -> list[Block]:
    taken = {place for table in tables for place in table.words}
    free = [place for place in range(len(page.words)) if place not in taken]
    blocks = [block for table in tables for block in _of_table(page, table)]
    if free:
        lines = with_marks(list(lines_on(page, free)))
        look = Look.of(page, lines)
        usual = median(word.box.height for word in page.words)
        prose = [
            block
            for paragraph in _with_pairs_together(_paragraphs(lines))
            for block in blocks_of_lines(paragraph, look)
        ]
        blocks = with_margins(page, [*blocks, *prose], usual)
    blocks.sort(key=_place)
    return _with_title(page, list(_with_figures(page, blocks)))


def _place(block: Block) -> int:
    """Where it is read: of a table where its first quarter is, as one word out of order would take all of it along."""
    return sorted(block.words)[len(block.words) // 4] if block.table else min(block.words)


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


def _with_pairs_together(paragraphs: Iterable[list[Line]]) -> Iterator[list[Line]]:
    """Pairs set so wide that each became a paragraph, as one: below each other, and as far left."""
    waiting: list[Line] = []
    for paragraph in paragraphs:
        is_next = len(paragraph) == 1 and is_pair(paragraph[0])
        if waiting and not (is_next and _is_next(waiting[-1], paragraph[0])):
            yield waiting
            waiting = []
        if is_next:
            waiting += paragraph
        else:
            yield paragraph
    if waiting:
        yield waiting


def _is_next(above: Line, below: Line) -> bool:
    size = above.box.height
    return abs(below.box.left - above.box.left) < size and 0 < below.box.top - above.box.top < _PITCH * size


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
    """True where most rows are a label with a colon and what it says; rows of one cell without any are headings."""
    rows = [[cell.text for cell in row if cell.text] for _, row in groupby(table.cells, key=_row_of)]
    told = [row for row in rows if len(row) > 1 or (row and _LABELLED.match(row[0]))]
    labels = [row[0] for row in told if len(row) == 1 or row[0].endswith(":")]
    # One value may be torn at wide blanks, as an IBAN is.
    is_narrow = table.columns <= _MOST_PAIR_COLUMNS or (
        len(labels) == len(told) and sum(len(row) > 2 for row in told) <= 1
    )
    return is_narrow and len(labels) > _COLONS * len(told)


def _row_of(cell: Cell) -> int:
    return cell.row


def _pairs(block: Block, table: Table) -> Iterator[Block]:
    for _, row in groupby(table.cells, key=_row_of):
        cells = [cell for cell in row if cell.words]
        parts = [Part(text=cell.text.replace("\n", " "), box=cell.box, words=cell.words) for cell in cells]
        if not parts:
            continue
        left = min(part.box.left for part in parts)
        right = max(part.box.left + part.box.width for part in parts)
        box = Box(left, parts[0].box.top, right - left, parts[0].box.height)
        whole = replace(
            block,
            kind=BlockKind.PARAGRAPH,
            text=" ".join(part.text for part in parts),
            box=box,
            words=tuple(place for part in parts for place in part.words),
            table=None,
        )
        are_two = len(parts) == 2 or (len(parts) > 1 and parts[0].text.endswith(":"))
        if not are_two:
            yield whole
            continue
        value = parts[1] if len(parts) == 2 else _joined(parts[1:])
        yield pair_of(parts[0], value, replace(whole, kind=BlockKind.KEY_VALUE))


def _joined(parts: Sequence[Part]) -> Part:
    """Cells side by side as one."""
    first, last = parts[0].box, parts[-1].box
    return Part(
        text=" ".join(part.text for part in parts),
        box=Box(first.left, first.top, last.left + last.width - first.left, first.height),
        words=tuple(place for part in parts for place in part.words),
    )


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
