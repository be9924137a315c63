"""A page of paper on which a bench writes line by line."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0
"""In points."""


@dataclass(slots=True)
class Sheet:
    """A page on which lines of text follow each other downwards, and the tables that were drawn on it."""

    canvas: Canvas
    dice: random.Random
    fonts: tuple[str, str]
    size: float
    left: float
    right: float
    top: float = HEIGHT - 55
    tables: list[dict[str, Any]] = field(default_factory=list)

    def text(
        self, x: float, text: str, *, bold: bool = False, small: bool = False, ends: bool = False
    ) -> None:
        """Put text on the current line; with ``ends`` it ends at ``x``."""
        self.canvas.setFont(self.fonts[bold], self.size - 1.5 * small)
        (self.canvas.drawRightString if ends else self.canvas.drawString)(x, self.top, text)

    def feed(self, lines: float = 1.0) -> None:
        """Go down."""
        self.top -= lines * 1.25 * self.size

    def rule(self, left: float, right: float, offset: float) -> None:
        """Draw a line ``offset`` above the current line's foot."""
        self.canvas.line(left, self.top + offset, right, self.top + offset)

    def keep(self, rows: Sequence[Sequence[str]]) -> None:
        """Remember a table; an empty text is an empty cell."""
        cells = [
            {"row": r, "column": c, "row_span": 1, "column_span": 1, "text": text}
            for r, row in enumerate(rows)
            for c, text in enumerate(row)
        ]
        self.tables.append({"rows": len(rows), "columns": len(rows[0]), "cells": cells})
