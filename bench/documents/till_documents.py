"""Draw up what tills, parking meters and card terminals print, with all the labels that make it look like a form."""

from __future__ import annotations

import random

_SHOPS = (
    "NORTON STORES SDN BHD",
    "CAFE LUNA",
    "HUBER MARKT GMBH",
    "PARKHAUS MITTE",
    "STATION OIL 24",
    "BOULANGERIE PETIT",
    "TIENDA RUIZ",
    "BRICO CONTI SRL",
    "GREEN PHARMACY LTD",
)
_GOODS = (
    "COFFEE LARGE",
    "CABLE 3M",
    "ROTI",
    "SUPER 95",
    "PAIN COMPLET",
    "TORNILLOS 50",
    "VERNICE 1L",
    "PAPER A4",
    "TEA TARIK",
    "INK CART",
    "MILCH 1,5%",
    "BATTERY AA",
)
_LABELS = (
    "DATE", "TIME", "CASHIER", "CASHIER ID", "TABLE", "POS", "TERMINAL", "BRANCH", "RECEIPT NO", "BILL NO", "INVOICE NO", "TRANS NO", "SALESMAN", "MEMBER NO",
    "CARD NO", "AUTH CODE", "APPROVAL CODE", "BATCH NO", "TRACE NO", "GST ID NO", "GST REG. NO", "ENTRY TIME", "PAID TIME", "PARKING TIME", "PAX", "COUNTER",
    "DOC NO", "TICKET NO", "STATION", "SHIFT", "ORDER TYPE", "Kasse", "Bediener", "Bon-Nr", "Caisse", "Caja", "Cassa",
)  # fmt: skip
_TOTALS = (
    "TOTAL",
    "GRAND TOTAL",
    "TOTAL INCL. OF GST",
    "NET TOTAL",
    "TOTAL SALES (INCL GST)",
    "SUMME",
    "TOTALE",
    "AMOUNT DUE",
    "TOTAL RM",
    "ZU ZAHLEN",
)
_PAID = (
    "CASH",
    "CHANGE",
    "VISA",
    "PAID",
    "TENDERED",
    "MASTER CARD",
    "GEGEBEN",
    "RÜCKGELD",
    "EFECTIVO",
    "CONTANTI",
    "ROUNDING",
    "DEBIT CARD",
)
_FEET = (
    "THANK YOU", "PLEASE COME AGAIN", "GOODS SOLD ARE NOT RETURNABLE", "KEEP RECEIPT AS PROOF OF PURCHASE", "VIELEN DANK", "MERCI DE VOTRE VISITE", "CUSTOMER COPY",
    "EXCHANGE WITHIN 7 DAYS WITH RECEIPT", "PRICES INCLUSIVE OF GST", "VISIT US AT WWW.SHOP.EXAMPLE", "ALL SALES ARE FINAL",
)  # fmt: skip


def draw_till(r: random.Random) -> list[str]:
    """The rows of one receipt: shop, labels in any order, goods, sums, payment, thanks."""
    currency = r.choice(("", "", "RM", "RM ", "$", "EUR "))
    goods = [row for _ in range(r.randint(1, 7)) for row in _item(r, currency)]
    labels = [
        f"{label}{r.choice((':', ' :', '', '.'))} {_value(r)}"
        for label in r.sample(_LABELS, r.randint(3, 10))
    ]
    cut = r.randint(1, len(labels))
    return [
        *_some(r, "SOLARIS", "WELCOME", "** ORIGINAL **", least=0), r.choice(_SHOPS), *_some(r, "NO. 1, JALAN DUTAMAS 1,", "47301 PETALING JAYA", "Hauptstr. 5", "TEL: 03-6205 5386", "(1198447-X)", least=2),
        *_some(r, "TAX INVOICE", "RECEIPT", "CASH BILL", "SIMPLIFIED TAX INVOICE", "KASSENBON", least=1)[:1], *labels[:cut], *_some(r, "QTY ITEM PRICE AMOUNT", "DESCRIPTION   TOTAL", least=0), *goods,
        *_some(r, f"SUBTOTAL {_money(r, currency)}", f"GST 6.00 % {_money(r, currency)}", f"DISCOUNT {_money(r, currency)}", "ITEM COUNT 3", least=0),
        f"{r.choice(_TOTALS)} {_money(r, currency)}", *[f"{one} {_money(r, currency)}" for one in r.sample(_PAID, r.randint(1, 3))],
        *_some(r, "GST SUMMARY   AMOUNT(RM)   TAX(RM)", "SR @ 6%   60.00   3.40", "A 19% MWST 2,31", least=0), *labels[cut:], *_some(r, *_FEET, least=1)[:3],
    ]  # fmt: skip


def _item(r: random.Random, currency: str) -> list[str]:
    name, price = r.choice(_GOODS), _money(r, currency)
    return r.choice(
        (
            [f"{name} {price}"],
            [name, f"{r.randint(1, 5)} x {price} {price} SR"],
            [f"{r.randint(1, 5)} {name} {price}"],
            [f"{r.randint(10**6, 10**7)} {name}", f"   {price}"],
        )
    )


def _value(r: random.Random) -> str:
    return r.choice(
        (
            str(r.randint(1, 10**6)),
            f"{r.randint(1, 28):02}/{r.randint(1, 12):02}/20{r.randint(10, 25)}",
            f"{r.randint(0, 23):02}:{r.randint(0, 59):02}",
            "ADMIN",
            "AMIN",
            f"************{r.randint(1000, 9999)}",
        )
    )


def _money(r: random.Random, currency: str) -> str:
    return f"{currency}{r.uniform(0.2, 180):.2f}"


def _some(r: random.Random, *rows: str, least: int) -> list[str]:
    return r.sample(rows, r.randint(least, len(rows)))
