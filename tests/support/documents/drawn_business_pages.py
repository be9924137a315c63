"""Invoices, statements, price lists and forms in other styles than the plain ones of ``drawn_layouts``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from tests.support.documents.page_parts import (
    LABELS,
    LEFT,
    NAMES,
    PEOPLE,
    RIGHT,
    STREETS,
    THINGS,
    TOWNS,
    address,
    amount,
    columns,
)
from tests.support.documents.typesetting import Setter

_FOOT = (
    "Oxford Bank",
    "IBAN GB29 NWBK 6016 1331",
    "Registered 4711",
    "VAT GB 123 4567 89",
    "Telephone 01865 4711",
)
_VALUES = ("2021-4711", "12.03.2021", "10022", "Anna Miller", "30 days", "DE 123456789")


def _invoice_with_foot(page: Setter) -> None:
    """Sender's line, address, a block of facts beside it, entries of several lines, and columns of small print below all."""
    page.line(f"{page.rng.choice(NAMES)} · {page.rng.choice(STREETS)}", LEFT, 100, size=7)
    page.lines([*address(page), "England"][: page.rng.randint(3, 4)], LEFT, 118)
    _facts(page, page.rng.uniform(330, 380), page.rng.choice((90.0, 118.0, 118.0, 190.0)))
    page.line(f"{page.rng.choice(('Invoice', 'Order', 'Offer'))} 2021-4711", LEFT, 265, size=13, bold=True)
    y = page.prose(LEFT, RIGHT - LEFT, 290, 300, justified=False)
    y = _entries(page, y + 14)
    page.prose(LEFT, RIGHT - LEFT, y + 24, y + 44, justified=False)
    _foot(page)


def _facts(page: Setter, left: float, y: float) -> None:
    """Labels with their values, on one line each or below each other."""
    middle, is_right = left + page.rng.uniform(70, 95), page.rng.random() < 0.3
    for label in page.rng.sample(LABELS, page.rng.randint(2, 6)):
        page.line(label + page.rng.choice(("", ":")), left, y)
        value = page.rng.choice(_VALUES)
        page.line(value, RIGHT if is_right else middle, y, to_right=is_right)
        y += page.rng.choice((1.2, 1.2, 1.4)) * page.size


def _entries(page: Setter, y: float) -> float:
    """Number, what it is (some with further lines), how many, prices; then the sums."""
    edges = (LEFT, LEFT + 28, *((330.0, 400.0, 470.0, RIGHT) if page.rng.random() < 0.5 else (400.0, RIGHT)))
    heads = ["No.", "Description", "Quantity", "Unit", "Price", "Amount"]
    heads = heads if len(edges) == len(heads) else ["No.", "Description", "Price", "Amount"]
    for place, (head, edge) in enumerate(zip(heads, edges, strict=True)):
        page.line(head, edge, y, bold=True, to_right=place > 1)
    pitch = page.rng.uniform(1.25, 2.2) * page.size
    for number in range(page.rng.randint(2, 7)):
        y += pitch
        page.line(str(number + 1), LEFT, y)
        end = page.lines([page.rng.choice(THINGS), *_further(page)], edges[1], y, 1.15)
        for edge in edges[2:]:
            page.line(page.rng.choice((amount(page), str(page.rng.randint(1, 40)))), edge, y, to_right=True)
        y = end - 1.15 * page.size
    y += page.rng.uniform(1.5, 3) * page.size
    left = page.rng.choice((LEFT, edges[1], 330.0))
    for label in ("Net total", "Tax 20 % of 412.00", "Gross total")[page.rng.randint(0, 1) :]:
        page.line(label, left, y, bold=page.rng.random() < 0.4)
        page.line(amount(page), RIGHT, y, to_right=True)
        y += page.rng.choice((1.25, 1.7)) * page.size
    return y


def _further(page: Setter) -> list[str]:
    """No, one or two lines more about a thing."""
    count = page.rng.choice((0, 0, 1, 2))
    return [page.words_of(page.rng.randint(2, 6)) for _ in range(count)]


def _foot(page: Setter) -> None:
    """Small print in two to four columns, each read downwards."""
    lines = page.rng.randint(3, 4)
    for left, _ in columns(page.rng.choice((2, 3, 4)), 12):
        texts = [
            page.rng.choice((*_FOOT, *NAMES, *TOWNS)) for _ in range(page.rng.choice((lines, lines - 1)))
        ]
        page.lines([text[:20].strip() for text in texts], left, 785, 1.2, size=6.5)


def _statement(page: Setter) -> None:
    """A day, what was bought over one to three lines, what was paid in or out, and what is left."""
    page.lines(address(page), LEFT, 80)
    _facts(page, 360, 80)
    y = 190.0
    for head, edge in (("Date", LEFT), ("Details", LEFT + 70)):
        page.line(head, edge, y, bold=True)
    for head, edge in (("Paid out", 400.0), ("Paid in", 470.0), ("Balance", RIGHT)):
        page.line(head, edge, y, bold=True, to_right=True)
    while y < page.rng.uniform(560, 720):
        y += page.rng.choice((1.3, 1.5, 1.9)) * page.size
        page.line(f"{page.rng.randint(1, 28)} May", LEFT, y)
        end = page.lines([page.words_of(2), *_further(page)], LEFT + 70, y, 1.15)
        page.line(amount(page), page.rng.choice((400.0, 470.0)), y, to_right=True)
        if page.rng.random() < 0.8:
            page.line(amount(page), RIGHT, y, to_right=True)
        y = end - 1.15 * page.size


def _grouped_table(page: Setter) -> None:
    """Heads of two lines, headings of groups within, labels that run over two lines, and notes below."""
    page.line(page.words_of(5), LEFT, 66, bold=True)
    count, y = page.rng.randint(2, 5), 100.0
    first = page.rng.uniform(170, 240)
    edges = [first + (RIGHT - first) * (place + 1) / count for place in range(count)]
    for edge in edges:
        for number, text in enumerate((page.words_of(1), page.rng.choice(("(%)", "2019", "per year")))):
            page.line(text, edge, y + 1.15 * number * page.size, bold=True, to_right=True)
    y, pitch = y + 1.2 * page.size, page.rng.uniform(1.25, 1.9) * page.size
    for _ in range(page.rng.randint(3, 6)):
        y += pitch
        page.line(page.words_of(page.rng.randint(1, 4)), LEFT, y, bold=True)
        for _ in range(page.rng.randint(1, 5)):
            y += pitch
            y = _labelled(page, edges, first, y)
    page.prose(LEFT, RIGHT - LEFT, y + 24, y + 50, size=page.size - 1.5)


def _labelled(page: Setter, edges: list[float], first: float, y: float) -> float:
    """A label over one or two lines with its values on the last of them."""
    texts = page.broken(page.words_of(page.rng.choice((1, 2, 3, 8))), first - LEFT - 12)
    y = page.lines(texts, LEFT + 10, y, 1.15) - 1.15 * page.size
    for edge in edges:
        page.line(
            page.rng.choice((amount(page), f"{page.rng.randint(1, 99)} %", "–")), edge, y, to_right=True
        )
    return y


def _centred_cells(page: Setter) -> None:
    """Cells of one to four lines, each in the middle of its row's height."""
    page.size = min(page.size, 9.5)
    page.line(page.words_of(3), LEFT, 66, size=15, bold=True)
    edges = [LEFT, *page.rng.choice(((190.0,), (150.0, 330.0), (140.0, 260.0, 420.0))), RIGHT]
    y, white, is_ruled = 100.0, page.rng.uniform(0.5, 1.4) * page.size, page.rng.random() < 0.6
    while y < page.rng.uniform(480, 680):
        cells = [
            page.broken(
                page.words_of(page.rng.randint(1, 3) if not place else page.rng.randint(1, 16)),
                right - left - 12,
            )
            for place, (left, right) in enumerate(pairwise(edges))
        ]
        height = 1.15 * page.size * max(map(len, cells))
        for left, texts in zip(edges, cells, strict=False):
            page.lines(texts, left, y + (height - 1.15 * page.size * len(texts)) / 2, 1.15, bold=left == LEFT)
        y += height + white
        if is_ruled:
            at = page.height - y + page.size + white / 2
            page.canvas.line(LEFT, at, RIGHT, at)


def _menu(page: Setter) -> None:
    """Two columns, each with entries and their prices."""
    page.centred([page.words_of(2)], 297, 70, size=22, bold=True)
    for left, width in columns(2, page.rng.uniform(30, 50)):
        y = 120.0
        while y < page.rng.uniform(560, 700):
            page.line(page.words_of(1), left, y, size=page.size + 3, bold=True)
            y += 2 * page.size
            for _ in range(page.rng.randint(2, 6)):
                page.line(page.words_of(page.rng.randint(1, 3)), left, y)
                page.line(amount(page), left + width, y, to_right=True)
                if page.rng.random() < 0.3:
                    y = page.lines(
                        page.broken(page.words_of(6), width - 60, page.size - 1),
                        left,
                        y + 1.15 * page.size,
                        1.15,
                        size=page.size - 1,
                    )
                    y -= 1.15 * page.size
                y += page.rng.choice((1.4, 1.7)) * page.size
            y += page.size


def _boxed_form(page: Setter) -> None:
    """Rows of boxes with a small label above what was written into each."""
    page.has_one_way = False
    page.line(f"Application for {page.words_of(2).lower()}", LEFT, 66, size=15, bold=True)
    y = page.prose(LEFT, RIGHT - LEFT, 92, 110, justified=False) + 20
    for _ in range(page.rng.randint(6, 12)):
        for left, width in columns(page.rng.choice((1, 2, 2, 3)), 8):
            page.line(page.rng.choice(LABELS), left + 3, y, size=page.size - 2.5)
            if page.rng.random() < 0.8:
                page.line(page.rng.choice((*_VALUES, *PEOPLE, *TOWNS)), left + 3, y + 1.25 * page.size)
            page.canvas.rect(left, page.height - y - 1.7 * page.size, width, 2.6 * page.size)
        y += 2.6 * page.size


BUSINESS_PAGES: Mapping[str, Callable[[Setter], None]] = {
    "invoice with foot": _invoice_with_foot,
    "statement": _statement,
    "grouped table": _grouped_table,
    "centred cells": _centred_cells,
    "menu": _menu,
    "boxed form": _boxed_form,
}
