"""What the typed parts of a page look like in JSON: headings, paragraphs, lists, tables with cells."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from ocr_service.api.openapi.fact_schemas import Box
from ocr_service.domain.shapes.blocks import BlockKind

Percent = Annotated[float, Field(ge=0, le=100)]
Count = Annotated[int, Field(ge=1)]
Place = Annotated[int, Field(ge=0)]
Places = Annotated[
    list[Place], Field(description="its words, by their places in `words` of the page, from 0")
]


class Item(BaseModel):
    """An entry of a list; of a pair its key, then its value."""

    text: str
    mark: str = Field(description="an entry's bullet or number", examples=["•"])
    box: Box
    words: Places


class Cell(BaseModel):
    """A cell of a table; the places that it spans have no cell of their own."""

    row: Place
    column: Place
    row_span: Count
    column_span: Count
    is_header: bool
    text: str = Field(description="lines are parted by a newline")
    confidence: Percent
    box: Box
    words: Places


class Table(BaseModel):
    """Cells row by row, left to right, which together cover all places."""

    rows: Count
    columns: Count
    cells: list[Cell]


class Block(BaseModel):
    """A part of a page."""

    kind: BlockKind
    level: Annotated[int, Field(ge=0, le=6, description="of a title or heading, 1 the highest; else 0")]
    text: str = Field(description="lines are parted by a newline, a table's cells by tabs")
    confidence: Percent
    box: Box
    words: Places
    items: list[Item] = Field(description="of a list or a pair; else empty")
    table: Table | None = Field(description="null unless it is one")
