from __future__ import annotations

import pytest

from ocr_service.extractors.identifiers.payment_codes import payment_of

SWISS = "\r\n".join(
    [
        "SPC", "0200", "1", "CH4431999123000889012",
        "S", "Alpen Velo AG", "Dorfstrasse", "7", "3000", "Bern", "CH",
        "", "", "", "", "", "", "",
        "199.95", "CHF",
        "S", "Nora Huber", "Seeweg", "9", "6300", "Zug", "CH",
        "QRR", "210000000003139471430009017", "Rechnung 4711", "EPD",
    ]
)  # fmt: skip
EUROPEAN = "BCD\n002\n1\nSCT\nCOBADEFFXXX\nKeller Optik GmbH\nDE89370400440532013000\nEUR238.00\n\n\nRechnung KO-2024-0815"


def test_a_swiss_code_says_whom_to_pay_how_much() -> None:
    assert payment_of(SWISS) == {
        "iban": "CH4431999123000889012",
        "name": "Alpen Velo AG",
        "amount": "199.95",
        "currency": "CHF",
        "reference": "210000000003139471430009017",
        "message": "Rechnung 4711",
    }


def test_a_european_code_says_whom_to_pay_how_much() -> None:
    assert payment_of(EUROPEAN) == {
        "iban": "DE89370400440532013000",
        "name": "Keller Optik GmbH",
        "bic": "COBADEFFXXX",
        "amount": "238.00",
        "currency": "EUR",
        "message": "Rechnung KO-2024-0815",
    }


def test_an_amount_left_open_is_not_given() -> None:
    payment = payment_of(EUROPEAN.replace("EUR238.00", ""))

    assert payment is not None
    assert not payment.keys() & {"amount", "currency"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "4006381333931",
        "SPC",
        "BCD\n002",
        EUROPEAN.replace("DE89", "DE88"),
        EUROPEAN.replace("002", "999"),
        "https://example.org/SPC",
    ],
)
def test_what_is_no_payment_code_gives_no_payment(text: str) -> None:
    assert payment_of(text) is None
