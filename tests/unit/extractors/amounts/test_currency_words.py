from __future__ import annotations

from decimal import Decimal

import pytest

from ocr_service.domain.facts import Category, FieldValue
from ocr_service.extractors.amounts.currency_words import currency_words
from ocr_service.extractors.amounts.scale import THOUSANDS_OR_THOUSANDTHS
from ocr_service.extractors.invoice.extractor import InvoiceExtractor
from ocr_service.extractors.receipt.extractor import ReceiptExtractor
from tests.support.read_documents import ReadDocument


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("500.000 دينار كويتي", "KWD"),
        ("دينارًا أردنيًا", "JOD"),
        ("المبلغ بالدينار العراقي", "IQD"),
        ("الدينار الجزائري", "DZD"),
        ("500.000 ريال عُماني", "OMR"),
        ("12.500 د.ك.", "KWD"),
        ("د.أ 12.500", "JOD"),
        ("500,000 dinars tunisiens", "TND"),
        ("dinars koweïtiens", "KWD"),
        ("Kuwait-Dinar", "KWD"),
        ("Bahraini dinars", "BHD"),
        ("dinares kuwaitíes", "KWD"),
        ("Omani rials", "OMR"),
        ("1.500 dinara", "RSD"),
        ("500.000 دينار", "dinar"),
        ("المبلغ (دينار)", "dinar"),
        ("Total: dinars 500", "dinar"),
        ("Ukupno 1.250,00 kn", "HRK"),
        ("За уплату 60.000,00 дин.", "RSD"),
        ("Вкупно 11.800,00 ден.", "MKD"),
        ("Итого 540,00 бел. руб.", "BYN"),
        ("Cəmi 472,00 manat", "AZN"),
        ("TOTAL Bs 350,00", "bolivar"),
        ("Total TTC Ar 1 500 000", "MGA"),
        ("Net QR 3,000.00", "QAR"),
    ],
)
def test_words_name_a_currency(text: str, named: str) -> None:
    assert currency_words(text) == (named,)


@pytest.mark.parametrize(
    "text",
    [
        "Dinar Restaurant",
        "د. كمال",
        "trial balance 500",
        "Hotel Rialto 12",
        "material 5",
        "12 ordinary",
        "wind 25 kn",
        "5 днів, 12 дней",
        "DIN 912",
        "Bs 12",
        "Ar 39,9",
        "QR 2.0",
        "10 den",
        "Wind 12.50 kn",
        "Total 1.250,00 din care TVA 199,58",
    ],
)
def test_words_that_only_look_so_name_none(text: str) -> None:
    assert currency_words(text) == ()


def amount_of(total: str, *rows: str) -> tuple[FieldValue, tuple[str, ...]]:
    page = "\n".join(
        ("Harbour Trading", "Invoice number 4711", "Date: 4 March 2026", *rows, f"Total due   {total}")
    )
    found = InvoiceExtractor().extract(ReadDocument((page,)), Category(name="invoice", confidence=0.9))
    amount = found.fields["amount"]
    assert isinstance(amount, FieldValue)
    return amount, tuple(doubt.reason for doubt in found.review if doubt.field == "amount")


@pytest.mark.parametrize(
    ("total", "rows", "value"),
    [
        ("500.000 دينار كويتي", (), "500.000"),
        ("500.000 ريال عماني", (), "500.000"),
        ("500.000 دينار", ("الكويت",), "500.000"),
        ("500,000 دينار", ("تونس",), "500.000"),
        ("500,000 dinars", ("Dinars tunisiens",), "500.000"),
        ("500.000 دينار", ("الجزائر",), "500000.00"),
        ("1.500 dinara", (), "1500.00"),
        ("1,250.500 دينار", (), "1250.500"),
    ],
)
def test_an_amount_has_the_scale_of_the_currency_that_is_named(
    total: str, rows: tuple[str, ...], value: str
) -> None:
    amount, reasons = amount_of(total, *rows)

    assert amount.value == value
    assert THOUSANDS_OR_THOUSANDTHS not in reasons


@pytest.mark.parametrize("total", ["500.000 دينار", "500,000 دينار", "500,000 dinars", "ريال 500.000"])
def test_where_nobody_says_whose_dinar_it_is_a_person_is_asked(total: str) -> None:
    amount, reasons = amount_of(total)

    assert amount.confidence <= 0.55
    assert Decimal(amount.value) in (500, 500_000)
    assert THOUSANDS_OR_THOUSANDTHS in reasons


def test_a_receipt_in_dinars_of_nobody_knows_whom_is_doubted_too() -> None:
    page = "Corner Shop\n04/03/2026 12:10\nBread     1.250\nMilk      2.500\nTotal   3.750 دينار\n"

    found = ReceiptExtractor().extract(ReadDocument((page,)), Category(name="receipt", confidence=0.9))

    total = found.fields["total"]
    assert isinstance(total, FieldValue)
    assert total.confidence <= 0.55
    assert THOUSANDS_OR_THOUSANDTHS in [doubt.reason for doubt in found.review if doubt.field == "total"]
