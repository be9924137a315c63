"""The blocks as Markdown: headings by their level, lists, tables as GitHub's, footnotes, figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ocr_service.domain.page import Page
from ocr_service.domain.shapes.blocks import Block, BlockKind, Part, Table
from ocr_service.layout.blocks.marks import BULLETS
from ocr_service.renderings.text_marks import for_markdown, not_a_list

FILE_NAME = "document.md"
_FIGURE = "*[figure]*"
_BREAK = "  \n"
_BETWEEN = {BlockKind.LIST: "\n", BlockKind.KEY_VALUE: _BREAK}


def markdown(pages: Iterable[Page], filename: str) -> Iterator[str]:
    """``document.md``, page by page."""
    for place, page in enumerate(pages):
        yield "\n---\n\n" if place else ""
        yield from _spaced(page)


def _spaced(page: Page) -> Iterator[str]:
    """Blocks with empty lines between them, but none between lists that follow each other, nor between pairs."""
    before: BlockKind | None = None
    for block in page.blocks:
        text = markdown_of(block)
        if not text:
            continue
        if before:
            yield _BETWEEN.get(before, "\n\n") if before is block.kind else "\n\n"
        yield text
        before = block.kind
    if before:
        yield "\n\n"


def markdown_of(block: Block) -> str:
    """One block; nothing for a bullet that stands alone."""
    if block.table:
        return _table(block.table)
    if block.kind in (BlockKind.FIGURE, BlockKind.BARCODE):
        return _picture(block)
    if block.kind is BlockKind.LIST:
        return "\n".join(_entries(block.items))
    if block.kind in (BlockKind.TITLE, BlockKind.HEADING):
        return f"{'#' * block.level} {for_markdown(block.text.replace(chr(10), ' '))}"
    if block.text in BULLETS:
        return ""
    return _BREAK.join(not_a_list(for_markdown(line)) for line in block.text.split("\n"))


def _picture(block: Block) -> str:
    text = for_markdown(" ".join(block.text.split()))
    return f"*[{block.kind.value}: {text}]*" if text else _FIGURE


def _entries(items: Iterable[Part]) -> Iterator[str]:
    for item in items:
        mark = item.mark if item.mark[:1].isdigit() else "-"
        yield f"{mark} {for_markdown(item.text)}"


def _table(table: Table) -> str:
    """A table as GitHub's Markdown has it, which knows no spans: what a cell covers beyond its first place is empty."""
    rows = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row][cell.column] = for_markdown(cell.text).replace("\n", " ")
    head, *rest = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|" + " --- |" * table.columns, *rest])
