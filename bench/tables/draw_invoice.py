"""Draw an invoice in a layout of its own, and tell the truth of its tables.

Beside the items with the lines and surcharges below them there is what else stands on invoices and falls into tables or out of
them: addresses, pairs of labels and values, headings between tables, taxes of a single row, sums, text along the edge, a foot.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from bench.tables.sheet import HEIGHT, WIDTH, Sheet

_FONTS = (("Helvetica", "Helvetica-Bold"), ("Times-Roman", "Times-Bold"), ("Courier", "Courier-Bold"))
_COLUMNS = {
    "Pos": (0.6, True),
    "Article": (1.4, False),
    "Description": (4.2, False),
    "Qty": (0.8, True),
    "Unit": (0.8, False),
    "VAT": (0.9, True),
    "Price": (1.2, True),
    "Amount": (1.4, True),
}
_GOODS = (
    "Desk lamp",
    "Steel shelf",
    "Paper, A4 white",
    "Chair with arms",
    "Cable 3 m",
    "Router",
    "Service fee",
    "Glass board",
)
_DETAILS = (
    "Serial no. {n}",
    "Colour: light grey",
    "Period 03/2024",
    "Order {n} of your shop",
    "Batch {n}, checked",
)
_SENDERS = (
    ("Marlow & Finch Ltd", "4 Quay Road", "Bristol BS1 4RB"),
    ("Tessera Supplies", "Hoog 12", "3011 AB Rotterdam"),
)
_BUYERS = (
    ("Ada Holm", "Mill Lane 4", "Corby NN17 1AA"),
    ("Novak Print", "Accounts", "Ring 8", "1010 Vienna"),
)


def draw_invoice(path: Path, seed: int) -> list[dict[str, Any]]:
    """Write the PDF of one page and return its tables."""
    dice = random.Random(f"invoice {seed}")
    fonts = dice.choice(_FONTS)
    size = dice.choice((8.0, 9.0, 10.0)) - 1.5 * (fonts[0] == "Courier")
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=1)
    sheet = Sheet(canvas, dice, fonts, size, dice.uniform(45, 65), dice.uniform(535, 552))
    _head(sheet)
    _items(sheet)
    parts = [_taxes, _sums]
    for part in parts if dice.random() < 0.6 else parts[1:]:
        sheet.feed(dice.uniform(2.5, 4.5))
        part(sheet)
    sheet.feed(3)
    _pairs(
        sheet,
        sheet.left,
        (("Bank", "Harbour Savings"), ("IBAN", "GB33 BUKB 2020 1555 5555 55"), ("Due", "30 days net")),
    )
    _edges(sheet)
    canvas.save()
    return sheet.tables


def _head(sheet: Sheet) -> None:
    dice = sheet.dice
    sheet.text(sheet.left, dice.choice(("INVOICE", "Invoice", "Rechnung")), bold=True)
    sheet.feed(2)
    start, middle = sheet.top, dice.uniform(300, 380)
    blocks = [dice.choice(_SENDERS), dice.choice(_BUYERS)]
    dice.shuffle(blocks)
    lowest = start
    for x, lines in zip((sheet.left, middle), blocks, strict=True):
        sheet.top = start
        for line in lines:
            sheet.text(x, line)
            sheet.feed()
        lowest = min(lowest, sheet.top)
    sheet.top = lowest
    sheet.feed(1.5)
    number = str(dice.randint(10_000, 99_999))
    facts = (
        ("Invoice no.", number),
        ("Date", "14.03.2024"),
        ("Customer", number[::-1]),
        ("Your order", f"PO {number[:3]}"),
    )
    _pairs(sheet, dice.choice((sheet.left, middle)), facts[: dice.randint(2, 4)])
    sheet.feed(dice.uniform(1.5, 3))


def _pairs(sheet: Sheet, x: float, facts: Sequence[tuple[str, str]]) -> None:
    is_apart = sheet.dice.random() < 0.5
    for label, value in facts:
        sheet.text(x, f"{label}:" if is_apart else f"{label}: {value}")
        if is_apart:
            sheet.text(x + 85, value)
        sheet.feed()


def _items(sheet: Sheet) -> None:
    dice = sheet.dice
    names = [
        "Description",
        *dice.sample(["Pos", "Article", "Qty", "Unit", "VAT", "Price"], dice.randint(2, 4)),
        "Amount",
    ]
    names = [name for name in _COLUMNS if name in names]
    edges = _edges_of(sheet, [_COLUMNS[name][0] for name in names])
    numbers = [_COLUMNS[name][1] for name in names]
    style = dice.choice(("bar", "shade", "line", "lines", "bare"))
    details, surcharges = dice.choice((0.0, 0.5, 1.0)), dice.choice((0.0, 0.3))
    has_rules, gap = dice.random() < 0.3, dice.choice((0.0, 0.3, 0.8))
    _headings(sheet, names, edges, numbers, style)
    rows = [names]
    for number in range(1, dice.randint(2, 6) + 1):
        sheet.feed(gap)
        lines = [
            line.format(n=dice.randint(100, 9_999)) for line in dice.sample(_DETAILS, dice.randint(1, 3))
        ]
        goods = dice.choice(_GOODS)
        rows.append(_item(sheet, names, str(number), goods, lines if dice.random() < details else []))
        _cells(sheet, rows[-1], edges, numbers)
        if dice.random() < surcharges:
            rows.append(_item(sheet, names, "", "Recycling charge", []))
            _cells(sheet, rows[-1], edges, numbers)
        if has_rules:
            sheet.feed(0.25)
            sheet.rule(sheet.left, sheet.right, sheet.size)
            sheet.feed(0.25)
    sheet.keep(rows)


def _edges_of(sheet: Sheet, shares: Sequence[float]) -> list[float]:
    edges = [sheet.left]
    for share in shares:
        edges.append(edges[-1] + share * (sheet.right - sheet.left) / sum(shares))
    return edges


def _headings(
    sheet: Sheet, names: Sequence[str], edges: Sequence[float], numbers: Sequence[bool], style: str
) -> None:
    canvas, size = sheet.canvas, sheet.size
    if style in ("bar", "shade"):
        canvas.setFillGray(0.25 if style == "bar" else 0.88)
        canvas.rect(
            sheet.left - 4, sheet.top - 0.5 * size, sheet.right - sheet.left + 8, 1.8 * size, stroke=0, fill=1
        )
        canvas.setFillGray(1 if style == "bar" else 0)
    if style == "lines":
        sheet.rule(sheet.left, sheet.right, 1.1 * size)
    for name, start, end, is_number in zip(names, edges, edges[1:], numbers, strict=False):
        sheet.text(end - 6 if is_number else start, name, bold=True, ends=is_number)
    canvas.setFillGray(0)
    if style in ("line", "lines"):
        sheet.rule(sheet.left, sheet.right, -0.5 * size)
    sheet.feed(1.5)


def _item(sheet: Sheet, names: Sequence[str], number: str, goods: str, lines: Sequence[str]) -> list[str]:
    dice = sheet.dice
    is_item = bool(number)
    values = {
        "Pos": number,
        "Article": f"{dice.choice('ABKT')}-{dice.randint(100, 999)}" if is_item else "",
        "Description": "\n".join((goods, *lines)),
        "Qty": str(dice.randint(1, 24)),
        "Unit": dice.choice(("pcs", "box")) if is_item else "",
        "VAT": f"{dice.choice((7, 19, 21))}%",
        "Price": f"{dice.uniform(1, 400):.2f}",
        "Amount": f"{dice.uniform(1, 4_000):,.2f}",
    }
    return [values[name] for name in names]


def _cells(sheet: Sheet, row: Sequence[str], edges: Sequence[float], numbers: Sequence[bool]) -> None:
    for place in range(max(text.count("\n") for text in row) + 1):
        for text, start, end, is_number in zip(row, edges, edges[1:], numbers, strict=False):
            lines = text.split("\n")
            if place < len(lines) and lines[place]:
                sheet.text(end - 6 if is_number else start, lines[place], small=place > 0, ends=is_number)
        sheet.feed()


def _title(sheet: Sheet, text: str) -> None:
    style = sheet.dice.choice(("colon", "bold", "none"))
    if style == "none":
        return
    sheet.text(sheet.left, f"{text}:" if style == "colon" else text, bold=True)
    if style == "colon":
        sheet.rule(sheet.left, sheet.left + stringWidth(f"{text}:", sheet.fonts[1], sheet.size), -1.5)
    sheet.feed(sheet.dice.uniform(1, 1.8))


def _taxes(sheet: Sheet) -> None:
    _title(sheet, "Tax summary")
    dice = sheet.dice
    rows = [["Kind", "Net amount", "Rate", "Tax"]]
    rows += [
        ["Sales tax (S)", f"{dice.uniform(10, 900):.2f}", f"{rate}%", f"{dice.uniform(1, 99):.2f}"]
        for rate in (7, 19)[: dice.randint(1, 2)]
    ]
    edges, numbers = _edges_of(sheet, (3, 2, 1, 2)), (False, True, True, True)
    for place, row in enumerate(rows):
        for text, start, end, is_number in zip(row, edges, edges[1:], numbers, strict=False):
            sheet.text(end - 6 if is_number else start, text, bold=not place, ends=is_number)
        sheet.feed()
    sheet.keep(rows)


def _sums(sheet: Sheet) -> None:
    _title(sheet, "Totals")
    dice = sheet.dice
    labels = [
        "Subtotal",
        *dice.sample(["Discounts", "Shipping", "Prepaid", "Rounding"], dice.randint(0, 2)),
        "Tax",
        "Total",
    ]
    rows = [[label, f"{dice.uniform(1, 4_000):,.2f}"] for label in labels]
    if dice.random() < 0.3:
        rows[len(rows) // 2][1] = ""
    x = dice.uniform(300, 380)
    for label, value in rows:
        sheet.text(x, label, bold=label == "Total")
        if value:
            sheet.text(sheet.right - 6, value, bold=label == "Total", ends=True)
        sheet.feed()
    sheet.keep(rows)


def _edges(sheet: Sheet) -> None:
    """What some print along the edge of their paper, and what all print at its foot."""
    canvas, dice = sheet.canvas, sheet.dice
    if dice.random() < 0.4:
        canvas.saveState()
        canvas.translate(26, dice.uniform(260, 330))
        canvas.rotate(90)
        canvas.setFont(sheet.fonts[0], 7)
        canvas.drawString(
            0,
            0,
            f"Form {dice.randint(100, 999)} printed by Marlow Software, version {dice.randint(1, 9)} of March 2024",
        )
        canvas.restoreState()
    sheet.top = 58
    for place, lines in enumerate(
        (
            ("Marlow & Finch Ltd", "Reg. 44 21 07"),
            ("Harbour Savings", "Sort 20-20-15"),
            ("VAT GB 421 7331", "Tel 0117 49 60"),
        )
    ):
        for row, line in enumerate(lines):
            canvas.setFont(sheet.fonts[0], 7)
            canvas.drawString(sheet.left + 170 * place, 58 - 9 * row, line)
