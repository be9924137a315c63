"""Invent receipts that share neither words nor layouts with ``invented_receipts.py``: what a fit is judged on, not made of.

Names, streets and towns are those of Faker (``pip install faker``), in twenty-two countries; heads, sums, payments and the dates
that are not the receipt's stand in other orders and other words. A third of the countries (``KEPT``) teaches no ranking.
"""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from faker import Faker

from bench.documents.invented_receipts import InventedReceipt
from ocr_service.layout.plain_text import page_from_text

CENT = Decimal("0.01")
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Till:
    """What the tills of a country print. ``decimals`` of its prices, ``mark`` between units and cents."""

    locale: str
    totals: Words
    subtotals: Words
    tax: str
    rates: tuple[int, ...]
    cash: str
    change: str
    cards: Words
    dates: Words
    day_labels: Words = ("DATE", "Date", "")
    signs: Words = ("",)
    mark: str = "."
    decimals: int = 2
    dearer: int = 1
    phone: str = "TEL"


_CARDS = ("VISA", "MASTERCARD", "DEBIT CARD", "CONTACTLESS")
_EURO = ("", "EUR ", "", "€")
_ENGLISH = ("TOTAL", "Total", "TOTAL DUE", "BALANCE DUE", "AMOUNT PAYABLE", "TOTAL INC GST", "TOTAL TO PAY")
_DAY_FIRST = ("%d/%m/%Y", "%d/%m/%y", "%d %b %Y", "%d-%b-%Y", "%d.%m.%Y")
_DOTTED = ("%d.%m.%Y", "%d.%m.%y", "%d-%m-%Y")
_GERMAN = (("SUMME", "Summe EUR", "Gesamtbetrag", "ZU ZAHLEN", "Total"), ("Zwischensumme", "Netto"))
_FRENCH = (("TOTAL", "TOTAL TTC", "A PAYER", "NET A PAYER", "Montant TTC"), ("SOUS-TOTAL", "TOTAL HT"))
_SPANISH = (("TOTAL", "TOTAL A PAGAR", "IMPORTE TOTAL"), ("SUBTOTAL", "BASE IMPONIBLE"))
_DUTCH = (("TOTAAL", "Te betalen", "TOTAAL EUR"), ("Subtotaal", "Excl. BTW"))
_PORTUGUESE = (("TOTAL", "TOTAL A PAGAR", "VALOR TOTAL"), ("SUBTOTAL",))
TILLS = (
    Till("en_AU", _ENGLISH, ("SUBTOTAL", "Net"), "GST", (10,), "CASH", "CHANGE", ("EFTPOS", *_CARDS), _DAY_FIRST, signs=("$", "")),
    Till("en_NZ", _ENGLISH, ("SUBTOTAL",), "GST", (15,), "CASH", "CHANGE", ("EFTPOS", *_CARDS), _DAY_FIRST, signs=("$", "")),
    Till("en_IE", _ENGLISH, ("SUB TOTAL",), "VAT", (23, 13), "CASH", "CHANGE", _CARDS, _DAY_FIRST, signs=_EURO),
    Till("en_IN", ("GRAND TOTAL", "NET AMOUNT", "TOTAL", "BILL AMOUNT", "AMOUNT PAYABLE"), ("SUB TOTAL", "TAXABLE AMT"), "CGST+SGST", (5, 18), "CASH", "BALANCE RETURN", ("UPI", *_CARDS), _DAY_FIRST, signs=("Rs.", "", "INR "), dearer=20, phone="PH"),
    Till("en_CA", _ENGLISH[:4], ("SUBTOTAL",), "HST", (13, 5), "CASH", "CHANGE DUE", ("INTERAC", *_CARDS), ("%Y-%m-%d", "%b %d, %Y", "%Y/%m/%d"), signs=("$", "")),
    Till("en_GB", _ENGLISH, ("SUBTOTAL", "Goods"), "VAT", (20,), "CASH", "CHANGE", _CARDS, _DAY_FIRST, signs=("£", "", "GBP ")),
    Till("en_US", ("TOTAL", "Total", "BALANCE", "AMOUNT DUE", "TOTAL SALE"), ("SUBTOTAL", "Sub Total"), "SALES TAX", (6, 8, 0), "CASH TEND", "CHANGE DUE", ("DEBIT TEND", *_CARDS), ("%m/%d/%Y", "%m/%d/%y", "%b %d %Y"), signs=("$", "")),
    Till("en_PH", ("TOTAL", "AMOUNT DUE", "TOTAL DUE"), ("VATABLE SALES", "SUBTOTAL"), "VAT", (12,), "CASH", "CHANGE", ("GCASH", *_CARDS), ("%m/%d/%Y", "%Y-%m-%d"), signs=("", "PHP ", "P"), dearer=20),
    Till("de_AT", *_GERMAN, "MwSt", (20, 10), "Bar", "Rückgeld", ("BANKOMAT", "Kartenzahlung"), _DOTTED, ("Datum", ""), _EURO, ","),
    Till("de_DE", *_GERMAN, "MwSt.", (19, 7), "BAR", "Zurück", ("girocard", "EC-Karte", "VISA"), _DOTTED, ("Datum", ""), _EURO, ",", phone="Tel."),
    Till("de_CH", ("TOTAL CHF", "Total", "Total inkl. MWST"), ("Zwischentotal",), "MWST", (8,), "Bar", "Rückgeld", ("TWINT", "Maestro"), _DOTTED, ("Datum", ""), ("CHF ", ""), phone="Tel"),
    Till("fr_FR", *_FRENCH, "TVA", (20, 10, 5), "ESPECES", "RENDU", ("CB", "CARTE BANCAIRE"), _DAY_FIRST[:2], ("Date", "Le", ""), _EURO, ",", phone="Tél"),
    Till("fr_CH", ("TOTAL CHF", "A payer", "Total TTC"), ("Sous-total",), "TVA", (8,), "Cash", "Retour", ("TWINT", "Maestro"), _DOTTED, ("Date", ""), ("CHF ", ""), phone="Tél."),
    Till("it_IT", ("TOTALE", "TOTALE COMPLESSIVO", "TOTALE EURO", "Importo pagato"), ("SUBTOTALE",), "IVA", (22, 10), "CONTANTE", "RESTO", ("PAGAMENTO ELETTRONICO", "BANCOMAT"), _DAY_FIRST[:2], ("DATA", ""), _EURO, ","),
    Till("es_ES", *_SPANISH, "IVA", (21, 10), "EFECTIVO", "CAMBIO", ("TARJETA",), _DAY_FIRST[:2], ("FECHA", "Fecha", ""), _EURO, ",", phone="Tfno"),
    Till("es_MX", *_SPANISH, "IVA", (16,), "EFECTIVO", "CAMBIO", ("TARJETA DE CREDITO",), _DAY_FIRST[:2], ("FECHA", ""), ("$", ""), dearer=15),
    Till("nl_NL", *_DUTCH, "BTW", (21, 9), "CONTANT", "WISSELGELD", ("PIN", "MAESTRO"), ("%d-%m-%Y", "%d/%m/%Y"), ("Datum", ""), _EURO, ","),
    Till("pt_PT", *_PORTUGUESE, "IVA", (23, 13), "DINHEIRO", "TROCO", ("MULTIBANCO",), ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"), ("Data", ""), _EURO, ","),
    Till("pl_PL", ("SUMA PLN", "RAZEM PLN", "DO ZAPLATY"), ("PODSUMA",), "PTU", (23, 8), "GOTOWKA", "RESZTA", ("KARTA",), ("%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y"), ("", "DATA"), ("",), ",", dearer=4),
    Till("sv_SE", ("TOTALT", "Att betala", "SUMMA SEK"), ("Delsumma", "Netto"), "Moms", (25, 12), "Kontant", "Växel", ("Kort", "Bankkort"), ("%Y-%m-%d", "%y%m%d"), ("Datum", ""), ("", "SEK "), ",", dearer=10),
    Till("id_ID", ("TOTAL", "GRAND TOTAL", "TOTAL BAYAR"), ("SUBTOTAL",), "PPN", (11,), "TUNAI", "KEMBALI", ("DEBIT BCA", "QRIS"), ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y"), ("TGL", ""), ("", "Rp "), ".", 0, 2000),
    Till("ja_JP", ("TOTAL", "TOTAL (TAX INCL)", "AMOUNT DUE"), ("SUBTOTAL",), "TAX", (10, 8), "CASH", "CHANGE", ("CREDIT", "SUICA"), ("%Y/%m/%d", "%Y-%m-%d"), ("DATE", ""), ("Y", "JPY ", ""), ",", 0, 120),
)  # fmt: skip
# No ranking learns from receipts of these countries. The curves of confidence do, and some wrong names and addresses of
# theirs were in view while the rules for head rows were written.
KEPT = frozenset({"en_NZ", "en_PH", "de_CH", "fr_CH", "es_MX", "pt_PT", "sv_SE"})
_SLOGANS = ("Thank you for shopping", "Quality since 1987", "Your neighbourhood store", "Fresh every day", "-- est. 1964 --", "Open 7 days")  # fmt: skip
_GOODS = ("Milk 1L", "Bread rye", "Coffee beans", "Apples kg", "Batteries AA", "Soap", "Paper A4", "Espresso", "Menu 3", "Pizza", "Lamp", "Screws M4", "Shirt L", "Tea", "Water 6x", "Olive oil", "Rice 5kg", "Notebook", "Parking 2h", "Diesel")  # fmt: skip


def till_of(seed: int) -> Till:
    """The till that prints the receipt of a seed."""
    return random.Random(f"stranger {seed}").choice(TILLS)


def stranger_receipt(seed: int) -> InventedReceipt:
    """The receipt of a seed with its facts, always the same for one version of Faker."""
    r, till = random.Random(f"stranger receipt {seed}"), till_of(seed)
    fake = _faker("en_US" if till.locale == "ja_JP" else till.locale)
    fake.seed_instance(seed)
    company, address = ascii_of(fake.company()).strip(), _address(r, fake, till)
    day = date(2011, 1, 1) + timedelta(days=r.randrange(5400))
    total, sums = _sums(r, till)
    when = _when(r, till, day)
    body = [*when, _ruler(r), *sums] if r.random() < 0.6 else [_ruler(r), *sums, *when]
    width = r.choice((32, 38, 42, 48))
    rows = [*_head(r, fake, till, company, address), *body, *_foot(r, till, day)]
    is_centred = r.random() < 0.5
    text = "\n".join(_placed(row, width, is_centred) for row in rows)
    fields = {
        "company": company,
        "date": day.isoformat(),
        "address": " ".join(address),
        "total": f"{total:.2f}",
    }
    return InventedReceipt(page_from_text(text), fields)


@cache
def _faker(locale: str) -> Faker:
    return Faker(locale)


def ascii_of(text: str) -> str:
    """The letters that a till without accents prints."""
    plain = text.translate(str.maketrans({"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "æ": "ae", "€": "€"}))
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if c in "€£" or ord(c) < 128)


def _placed(row: str, width: int, is_centred: bool) -> str:
    """A row of two columns at both edges (``\\t`` between them); others in the middle where the till centres."""
    left, tab, right = row.partition("\t")
    if tab:
        return f"{left}{' ' * max(2, width - len(left) - len(right))}{right}"
    return row.center(width).rstrip() if is_centred else row


def _address(r: random.Random, fake: Faker, till: Till) -> list[str]:
    street, town = ascii_of(fake.street_address()).replace("\n", ", "), ascii_of(fake.city())
    code = ascii_of(str(fake.postcode()))
    town = f"{town} {code}" if till.locale.startswith(("en", "id", "ja")) else f"{code} {town}"
    if r.random() < 0.15:
        town = f"{town}, {ascii_of(fake.current_country() if till.locale != 'ja_JP' else 'Japan')}"
    kind = r.random()
    if kind < 0.2 and len(street) + len(town) < 40:
        return [f"{street}{r.choice((', ', ' - ', ' '))}{town}"]
    mall = (
        [f"{ascii_of(fake.last_name())} {r.choice(('Centre', 'Arcade', 'Plaza', 'Mall'))}"]
        if kind > 0.88
        else []
    )
    return [*mall, f"{street}{r.choice((',', '', ''))}", town]


def _head(r: random.Random, fake: Faker, till: Till, company: str, address: list[str]) -> list[str]:
    def case(text: str) -> str:
        return text.upper() if is_upper else text

    is_upper = r.random() < 0.55
    number = f"{till.tax.split('+')[0].strip('.')} {r.choice(('No', 'ID', 'Reg', 'Nr.'))} {r.randrange(10**8, 10**9)}"
    # Faker has no telephone numbers of a few countries.
    called = (
        ascii_of(fake.phone_number()) if hasattr(fake, "phone_number") else fake.numerify("0## ### ## ##")
    )
    phone = f"{till.phone}{r.choice((': ', ' ', '. '))}{called}"
    site = f"www.{''.join(c for c in company.lower() if c.isalpha())[:14]}.com"
    store = r.choice(
        (
            f"Store #{r.randrange(1, 990)}",
            f"Branch {r.randrange(1, 99):03}",
            f"Till {r.randrange(1, 9)} Shop {r.randrange(100, 999)}",
        )
    )
    above = r.choice(([], [], [], [r.choice(_SLOGANS)], ["*** RECEIPT ***"], [phone], [number], [store]))
    between = [
        row
        for row in r.choice(([], [], [], [store], [r.choice(_SLOGANS)], [number], [phone]))
        if row not in above
    ]
    below = [row for row in (phone, number, site) if row not in above + between and r.random() < 0.5]
    r.shuffle(below)
    return [case(row) for row in (*above, *_in_rows(r, company), *between, *address, *below)]


def _in_rows(r: random.Random, company: str) -> list[str]:
    words = company.split()
    if len(words) < 3 or r.random() > (0.5 if len(company) > 24 else 0.08):
        return [company]
    at = r.randrange(1, len(words))
    return [" ".join(words[:at]), " ".join(words[at:])]


def _ruler(r: random.Random) -> str:
    return r.choice(("-", "=", "*", "_ ", ". ")) * r.choice((12, 16))


def _when(r: random.Random, till: Till, day: date) -> list[str]:
    written, clock = day.strftime(r.choice(till.dates)), f"{r.randint(7, 22):02}:{r.randrange(60):02}"
    label = r.choice(till.day_labels)
    row = r.choice(
        (
            f"{label} {written} {clock}",
            f"{label}: {written}\t{clock}",
            f"{written}  {clock}  T{r.randint(1, 9)}",
            f"#{r.randrange(1000, 99999)}  {written}",
            f"{label} {written}",
        )
    )
    other = r.choice(
        (
            [],
            [],
            [f"Trans {r.randrange(10**4, 10**6)}\tOp {r.randint(1, 40)}"],
            [f"Served by {r.choice(('Ana', 'Tom', 'Lea'))}"],
        )
    )
    rows = [row.strip(" :"), *other]
    return rows if r.random() < 0.6 else rows[::-1]


def _amount(till: Till, value: Decimal, sign: str = "") -> str:
    """A price as the till prints it, thousands apart where it has no cents."""
    if till.decimals == 0:
        return sign + f"{value:,.0f}".replace(",", till.mark)
    return sign + f"{value:.2f}".replace(".", till.mark)


def _sums(r: random.Random, till: Till) -> tuple[Decimal, list[str]]:
    unit = CENT if till.decimals else Decimal(1)
    sign, rate = r.choice(till.signs), Decimal(r.choice(till.rates)) / 100
    prices = [
        Decimal(r.uniform(0.6, r.choice((9, 40, 160))) * till.dearer).quantize(unit)
        for _ in range(r.randint(1, 8))
    ]
    goods = sum(prices, Decimal(0))
    is_added = till.locale in {"en_US", "en_CA", "en_IN"} or r.random() < 0.15
    tax = (goods * rate if is_added else goods - goods / (1 + rate)).quantize(unit, ROUND_HALF_UP)
    total = goods + tax if is_added else goods
    letter = r.choice(("", "", " A", " B", " *"))
    rows = [_item(r, till, price) + letter for price in prices]
    rows += [_ruler(r)] if r.random() < 0.3 else []
    if is_added or r.random() < 0.35:
        rows.append(f"{r.choice(till.subtotals)}\t{_amount(till, goods if is_added else total - tax, sign)}")
    tax_row = f"{till.tax} {rate * 100:.0f}%\t{_amount(till, tax, sign)}"
    rows += [tax_row] if is_added and tax else []
    count = r.choice(("", "", f" ({len(prices)} items)", ":"))
    rows.append(f"{r.choice(till.totals)}{count}\t{_amount(till, total, sign)}")
    rows += _paid(r, till, total, sign)
    rows += [tax_row] if not is_added and tax and r.random() < 0.5 else []
    if tax and r.random() < 0.3:
        rows += [
            f"{till.tax}%   NET   {till.tax.upper()}   GROSS",
            f"{rate * 100:.0f}   {_amount(till, total - tax)}   {_amount(till, tax)}   {_amount(till, total)}",
        ]
    return total, rows


def _item(r: random.Random, till: Till, price: Decimal) -> str:
    name = r.choice(_GOODS)
    return r.choice(
        (
            f"{name}\t{_amount(till, price)}",
            f"1 x {name}\t{_amount(till, price)}",
            f"{r.randrange(10**6)} {name}\t{_amount(till, price)}",
        )
    )


def _paid(r: random.Random, till: Till, total: Decimal, sign: str) -> list[str]:
    kind = r.random()
    if kind < 0.35:
        step = Decimal(5 * till.dearer)
        given = ((total / step).to_integral_value() + r.choice((1, 1, 2, 4))) * step
        return [
            f"{till.cash}\t{_amount(till, given, sign)}",
            f"{till.change}\t{_amount(till, given - total, sign)}",
        ]
    if kind < 0.8:
        slip = [
            f"{r.choice(('AUTH', 'Auth code', 'TERMINAL'))} {r.randrange(10**5, 10**6)}",
            f"**** **** **** {r.randrange(1000, 9999)}",
        ]
        return [f"{r.choice(till.cards)}\t{_amount(till, total, sign)}", *(slip if r.random() < 0.5 else [])]
    return []


def _foot(r: random.Random, till: Till, day: date) -> list[str]:
    """Thanks, and at times another date or amount that is not the receipt's."""
    other = (day + timedelta(days=r.choice((14, 28, 30, 365)))).strftime(till.dates[0])
    saved = _amount(till, Decimal(r.randint(1, 900)) / 100 * till.dearer)
    return r.choice(
        (
            [],
            ["Thank you!"],
            [f"Returns until {other}"],
            [f"Voucher valid until {other}"],
            [f"You saved {saved}"],
            ["Points: 120", "Come again"],
        )
    )
