"""Invent names, addresses, telephone and registration numbers in the forms of several countries."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

_STARTS = [
    "B",
    "C",
    "D",
    "F",
    "G",
    "H",
    "J",
    "K",
    "L",
    "M",
    "N",
    "P",
    "R",
    "S",
    "T",
    "V",
    "W",
    "Z",
    "CH",
    "SH",
    "TH",
    "KH",
    "TR",
    "BR",
    "PR",
    "ST",
]
_VOWELS = ["A", "E", "I", "O", "U", "AI", "EE", "OU", "IA", "AH"]
_ENDS = ["", "", "", "N", "NG", "K", "R", "S", "L", "T", "M", "H"]
Draw = Callable[[random.Random], str]


@dataclass(frozen=True, slots=True)
class Country:
    """How receipts of a country look; ``weight`` is how often one of them is drawn."""

    weight: float
    forms: tuple[str, ...]
    trades: tuple[str, ...]
    address: Callable[[random.Random], list[str]]
    phone: Draw
    marks: tuple[Draw, ...]
    signs: tuple[str, ...]
    rates: tuple[Decimal, ...]
    tax: str
    totals: tuple[str, ...]
    subtotals: tuple[str, ...]
    dates: tuple[str, ...]
    date_labels: tuple[str, ...] = ("DATE",)
    cash: str = "CASH"
    change: str = "CHANGE"
    rounds: bool = False
    has_comma: bool = False


def made_name(r: random.Random, words: int) -> str:
    """A name of ``words`` words of one to three syllables, upper case."""
    return " ".join(
        "".join(r.choice(_STARTS) + r.choice(_VOWELS) for _ in range(r.choice((1, 2, 2, 3))))
        + r.choice(_ENDS)
        for _ in range(words)
    )


def number(r: random.Random, digits: int) -> str:
    """Digits, the first of them not zero."""
    return str(r.randrange(10 ** (digits - 1), 10**digits))


def address_rows(r: random.Random, country: Country) -> list[str]:
    """The rows of an address; pieces between commas are put together in rows as they fit."""
    pieces = country.address(r)
    width, rows = r.choice((22, 30, 38)), [pieces[0]]
    for piece in pieces[1:]:
        if len(rows[-1]) + len(piece) < width:
            rows[-1] += f" {piece}"
        else:
            rows.append(piece)
    return rows


def _malaysian(r: random.Random) -> list[str]:
    state = r.choice(
        ("SELANGOR", "JOHOR", "PERAK", "KEDAH", "MELAKA", "PAHANG", "SABAH", "PENANG", "SELANGOR D.E.")
    )
    first = r.choice(
        (
            f"NO. {r.randint(1, 180)},",
            f"NO {r.randint(1, 90)}-G,",
            f"LOT {r.randint(1, 9000)},",
            f"{r.randint(1, 99)} & {r.randint(1, 99)},",
            f"G-{r.randint(1, 40)}, GROUND FLOOR,",
            f"UNIT {r.randint(1, 30)}, LEVEL {r.randint(1, 5)},",
            f"PT {r.randint(100, 9999)},",
        )
    )
    street = r.choice(("JALAN", "JALAN", "JLN", "LORONG", "PERSIARAN"))
    tail = r.choice(
        (
            "",
            f" {r.randint(1, 9)}",
            f" {r.randint(1, 12)}/{r.randint(1, 40)}",
            f" {r.randint(1, 9)}{r.choice('ABC')}",
        )
    )
    area = r.choice(
        (
            [],
            [],
            [f"TAMAN {made_name(r, 1)},"],
            [f"BANDAR {made_name(r, 1)},"],
            [f"{made_name(r, 1)} {made_name(r, 1)},"],
        )
    )
    town = r.choice((made_name(r, 1), made_name(r, 2), "SHAH ALAM", "KAJANG", "KUALA LUMPUR", "IPOH"))
    end = r.choice(
        (
            [f"{number(r, 5)} {town}."],
            [f"{number(r, 5)} {town},", f"{state}."],
            [f"{number(r, 5)}, {town}", state],
            [f"{number(r, 5)} {town}, {state}"],
        )
    )
    return [first, f"{street} {made_name(r, r.choice((1, 1, 2)))}{tail},", *area, *end]


def _singaporean(r: random.Random) -> list[str]:
    return [
        f"{r.randint(1, 300)} {made_name(r, 1)} ROAD",
        f"#0{r.randint(1, 9)}-{r.randint(1, 60)} {made_name(r, 1)} PLAZA",
        f"SINGAPORE {number(r, 6)}",
    ]


def _british(r: random.Random) -> list[str]:
    street = r.choice(("STREET", "ROAD", "LANE", "AVENUE", "HIGH STREET"))
    code = f"{r.choice('BLMSENW')}{r.choice(('', 'E', 'W'))}{r.randint(1, 19)} {r.randint(1, 9)}{r.choice('ABDEFGH')}{r.choice('LNPQRST')}"
    return [f"{r.randint(1, 200)} {made_name(r, 1)} {street}", r.choice(("LONDON", made_name(r, 1))), code]


def _american(r: random.Random) -> list[str]:
    street = r.choice(("ST", "AVE", "BLVD", "DRIVE", "ROAD"))
    return [
        f"{r.randint(10, 9900)} {made_name(r, 1)} {street}",
        f"{made_name(r, 1)}, {r.choice(('CA', 'NY', 'TX', 'WA', 'FL'))} {number(r, 5)}",
    ]


def _german(r: random.Random) -> list[str]:
    street = made_name(r, 1) + r.choice(("STRASSE", "STR.", "WEG", "PLATZ", "GASSE"))
    return [f"{street} {r.randint(1, 140)}", f"{number(r, 5)} {made_name(r, 1)}"]


def _latin(r: random.Random) -> list[str]:
    street = r.choice(("RUE", "RUE DE", "VIA", "CALLE", "AVENIDA", "PIAZZA"))
    return [f"{street} {made_name(r, 1)}, {r.randint(1, 90)}", f"{number(r, 5)} {made_name(r, 1)}"]


def _phone(*prefixes: str) -> Draw:
    def draw(r: random.Random) -> str:
        return f"{r.choice(('TEL', 'TEL.', 'TEL NO', 'PHONE'))}: {r.choice(prefixes)}{number(r, 4)} {number(r, 4)}"

    return draw


def _company_number(r: random.Random) -> str:
    digits = f"{number(r, 6)}-{r.choice('ADHKMPTVWX')}"
    return r.choice(
        (f"({digits})", f"CO. NO: {digits}", f"(CO. REG NO: {digits})", f"ROC NO. {digits}", digits)
    )


def _tax_number(*labels: str, digits: int = 12) -> Draw:
    def draw(r: random.Random) -> str:
        return f"{r.choice(labels)}{r.choice((' ', ': '))}{number(r, digits)}"

    return draw


_ENGLISH_TOTALS = ("TOTAL", "TOTAL", "GRAND TOTAL", "NET TOTAL", "TOTAL AMOUNT", "AMOUNT DUE", "TOTAL SALES (INCLUSIVE OF GST)", "TOTAL PAYABLE", "TOTAL INCL. GST", "NETT TOTAL")  # fmt: skip
_ENGLISH_TRADES = ("TRADING", "ENTERPRISE", "HARDWARE", "STATIONERY", "BAKERY", "CAFE", "RESTAURANT", "PHARMACY", "BOOKSTORE", "MINI MARKET", "FURNITURE", "MOTORS", "OPTICAL", "FOODS", "ELECTRICAL", "GIFTS", "KITCHEN", "SUPPLY")  # fmt: skip
_SLASHED = ("%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d %b %Y", "%Y-%m-%d")
_DOTTED = ("%d.%m.%Y", "%d.%m.%y")
COUNTRIES = (
    Country(
        6, ("SDN BHD", "SDN. BHD.", "SDN BHD", "(M) SDN BHD", "CO. (M) SDN BHD", "S/B"),
        (*_ENGLISH_TRADES, "RESTORAN", "KEDAI MAKAN", "PASARAYA", "PERNIAGAAN", "FARMASI"), _malaysian, _phone("03-", "07-", "04-", "012-"),
        (_company_number, _tax_number("GST NO", "GST ID", "GST REG NO", "GST REG #")), ("RM", "RM ", "", "", "$"),
        (Decimal("0.06"), Decimal(0)), "GST", _ENGLISH_TOTALS, ("SUBTOTAL", "SUB-TOTAL", "TOTAL EXCL. GST", "SUB TOTAL"), _SLASHED,
        ("DATE", "DATE", "INVOICE DATE", "DATE/TIME"), rounds=True,
    ),
    Country(
        1, ("PTE LTD", "PTE. LTD."), _ENGLISH_TRADES, _singaporean, _phone("6", "+65 6"), (_tax_number("GST REG NO", "UEN", digits=9),),
        ("$", "", "S$"), (Decimal("0.07"), Decimal("0.09")), "GST", _ENGLISH_TOTALS, ("SUBTOTAL", "SUB-TOTAL"), _SLASHED,
    ),
    Country(
        1, ("LTD", "LIMITED", "PLC"), _ENGLISH_TRADES, _british, _phone("020 ", "0161 "), (_tax_number("VAT NO", "VAT REG", digits=9),),
        ("£", "", "GBP "), (Decimal("0.2"),), "VAT", _ENGLISH_TOTALS, ("SUBTOTAL",), _SLASHED,
    ),
    Country(
        1, ("INC", "LLC", "CORP", "CO"), _ENGLISH_TRADES, _american, _phone("(212) ", "415-"), (), ("$", ""), (Decimal("0.08"), Decimal(0)),
        "TAX", _ENGLISH_TOTALS, ("SUBTOTAL",), ("%m/%d/%Y",),
    ),
    Country(
        1, ("GMBH", "AG", "GMBH & CO. KG", "OHG", "E.K."), ("BÄCKEREI", "MARKT", "APOTHEKE", "GASTHOF", "BAUMARKT", "DROGERIE"), _german,
        _phone("0221 ", "089 "), (_tax_number("UST-ID DE", "STEUER-NR", digits=9),), ("", "EUR "), (Decimal("0.19"), Decimal("0.07")), "MWST",
        ("SUMME", "GESAMTBETRAG", "ZU ZAHLEN", "SUMME EUR"), ("ZWISCHENSUMME",), _DOTTED, ("DATUM",), "BAR", "RÜCKGELD", has_comma=True,
    ),
    Country(
        1, ("SARL", "SAS", "SRL", "S.L.", "S.P.A."), ("BOULANGERIE", "LIBRAIRIE", "RISTORANTE", "FARMACIA", "MERCADO", "PANADERIA"), _latin,
        _phone("01 ", "02 "), (_tax_number("SIRET", "P.IVA", "NIF", digits=11),), ("", "EUR "), (Decimal("0.2"), Decimal("0.1")), "TVA",
        ("TOTAL", "TOTAL TTC", "TOTALE", "IMPORTE TOTAL", "A PAYER"), ("SOUS-TOTAL", "SUBTOTALE"), ("%d/%m/%Y", "%d/%m/%y"), ("DATE", "DATA", "FECHA"),
        "ESPECES", "RENDU", has_comma=True,
    ),
)  # fmt: skip
