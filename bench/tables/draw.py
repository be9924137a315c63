"""Draw a style as a PDF of one page with prose around its tables, and tell the truth of every cell."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from bench.tables.contents import Content, Grid
from bench.tables.styles import Style

_WIDTH, _HEIGHT, _LEFT = 595.0, 842.0, 57.0
_FONTS = (("Helvetica", "Helvetica-Bold"), ("Times-Roman", "Times-Bold"))
_PROSE = (
    "The figures were taken at the end of each quarter and checked twice before they were sent to the board. "
    "Where a site had been closed for repairs the value of the quarter before it was used, which changes the sum "
    "by less than one in a hundred. Nobody who read the earlier report should be surprised by what follows here. "
    "We thank all who helped, and ask that errors be told to the office within ten days of receiving this letter. "
)


@dataclass(frozen=True, kw_only=True)
class _Placed:
    row: int
    column: int
    rows: int
    columns: int
    text: str


def draw(style: Style, path: Path, seed: int) -> list[dict[str, Any]]:
    """Write the PDF and return its tables: ``{rows, columns, cells: [{row, column, row_span, column_span, text}]}``."""
    dice = random.Random(f"{style.name}/{seed}")
    size = (_HEIGHT, _WIDTH) if style.page_turn else (_WIDTH, _HEIGHT)
    canvas = Canvas(str(path), pagesize=size, invariant=1)
    if style.page_turn:
        canvas.setPageRotation(style.page_turn)
        canvas.translate(size[0], 0)
        canvas.rotate(90)
    fonts = _FONTS[dice.randrange(2)]
    top = _prose(canvas, fonts[0], _HEIGHT - 70, 2, _LEFT, 480)
    truth = []
    for _ in range(style.tables):
        kind = {"notes": True} if style.notes else {}
        grid = style.make(dice, style.count, **kind)
        left = _LEFT + (480 - style.width) * (0 if style.beside or style.tables > 1 else dice.random())
        bottom = _table(canvas, style, grid, fonts, left, top - 18)
        truth.append(_truth(grid))
        if style.beside:
            _prose(canvas, fonts[0], top - 22, 4, left + style.width + 25, 480 - style.width - 25)
            bottom = min(bottom, top - 200)
        top = _prose(canvas, fonts[0], bottom - 22, 2, _LEFT, 480)
    canvas.save()
    return truth


def draw_prose(path: Path, seed: int) -> None:
    """A page without a table: a letter with two addresses, or prose in one column or two."""
    dice = random.Random(seed)
    canvas = Canvas(str(path), pagesize=(_WIDTH, _HEIGHT), invariant=1)
    font = _FONTS[dice.randrange(2)][0]
    canvas.setFont(font, 10)
    kind = seed % 3
    top = _HEIGHT - 70
    if kind == 0:
        for left, lines in (
            (_LEFT, ("Ada Holm", "Mill Lane 4", "Corby NN17 1AA")),
            (380, ("Northern Tools Ltd", "Harbour Street 12", "Elgin IV30 1EE", "Telephone 01343 55 01 22")),
        ):
            for place, line in enumerate(lines):
                canvas.drawString(left, top - 14 * place, line)
        top = _prose(canvas, font, top - 90, 6, _LEFT, 480)
    elif kind == 1:
        for left in (_LEFT, _LEFT + 250):
            _prose(canvas, font, top, 7, left, 225)
    else:
        for place in range(4):
            canvas.setFont(font, 13)
            canvas.drawString(_LEFT, top, f"{place + 1} Of the figures")
            top = _prose(canvas, font, top - 18, 3, _LEFT, 480) - 16
    canvas.save()


def _prose(canvas: Canvas, font: str, top: float, times: int, left: float, width: float) -> float:
    canvas.setFont(font, 10)
    line = ""
    for word in (_PROSE * times).split():
        if stringWidth(f"{line} {word}", font, 10) > width:
            canvas.drawString(left, top, line.strip())
            top, line = top - 13, ""
        line += f" {word}"
    canvas.drawString(left, top, line.strip())
    return top - 13


def _placed(grid: Grid) -> Iterator[_Placed]:
    for row, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            if cell is None:
                continue
            text, rows, columns = cell if isinstance(cell, tuple) else (cell, 1, 1)
            yield _Placed(row=row, column=column, rows=rows, columns=columns, text=text)


def _truth(grid: Grid) -> dict[str, Any]:
    cells = [
        {
            "row": cell.row,
            "column": cell.column,
            "row_span": cell.rows,
            "column_span": cell.columns,
            "text": cell.text,
            "is_header": cell.row < grid.heads,
        }
        for cell in _placed(grid)
    ]
    return {"rows": len(grid.rows), "columns": len(grid.rows[0]), "cells": cells}


def _lines(cell: Content) -> int:
    text = cell[0] if isinstance(cell, tuple) else cell or ""
    return text.count("\n") + 1


def _table(
    canvas: Canvas, style: Style, grid: Grid, fonts: tuple[str, str], left: float, top: float
) -> float:
    scale = style.width / sum(grid.widths)
    edges = [left]
    for width in grid.widths:
        edges.append(edges[-1] + width * scale)
    leading = style.size * 1.2
    levels = [top]
    for place, row in enumerate(grid.rows):
        is_turned = style.turned_head and place == 0
        height = 30 if is_turned else leading * max(map(_lines, row)) + 2 * style.padding
        levels.append(levels[-1] - height - (style.gap if place >= grid.heads else 0))
    _fills(canvas, style, grid, edges, levels)
    for cell in _placed(grid):
        _text(canvas, style, grid, cell, fonts, edges, levels)
    _rules(canvas, style, grid, edges, levels)
    return levels[-1]


def _fills(canvas: Canvas, style: Style, grid: Grid, edges: list[float], levels: list[float]) -> None:
    canvas.setFillGray(0.9)
    for row in range(len(grid.rows)):
        is_head = row < grid.heads
        if "headcells" in style.rules and is_head:
            for start, end in pairwise(edges):
                canvas.rect(
                    start, levels[row + 1], end - start - 1.5, levels[row] - levels[row + 1], stroke=0, fill=1
                )
        if ("headfill" in style.rules and is_head) or (
            "zebra" in style.rules and not is_head and row % 2 == 0
        ):
            canvas.rect(
                edges[0],
                levels[row + 1],
                edges[-1] - edges[0],
                levels[row] - levels[row + 1],
                stroke=0,
                fill=1,
            )
    canvas.setFillGray(0)


def _text(
    canvas: Canvas,
    style: Style,
    grid: Grid,
    cell: _Placed,
    fonts: tuple[str, str],
    edges: list[float],
    levels: list[float],
) -> None:
    left, right = edges[cell.column] + style.padding, edges[cell.column + cell.columns] - style.padding
    lines = cell.text.split("\n")
    leading = style.size * 1.2
    upper, lower = levels[cell.row], levels[cell.row + cell.rows]
    is_head = cell.row < grid.heads
    font = fonts[1] if is_head else fonts[0]
    canvas.setFont(font, style.size)
    if style.turned_head and cell.row == 0:
        canvas.saveState()
        canvas.translate((left + right) / 2 + style.size / 3, lower + 3)
        canvas.rotate(90)
        canvas.drawString(0, 0, cell.text)
        canvas.restoreState()
        return
    y = upper - style.padding - style.size * 0.85 if cell.rows == 1 else (upper + lower) / 2 - style.size / 3
    for line in lines:
        if (cell.columns > 1 and is_head) or style.centred:
            canvas.drawCentredString((left + right) / 2, y, line)
        elif cell.column in grid.numbers and cell.columns == 1:
            canvas.drawRightString(right, y, line)
        else:
            canvas.drawString(left, y, line)
        y -= leading


def _rules(canvas: Canvas, style: Style, grid: Grid, edges: list[float], levels: list[float]) -> None:
    canvas.setLineWidth(style.line)
    last = len(levels) - 1
    if "grid" in style.rules:
        for cell in _placed(grid):
            upper, lower = levels[cell.row], levels[cell.row + cell.rows]
            left, right = edges[cell.column], edges[cell.column + cell.columns]
            canvas.rect(left, lower, right - left, upper - lower, stroke=1, fill=0)
        return
    wanted: set[int] = set()
    if "rows" in style.rules:
        wanted |= set(range(1, last + 1))
    if "head" in style.rules:
        wanted.add(grid.heads)
    if "ends" in style.rules or "frame" in style.rules:
        wanted |= {0, last}
    for level in sorted(wanted):
        canvas.line(edges[0], levels[level], edges[-1], levels[level])
    if "frame" in style.rules:
        for edge in (edges[0], edges[-1]):
            canvas.line(edge, levels[0], edge, levels[-1])
    end = -1 if "columns" in style.rules else grid.heads
    if "columns" in style.rules or "headcolumns" in style.rules:
        for edge in edges[1:-1]:
            canvas.line(edge, levels[0], edge, levels[end])


def bare(style: Style) -> Style:
    """The style without its rules: what is left is borderless."""
    return replace(style, rules=("none",))
