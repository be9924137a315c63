"""What the parts of a page are: headings, paragraphs, lists, tables with cells, key-value pairs.

``Page.blocks`` holds them in reading order. Boxes are in the page's units, confidences 0-100 as those of words, and
``words`` are places in ``Page.words`` (from 0) in the order in which they are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ocr_service.domain.shapes.box import Box


class BlockKind(StrEnum):
    """What a part of a page is to its reader."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    KEY_VALUE = "key_value"
    FIGURE = "figure"
    CAPTION = "caption"
    HEADER = "header"
    FOOTER = "footer"
    PAGE_NUMBER = "page_number"
    FOOTNOTE = "footnote"
    BARCODE = "barcode"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a block: an entry of a list, the key or the value of a pair. ``mark`` is an entry's bullet or number."""

    text: str
    box: Box
    words: tuple[int, ...] = ()
    mark: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values for the result."""
        return {"text": self.text, "mark": self.mark, "box": list(self.box), "words": list(self.words)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Part:
        """The part that ``to_json`` wrote."""
        return cls(text=data["text"], mark=data["mark"], box=Box(*data["box"]), words=tuple(data["words"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table. ``row`` and ``column`` are those of its upper left corner, from 0.

    ``box`` is where the cell lies, within its rules or its row and column, so an empty cell has one, too; lines of
    ``text`` are parted by a newline. ``confidence`` is 100 for an empty cell.
    """

    row: int
    column: int
    box: Box
    text: str = ""
    row_span: int = 1
    column_span: int = 1
    is_header: bool = False
    confidence: float = 100.0
    words: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values for the result."""
        return {
            "row": self.row,
            "column": self.column,
            "row_span": self.row_span,
            "column_span": self.column_span,
            "is_header": self.is_header,
            "text": self.text,
            "confidence": round(self.confidence, 2),
            "box": list(self.box),
            "words": list(self.words),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Cell:
        """The cell that ``to_json`` wrote."""
        return cls(**{**data, "box": Box(*data["box"]), "words": tuple(data["words"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Cells row by row, left to right; together they cover all ``rows`` x ``columns`` places, none twice."""

    rows: int
    columns: int
    cells: tuple[Cell, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values for the result."""
        return {
            "rows": self.rows,
            "columns": self.columns,
            "cells": [cell.to_json() for cell in self.cells],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Table:
        """The table that ``to_json`` wrote."""
        cells = tuple(Cell.from_json(cell) for cell in data["cells"])
        return cls(rows=data["rows"], columns=data["columns"], cells=cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One part of a page.

    ``level`` is 1-6 for a title (always 1) and headings, 0 otherwise. ``text`` is what is read, lines parted by a
    newline; of a table the cells of a row parted by tabs. ``items`` are the entries of a list, for a pair its key and
    its value; ``table`` is there for a table alone.
    """

    kind: BlockKind
    box: Box
    text: str = ""
    level: int = 0
    confidence: float = 100.0
    words: tuple[int, ...] = ()
    items: tuple[Part, ...] = ()
    table: Table | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values for the result."""
        return {
            "kind": self.kind.value,
            "level": self.level,
            "text": self.text,
            "confidence": round(self.confidence, 2),
            "box": list(self.box),
            "words": list(self.words),
            "items": [item.to_json() for item in self.items],
            "table": self.table.to_json() if self.table else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Block:
        """The block that ``to_json`` wrote."""
        table = data["table"]
        return cls(
            kind=BlockKind(data["kind"]),
            level=data["level"],
            text=data["text"],
            confidence=data["confidence"],
            box=Box(*data["box"]),
            words=tuple(data["words"]),
            items=tuple(Part.from_json(item) for item in data["items"]),
            table=Table.from_json(table) if table else None,
        )


def blocks_from_json(data: Sequence[Mapping[str, Any]]) -> tuple[Block, ...]:
    """All blocks of a page."""
    return tuple(Block.from_json(block) for block in data)
