from __future__ import annotations

from decimal import Decimal

import pytest

from ocr_service.extractors.amounts.document_currency import document_currency
from ocr_service.extractors.amounts.find import find_amounts, money
from ocr_service.layout.plain_text import page_from_text
from ocr_service.layout.rows import rows_of


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("₹ 4,56,789.10", "456789.10", "INR"),
        ("CHF 3'250.75", "3250.75", "CHF"),
        ("CHF 3’250.--", "3250", "CHF"),
        ("490,- €", "490", "EUR"),
        ("KWD 12.345", "12.345", "KWD"),
        ("KD 1,250.500", "1250.500", "KWD"),
        ("IQD 125,000", "125000", "IQD"),
        ("10 Ft", "10", "HUF"),
        ("2.750.000 đ", "2750000", "VND"),
        ("fr. 80.–", "80", "CHF"),
        ("2 345,678 DT", "2345.678", "TND"),
        ("1\u2009234,50 kr", "1234.50", "SEK"),
        ("¥98,700", "98700", "JPY"),
        ("₩1,250,000", "1250000", "KRW"),
        ("$375", "375", "USD"),
        ("1 980 Kč", "1980", "CZK"),
        ("64.20 CR", "-64.20", ""),
        ("64.20 DR", "64.20", ""),
        ("€-8,79", "-8.79", "EUR"),
        ("S/ 25.50", "25.50", "PEN"),
        ("12 500 F CFA", "12500", "XOF"),
        ("R$ 1.234,50", "1234.50", "BRL"),
        ("US$ 99.95", "99.95", "USD"),
        ("99,95 US$", "99.95", "USD"),
    ],
)
def test_an_amount_is_read_as_its_country_writes_it(text: str, value: str, currency: str) -> None:
    assert [(found.value, found.currency) for found in find_amounts(text)] == [(Decimal(value), currency)]


def test_three_digits_are_decimals_where_the_currency_has_three() -> None:
    assert [found.value for found in find_amounts("81.250", "OMR")] == [Decimal("81.250")]
    assert [found.value for found in find_amounts("81.250", "EUR")] == [Decimal(81250)]


@pytest.mark.parametrize("text", ["TOTAL ALL", "PEN 3", "A12.50", "R12.50", "Q4", "Zimmer 12", "12.50 %"])
def test_a_number_without_money_is_no_amount(text: str) -> None:
    assert find_amounts(text) == ()


def test_a_mark_of_a_tax_rate_is_no_currency() -> None:
    assert [found.currency for found in find_amounts("5.00 SR")] == [""]


@pytest.mark.parametrize(
    ("currency", "text"), [("OMR", "170.625"), ("JPY", "171"), ("EUR", "170.63"), ("", "170.63")]
)
def test_money_has_the_decimals_of_its_currency(currency: str, text: str) -> None:
    value = (
        Decimal("170.625")
        if currency == "OMR"
        else Decimal("171")
        if currency == "JPY"
        else Decimal("170.63")
    )

    assert money(value, currency) == text


@pytest.mark.parametrize(
    ("page", "language", "code", "is_sure"),
    [
        ("Total $55.00", "eng", "USD", False),
        ("12 High St, Denver, CO 80203\nTotal $55.00", "eng", "USD", True),
        ("9 Harbour Road, Sydney, Australia\nTotal $55.00", "eng", "AUD", True),
        ("VAT DK 13 58 56 28\nI alt 55,00 kr", "eng", "DKK", True),
        ("Summa 55,00 kr", "swe", "SEK", True),
        ("Summa 55,00 kr", "eng", "SEK", False),
        ("All prices in CAD\nTotal $55.00", "eng", "CAD", True),
        ("Total 55,00 €", "deu", "EUR", True),
        ("Cape Town, South Africa\nTotal R1 155.00\nVAT R155.00", "eng", "ZAR", True),
        ("Total R1 155.00\nVAT R155.00", "eng", "ZAR", False),
        ("Lusaka, Zambia\nTotal K1,155.00\nVAT K155.00", "eng", "ZMW", True),
        ("Total 12 500 F CFA", "fra", "XOF", False),
        ("开票日期：2024年03月08日\n税额 ¥402.65", "eng", "CNY", True),
        ("合計 ¥12,528-\n消費税 ¥928", "eng", "JPY", True),
        ("Nairobi\nTOTAL 3,500/=", "eng", "KES", True),
        ("Dar es Salaam\nTOTAL 3,500/=", "eng", "TZS", True),
        ("Boulevard Zerktouni, Casablanca\nNet à payer en DH 12 000,00", "fra", "MAD", True),
        ("Lagos, Nigeria\nTotal N107,500.00\nVAT N7,500.00", "eng", "NGN", True),
    ],
)
def test_a_sign_of_many_currencies_is_decided_by_the_country_or_said_to_be_ambiguous(
    page: str, language: str, code: str, is_sure: bool
) -> None:
    found = document_currency(rows_of(page_from_text(page)), language)

    assert found is not None
    assert found.code == code
    assert ("ambiguous" not in found.rule) is is_sure
    assert (found.confidence > 0.6) is is_sure
