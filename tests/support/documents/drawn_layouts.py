"""Pages in the layouts that people meet, drawn anew for each seed, with their words in reading order."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from itertools import pairwise

from tests.support.documents.drawn_business_pages import BUSINESS_PAGES
from tests.support.documents.drawn_title_pages import TITLE_PAGES
from tests.support.documents.page_parts import (
    BOTTOM,
    LABELS,
    LEFT,
    NAMES,
    RIGHT,
    THINGS,
    TOP,
    TOWNS,
    address,
    amount,
    columns,
    in_columns,
    page_number,
    row,
    running_head,
)
from tests.support.documents.typesetting import Setter, Sheet


def draw_layout(kind: str, seed: int) -> Sheet:
    """A page of one of ``LAYOUTS``."""
    rng = random.Random(f"{kind} {seed}")
    setter = Setter(rng, size=rng.choice((8.5, 9.5, 10.0, 11.0)), family=rng.choice(("Times", "Helvetica")))
    LAYOUTS[kind](setter)
    return setter.sheet()


def _two_columns(page: Setter) -> None:
    running_head(page)
    in_columns(page, 2)
    page_number(page)


def _three_columns(page: Setter) -> None:
    page.size = min(page.size, 9.5)
    running_head(page)
    in_columns(page, 3)


def _around_a_middle(page: Setter, quote: list[str]) -> None:
    """Two columns that leave room for what stands between them; the quote is read after the columns."""
    top, bottom, half = page.rng.uniform(250, 330), page.rng.uniform(450, 540), page.rng.uniform(45, 70)
    pitch, gutter = page.rng.choice((1.2, 1.3)), page.rng.uniform(18, 26)
    (left, width), (second, _) = columns(2, gutter)
    middle = (LEFT + RIGHT) / 2
    for start, narrow_start in ((left, left), (second, middle + half + 10)):
        narrow = middle - half - 10 - left
        y = page.prose(start, width, TOP, top, pitch=pitch)
        y = page.prose(narrow_start, narrow, y, bottom, pitch=pitch)
        page.prose(start, width, max(y, bottom + 0.3 * page.size), BOTTOM, pitch=pitch)
    if quote:
        page.lines(quote, middle - half + 4, (top + bottom) / 2 - 20, size=page.size + 3, bold=True)
    else:
        page.canvas.setFillGray(0.8)
        page.canvas.rect(middle - half, page.height - bottom, 2 * half, bottom - top - 6, fill=1, stroke=0)
        page.canvas.setFillGray(0)


def _picture_between(page: Setter) -> None:
    _around_a_middle(page, [])


def _pull_quote(page: Setter) -> None:
    page.has_one_way = False
    _around_a_middle(page, ["Nobody could", "remember the", "seven bridges"])


def _title_across(page: Setter) -> None:
    size = page.rng.choice((16.0, 20.0, 26.0))
    y = page.lines(
        page.broken(page.words_of(9).title(), 430, size, bold=True), LEFT, 70, size=size, bold=True
    )
    page.line(f"{page.rng.choice(NAMES)}, {page.rng.choice(TOWNS)}", LEFT, y)
    y = page.prose(LEFT + 30, RIGHT - LEFT - 60, y + 30, y + 90)
    in_columns(page, 2, y + 25, 780)


def _footnotes(page: Setter) -> None:
    small = page.size - 2
    for left, width in columns(2, page.rng.uniform(16, 28)):
        page.prose(left, width, TOP, 660)
        y = 690.0
        for number in range(page.rng.randint(1, 3)):
            text = f"{number + 1} {page.sentence()}"
            y = page.lines(page.broken(text, width, small), left, y, 1.15, size=small)


def _sidebar(page: Setter) -> None:
    page.has_one_way = False
    edge = page.rng.uniform(370, 410)
    page.line(page.words_of(4), LEFT, 66, size=18, bold=True)
    page.prose(LEFT, edge - LEFT - 25, 95, BOTTOM, headings=0.25)
    page.line("In short", edge, 100, bold=True)
    page.prose(edge, RIGHT - edge, 118, page.rng.uniform(260, 420), justified=False, size=page.size - 1)


def _letter(page: Setter) -> None:
    page.lines(address(page), LEFT, 90)
    second = page.rng.uniform(350, 400)
    page.lines([*address(page), "Telephone 01865 4711"], second, 90)
    page.line("12 March 2021", LEFT, 200)
    page.line(page.words_of(5), LEFT, 230, bold=True)
    page.prose(LEFT, RIGHT - LEFT, 260, page.rng.uniform(380, 600), justified=False)
    page.lines(["Yours sincerely", "", page.rng.choice(NAMES)], LEFT, 650)


def _addresses(page: Setter) -> None:
    """Two or three side by side, as on orders and bills of lading; one may be a line longer than the others."""
    page.line(page.rng.choice(("Order", "Invoice", "Delivery note")), LEFT, 70, size=18, bold=True)
    has_heads, pitch = page.rng.random() < 0.5, page.rng.choice((1.2, 1.3, 1.5))
    places = page.rng.choice(((LEFT, 330.0), (LEFT, 300.0), (LEFT, 230.0, 400.0)))
    for head, left in zip(("Seller", "Buyer", "Delivered to"), places, strict=False):
        lines = [*([head] if has_heads else []), *address(page)]
        lines += page.rng.sample(
            ("England", "VAT GB 123 4567 89", "Telephone 01865 4711"), page.rng.randint(0, 2)
        )
        page.lines(lines, left, 120, pitch)
    y = page.prose(LEFT, RIGHT - LEFT, 250, 290, justified=False)
    page.line(page.words_of(5), LEFT, y + 20, bold=True)


def _form(page: Setter) -> None:
    page.line(f"Application for {page.words_of(2).lower()}", LEFT, 66, size=16, bold=True)
    y, pitch, middle = 110.0, page.rng.uniform(1.7, 2.6) * page.size, page.rng.uniform(150, 210)
    has_two, colon = page.rng.random() < 0.5, page.rng.choice(("", ":"))
    for _ in range(page.rng.randint(8, 16)):
        for left in (LEFT, 310.0)[: 2 if has_two else 1]:
            page.line(page.rng.choice(LABELS) + colon, left, y, bold=page.rng.random() < 0.2)
            page.line(page.rng.choice((page.words_of(1), "4711", "12.03.1990")), left + middle - 55, y)
        y += pitch
    page.prose(LEFT, RIGHT - LEFT, y + 15, y + 60)


def _invoice(page: Setter) -> None:
    page.line(page.rng.choice(NAMES), LEFT, 60, size=16, bold=True)
    page.lines(address(page), LEFT, 120)
    for number, (label, value) in enumerate(
        (("Invoice", "2021-4711"), ("Date", "12.03.2021"), ("Customer", "10022"))
    ):
        page.line(label, 370, 120 + 14 * number)
        page.line(value, 470, 120 + 14 * number)
    y, edges = 240.0, (LEFT, 90.0, 350.0, 430.0, RIGHT)
    row(page, ["No", "Description", "Quantity", "Price", "Amount"], edges, y, bold=True)
    pitch = page.rng.uniform(1.3, 2.2) * page.size
    for number in range(page.rng.randint(3, 10)):
        y += pitch
        thing, count = page.rng.choice(THINGS), str(page.rng.randint(1, 20))
        amounts = [amount(page), amount(page)]
        row(page, [str(number + 1), thing], edges[:2], y)
        has_second_line = page.rng.random() < 0.3
        if has_second_line:
            page.line(page.words_of(4), edges[1], y + 1.15 * page.size)
        for text, edge in zip((count, *amounts), edges[2:], strict=True):
            page.line(text, edge, y, to_right=True)
        y += 1.15 * page.size * has_second_line
    y += 2 * page.size
    for label in ("Net total", "Tax 20 %", "Gross total"):
        y += page.rng.choice((1.25, 1.25, 1.8)) * page.size
        page.line(label, 350, y, bold=label.startswith("Gross"))
        page.line(amount(page), RIGHT, y, to_right=True)
    page.prose(LEFT, RIGHT - LEFT, y + 40, y + 70, justified=False)


def _bilingual(page: Setter) -> None:
    page.line(page.words_of(3), LEFT, 60, size=15, bold=True)
    for left, width in columns(2, page.rng.uniform(18, 34)):
        page.prose(left, width, 95, page.rng.uniform(600, 760), justified=False, headings=0.3)


def _newspaper(page: Setter) -> None:
    page.size = 8.5
    y = 60.0
    for count in page.rng.sample((2, 3, 4), 2):
        size = page.rng.choice((15.0, 19.0))
        y = page.lines(page.broken(page.words_of(8), 480, size, bold=True), LEFT, y, size=size, bold=True)
        bottom = y + page.rng.uniform(220, 290)
        in_columns(page, count, y + 4, bottom, headings=0.1)
        page.canvas.line(LEFT, page.height - bottom - 14, RIGHT, page.height - bottom - 14)
        y = bottom + 40


def _slide(page: Setter) -> None:
    page.line(page.words_of(4), LEFT, 110, size=24, bold=True)
    page.size = 13
    for left, width in columns(page.rng.choice((1, 2)), 30):
        y = 170.0
        for _ in range(page.rng.randint(3, 6)):
            y = page.cell(f"• {page.words_of(page.rng.randint(3, 9))}", left, width, y) + 8


def _receipt(page: Setter) -> None:
    page.lines(address(page), 200, 70)
    y = 130.0
    for _ in range(page.rng.randint(5, 14)):
        page.line(page.rng.choice(THINGS), 190, y)
        page.line(amount(page), 380, y, to_right=True)
        y += 1.3 * page.size
    for label in ("Total", "Cash", "Change"):
        y += 1.4 * page.size
        page.line(label, 190, y)
        page.line(amount(page), 380, y, to_right=True)


def _list_with_leaders(page: Setter) -> None:
    page.line(page.words_of(2), LEFT, 66, size=16, bold=True)
    y, right, has_dots = (
        page.prose(LEFT, 400, 95, 120) + 12,
        page.rng.uniform(380, RIGHT),
        page.rng.random() < 0.6,
    )
    for _ in range(page.rng.randint(10, 26)):
        entry, value = (
            page.words_of(page.rng.randint(1, 4)),
            page.rng.choice((str(page.rng.randint(1, 300)), "garden.example.org", page.rng.choice(TOWNS))),
        )
        page.line(entry, LEFT, y)
        if has_dots:
            page.leader(page.words[-1].box[2] + 3, right - 7 * len(value), y)
        page.line(value, right, y, to_right=True)
        y += page.rng.choice((1.35, 1.35, 1.6)) * page.size
        if page.rng.random() < 0.08:
            page.line(page.words_of(1), LEFT, y + 8, bold=True)
            y += 8 + 1.5 * page.size


def _table_of_texts(page: Setter) -> None:
    page.size = min(page.size, 9.5)
    page.line(page.words_of(4), LEFT, 66, size=15, bold=True)
    cuts = sorted(page.rng.sample((120.0, 200.0, 290.0, 370.0, 450.0), page.rng.randint(2, 3)))
    edges, y, is_ruled = [LEFT, *cuts, RIGHT + 8], 100.0, page.rng.random() < 0.6
    while y < 640:
        ends = []
        for left, right in pairwise(edges):
            is_short = page.rng.random() < 0.4
            text = (
                page.rng.choice((str(page.rng.randint(2019, 2024)), page.words_of(1)))
                if is_short
                else page.words_of(page.rng.randint(3, 12))
            )
            ends.append(page.cell(text, left, right - left - 10, y))
        if is_ruled:
            page.canvas.line(LEFT, page.height - max(ends) + 4, RIGHT, page.height - max(ends) + 4)
        y = max(ends) + page.rng.uniform(6, 12)


def _table_of_numbers(page: Setter) -> None:
    page.line(page.words_of(4), LEFT, 66, size=15, bold=True)
    count, y, pitch = page.rng.randint(3, 7), 110.0, page.rng.uniform(1.2, 2.2) * page.size
    edges = [190 + (RIGHT - 190) * (place + 1) / count for place in range(count)]
    for place, edge in enumerate(edges):
        page.line(page.rng.choice((page.words_of(1), str(2015 + place))), edge, y, bold=True, to_right=True)
    for _ in range(page.rng.randint(8, 22)):
        y += pitch
        page.line(page.words_of(page.rng.randint(1, 3)), LEFT, y)
        for edge in edges:
            if page.rng.random() < 0.93:
                page.line(
                    page.rng.choice((amount(page), f"{page.rng.randint(1, 99)} %", "-")),
                    edge,
                    y,
                    to_right=True,
                )
    page.prose(LEFT, RIGHT - LEFT, y + 30, y + 70)


LAYOUTS: Mapping[str, Callable[[Setter], None]] = {
    "two columns": _two_columns,
    "three columns": _three_columns,
    "picture between": _picture_between,
    "pull quote": _pull_quote,
    "title across": _title_across,
    "footnotes": _footnotes,
    "sidebar": _sidebar,
    "letter": _letter,
    "addresses": _addresses,
    "form": _form,
    "invoice": _invoice,
    "bilingual": _bilingual,
    "newspaper": _newspaper,
    "slide": _slide,
    "receipt": _receipt,
    "list with leaders": _list_with_leaders,
    "table of texts": _table_of_texts,
    "table of numbers": _table_of_numbers,
    **TITLE_PAGES,
    **BUSINESS_PAGES,
}
