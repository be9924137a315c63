"""Invent receipts as tills of many countries print them, with known facts, and misread them as an engine does.

Names are made of syllables, never taken from a document. ``bench/training/fit_weights.py`` lets rankings learn from them what sixty
real receipts show too rarely: names in several rows, trade names above them, sums that do not fit.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from bench.documents.invented_words import COUNTRIES, Country, address_rows, made_name, number
from ocr_service.domain.page import Page, PageSource, Word
from ocr_service.layout.plain_text import page_from_text

CENT = Decimal("0.01")
WIDTH = 42
_ALIKE = {
    "0": "OD8", "1": "I7l", "2": "Z7", "3": "8", "4": "A", "5": "S6", "6": "8G5", "7": "1", "8": "B36", "9": "0",
    "A": "4R", "B": "8R", "C": "G", "D": "O0", "E": "F", "G": "6C", "I": "1TL", "J": "I", "L": "I", "M": "HN", "N": "HW",
    "O": "0Q", "P": "F", "Q": "O", "R": "K", "S": "5$", "T": "I", "U": "O", "V": "U", "W": "H", "Z": "2", ".": ",", ",": ".",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class InventedReceipt:
    """A page and its facts by the names of a label: company, date (ISO), address, total."""

    page: Page
    fields: Mapping[str, str]


def invented_receipt(seed: int, *, is_misread: bool = False) -> InventedReceipt:
    """The receipt of a seed; misread, its words have other letters here and there, and less confidence."""
    r = random.Random(f"receipt {seed}")
    country = r.choices(COUNTRIES, [one.weight for one in COUNTRIES])[0]
    head, company, address = _head(r, country)
    day = date(2010, 1, 1) + timedelta(days=r.randrange(5800))
    sums, total = _sums(r, country)
    rows = [*head, *_when(r, country, day), *sums, *_foot(r)]
    text = "\n".join(row.center(WIDTH).rstrip() if r.random() < 0.3 else row for row in rows)
    page = page_from_text(text)
    fields = {"company": company, "date": day.isoformat(), "address": address, "total": f"{total:.2f}"}
    return InventedReceipt(misread(page, r) if is_misread else page, fields)


def _head(r: random.Random, country: Country) -> tuple[list[str], str, str]:
    company, rows = _company(r, country)
    address = address_rows(r, country)
    marks = [row(r) for row in country.marks]
    above = r.choice(
        ([], [], [], ["TAX INVOICE"], ["WELCOME TO"], [_scrawl(r)], ["CASH RECEIPT"], ["** COPY **"])
    )
    after_name = [one for one in marks if r.random() < 0.4]
    below = [one for one in marks if one not in after_name and r.random() < 0.7]
    branch = [f"({made_name(r, 1)} BRANCH)"] if r.random() < 0.12 else []
    phone = r.choice(([], [country.phone(r)], [country.phone(r), "FAX: " + country.phone(r)[-9:]]))
    heading = r.choice(([], ["TAX INVOICE"], ["RECEIPT"], ["INVOICE"], [f"BILL NO: {number(r, 6)}"]))
    rows = [*above, *rows, *after_name, *branch, *address, *phone, *below, *heading]
    return rows, company, " ".join(address)


def _company(r: random.Random, country: Country) -> tuple[str, list[str]]:
    """The name that counts, and the rows it stands in, with a trade name above it at times."""
    trade, form = r.choice(country.trades), r.choice(country.forms)
    core = made_name(r, r.choice((1, 1, 2)))
    kind = r.random()
    if kind < 0.5:
        name = f"{core} {trade} {form}" if r.random() < 0.7 else f"{core} {form}"
    elif kind < 0.6:
        name = f"{core} {trade} & {r.choice(country.trades)} {form}"
    elif kind < 0.66:
        end = r.choice((trade, "ENTERPRISE", f"{trade} ENTERPRISE"))
        name = f"{core} {end} ({r.choice(('M', made_name(r, 1), made_name(r, 2)))}) {form}"
    elif kind < 0.9:
        name = f"{core} {trade}" if r.random() < 0.75 else f"{trade} {core}"
    else:
        name = f"{core} {trade} & {r.choice(country.trades)}"
    rows = _broken(r, name.split())
    if r.random() < 0.22 and kind < 0.66:
        short = r.choice((core, f"{core} {trade}", made_name(r, 1), f"{trade} {made_name(r, 1)}"))
        rows = [short, *(["OWNED BY"] if r.random() < 0.1 else []), *rows]
    return name, rows


def _broken(r: random.Random, words: list[str]) -> list[str]:
    """The words in one to three rows: long names are broken, short ones seldom."""
    length = sum(map(len, words)) + len(words)
    if len(words) < 2 or r.random() > (0.65 if length > 30 else 0.16 if length > 20 else 0.05):
        return [" ".join(words)]
    at = r.randrange(1, len(words))
    rest = words[at:]
    return [" ".join(words[:at]), *(_broken(r, rest) if len(rest) > 3 and length > 38 else [" ".join(rest)])]


def _scrawl(r: random.Random) -> str:
    """What an engine makes of a logo."""
    return " ".join("".join(r.choices("aeiltmrvFEKS~.", k=r.randint(1, 4))) for _ in range(r.randint(1, 3)))


def _when(r: random.Random, country: Country, day: date) -> list[str]:
    written = day.strftime(r.choice(country.dates))
    clock = f"{r.randint(8, 21):02}:{r.randrange(60):02}" + r.choice(("", f":{r.randrange(60):02}"))
    label = r.choice(country.date_labels)
    rows = r.choice(
        ([f"{label}: {written}  {clock}"], [f"{label} {written}", f"TIME {clock}"], [f"{written} {clock}"])
    )
    number_row = f"{r.choice(('NO', 'RECEIPT NO', 'BILL', 'DOC NO'))}: {r.choice(('', 'CS', 'A'))}{number(r, r.randint(4, 8))}"
    rows = [number_row, *rows] if r.random() < 0.5 else [*rows, number_row]
    return [*rows, f"CASHIER: {made_name(r, 1)}"] if r.random() < 0.5 else rows


@dataclass(frozen=True, slots=True)
class _Sale:
    """What was bought, and what it comes to: ``total`` is ``gross`` after rounding."""

    country: Country
    sign: str
    prices: tuple[Decimal, ...]
    rate: Decimal
    is_tax_added: bool
    net: Decimal
    tax: Decimal
    gross: Decimal
    total: Decimal

    def row(self, label: str, value: Decimal) -> str:
        """A label and an amount at the right edge."""
        text = f"{self.sign}{abs(value):.2f}" if value >= 0 else f"-{abs(value):.2f}"
        text = text.replace(".", ",") if self.country.has_comma else text
        return f"{label}{' ' * max(1, WIDTH - len(label) - len(text))}{text}"


def _sale(r: random.Random, country: Country) -> _Sale:
    sign = r.choice(country.signs)
    prices = tuple(_price(r) for _ in range(r.randint(1, 7)))
    rate = r.choice(country.rates)
    net = sum(prices, Decimal(0))
    is_added = rate > 0 and r.random() < 0.35
    tax = _cents(net * rate) if is_added else _cents(net - net / (1 + rate))
    gross = net + tax if is_added else net
    is_rounded = country.rounds and r.random() < 0.6
    total = _cents(gross * 20).quantize(Decimal(1), ROUND_HALF_UP) / 20 if is_rounded else gross
    return _Sale(country, sign, prices, rate, is_added, net, tax, gross, _cents(total))


def _sums(r: random.Random, country: Country) -> tuple[list[str], Decimal]:
    """Goods, sums, payment and at times a table of taxes; and what there was to pay, after rounding."""
    sale = _sale(r, country)
    rows = [line for price in sale.prices for line in _goods(r, sale.row, price)]
    if r.random() < 0.3:
        rows.append(f"{r.choice(('TOTAL QTY', 'ITEM COUNT', 'NO. OF ITEMS'))}: {len(sale.prices)}")
    rows += _totals(r, sale)
    rows += _payment(r, country, sale.row, sale.total)
    if sale.rate > 0 and r.random() < 0.4:
        rows.append(f"{country.tax} SUMMARY   AMOUNT   TAX")
        rows.append(f"S {sale.rate * 100:.0f}%   {sale.gross - sale.tax:.2f}   {sale.tax:.2f}")
    return rows, sale.total


def _totals(r: random.Random, sale: _Sale) -> list[str]:
    country, rows = sale.country, []
    if sale.is_tax_added or r.random() < 0.45:
        label = r.choice(country.subtotals)
        is_net = sale.is_tax_added or r.random() < 0.6
        rows.append(sale.row(label, sale.net if is_net else sale.net - sale.tax))
    if sale.rate > 0 and (sale.is_tax_added or r.random() < 0.4):
        rows.append(sale.row(f"{country.tax} {sale.rate * 100:.0f}%", sale.tax))
    if sale.total != sale.gross or (country.rounds and r.random() < 0.5):
        if r.random() < 0.7:
            rows.append(sale.row(r.choice(country.totals), sale.gross))
        rows.append(sale.row("ROUNDING ADJ", sale.total - sale.gross))
    return [*rows, sale.row(r.choice(country.totals), sale.total)]


def _price(r: random.Random) -> Decimal:
    return _cents(Decimal(r.choice((r.uniform(0.5, 9), r.uniform(2, 60), r.uniform(20, 400)))))


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def _goods(r: random.Random, row: Callable[[str, Decimal], str], price: Decimal) -> list[str]:
    name = made_name(r, 2)[:24]
    if r.random() < 0.3:
        return [name, row(f"{number(r, 13)}  1 X {price:.2f}", price)]
    return [row(r.choice((name, f"1 {name}", f"{number(r, 5)} {name}")), price)]


def _payment(
    r: random.Random, country: Country, row: Callable[[str, Decimal], str], total: Decimal
) -> list[str]:
    kind = r.random()
    if kind < 0.55:
        paid = (
            total
            if r.random() < 0.25
            else _cents((total / 10 + r.choice((0, 1, 3))).to_integral_value(ROUND_HALF_UP) * 10)
        )
        paid = paid if paid >= total else total
        return [row(country.cash, paid), *([row(country.change, paid - total)] if r.random() < 0.85 else [])]
    return [row(r.choice(("VISA CARD", "CARD", "MASTERCARD")), total)] if kind < 0.8 else []


def _foot(r: random.Random) -> list[str]:
    return r.choice(([], ["THANK YOU"], ["GOODS SOLD ARE NOT RETURNABLE", "THANK YOU, PLEASE COME AGAIN"]))


def misread(page: Page, r: random.Random) -> Page:
    """The page as an engine reads it: how often it slips differs from page to page and from word to word."""
    slips = r.choice((0.002, 0.01, 0.03))
    words = [word for word in page.words if r.random() > slips / 2]
    read = tuple(_misread_word(word, r, slips) for word in words)
    sure = sum(word.confidence for word in read) / max(len(read), 1)
    return replace(page, words=read, source=PageSource.OCR, confidence=sure)


def _misread_word(word: Word, r: random.Random, slips: float) -> Word:
    letters = [r.choice(_ALIKE.get(c.upper(), c)) if r.random() < slips else c for c in word.text]
    text = "".join(letters)
    if len(text) > 3 and r.random() < slips:
        text = text[1:]
    is_right = text == word.text
    sure = min(97.0, max(5.0, r.gauss(91 - 200 * slips, 4) if is_right else r.gauss(66, 18)))
    return word._replace(text=text, confidence=sure)
