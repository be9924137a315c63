from __future__ import annotations

import pytest

from ocr_service.extractors.amounts.country_marks import countries_marked
from ocr_service.extractors.amounts.document_currency import document_currency
from ocr_service.layout.plain_text import page_from_text
from ocr_service.layout.rows import rows_of


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("88 King St W, Toronto ON M5H 1J9\nTotal $1,752.00", "CAD"),
        ("HST 13%\nTotal $1,752.00", "CAD"),
        ("ABN 51 824 753 556\nTotal $198.00", "AUD"),
        ("14 Smith St, Geelong VIC 3220\nTotal $198.00", "AUD"),
        ("www.kauri.co.nz\nTotal $198.00", "NZD"),
        ("GSTIN 29AABCS1429B1ZX\nTotal Rs. 198.00", "INR"),
        ("NTN: 1234567-8\nTotal Rs. 198.00", "PKR"),
        ("45 Galle Road, Colombo 03, Sri Lanka\nTotal Rs. 198.00", "LKR"),
        ("Måleri AB, Bankgiro 123-4567\nAtt betala 198 kr", "SEK"),
        ("Org.nr. 987 654 325 MVA\nTotalt 198 kr", "NOK"),
        ("Tømrer ApS, CVR 13585628\nI alt 198 kr.", "DKK"),
        ("RUT 76.123.456-0\nTotal $ 109.456", "CLP"),
        ("Neto $ 84.034\nIVA 19%: $ 15.966\nTotal $ 100.000", "CLP"),
        ("Muebles Andinos S.A.S.\nIVA 19%: $ 15.966\nTotal $ 100.000", "COP"),
        ("IVA (16%) $ 160.00\nTotal $ 1,160.00", "MXN"),
        ("IVA 21%: $ 2.100,00\nTotal $ 12.100,00", "ARS"),
        ("IVA 22%: $ 220\nTotal $ 1.220", "UYU"),
        ("RIF J-12345678-9\nTotal Bs. 1.350,00", "VES"),
        ("Santa Cruz de la Sierra\nNIT 1023456028\nTotal Bs 350,00", "BOB"),
    ],
)
def test_a_sign_of_many_is_the_money_of_the_country_whose_marks_a_paper_bears(
    text: str, currency: str
) -> None:
    found = document_currency(rows_of(page_from_text(text)))

    assert found is not None
    assert (found.code, found.confidence) == (currency, 0.9)


@pytest.mark.parametrize(
    "text",
    [
        "Vancouver, WA 98660",
        "Total $12.00",
        "an item of two, in all",
        "Rum 12",
        "Model A4 2UP",
        "Hersteller: 深圳 株式会社",
        "Bracket X5 3ER",
    ],
)
def test_a_text_without_marks_names_no_country(text: str) -> None:
    assert countries_marked(text) == ()


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("GSTIN 33AAACK1234F1Z5\nTotal 1,09,440.00", "INR"),
        ("Bankgiro 123-4567\nAtt betala 198,00", "SEK"),
        ("Org.nr. 987 654 325 MVA\nSum 198,00", "NOK"),
        ("Mill Lane, Skipton BD23 1AA\nTotal 198.00", "GBP"),
    ],
)
def test_where_no_currency_is_named_it_is_that_of_the_paper_s_country_in_doubt(
    text: str, currency: str
) -> None:
    found = document_currency(rows_of(page_from_text(text)))

    assert found is not None
    assert (found.code, found.confidence) == (currency, 0.55)


@pytest.mark.parametrize(
    "text",
    [
        "Rossi Impianti srl, Verona\nIVA 22% 26,40\nTotale 146,40",
        "Talleres del Sur SL, Sevilla\nIVA 21% 21,00\nTotal 121,00",
        "Schmidt GmbH, Tel. +91 80 4112\nwww.schmidt.in\nSumme 12,00",
    ],
)
def test_rates_of_tax_and_telephones_alone_name_no_currency(text: str) -> None:
    assert document_currency(rows_of(page_from_text(text))) is None
