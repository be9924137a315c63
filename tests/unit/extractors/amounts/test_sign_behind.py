from __future__ import annotations

import pytest

from ocr_service.extractors.amounts.find import find_amounts, signs_in


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("Horas 6 R$ 120,00 R$ 720,00", [("120.00", "BRL"), ("720.00", "BRL")]),
        ("25 $ 48.00 $ 1,200.00", [("48.00", "USD"), ("1200.00", "USD")]),
        ("2 $ 45 $ 90", [("45", "USD")]),
        ("-0,38 SEK 11 121,00", [("-0.38", ""), ("11121.00", "SEK")]),
        ("10,00 EUR 12,00 EUR", [("10.00", "EUR"), ("12.00", "EUR")]),
        ("12,00 EUR 5 Stück", [("12.00", "EUR")]),
        ("100 EUR 12.05.2024", [("100", "EUR")]),
        ("100 EUR 19 % 19,00", [("100", "EUR"), ("19.00", "")]),
        ("20 kr 5 st 100", [("20", "SEK")]),
    ],
)
def test_a_sign_between_two_numbers_belongs_to_the_one_its_row_puts_it_beside(
    text: str, amounts: list[tuple[str, str]]
) -> None:
    assert [(str(one.value), one.currency) for one in find_amounts(text)] == amounts


@pytest.mark.parametrize(
    ("text", "currencies"),
    [
        ("1 TMT bar 12 mm 62,500.00", [""]),
        ("10 GEL pens 2.00", [""]),
        ("500 GEL", ["GEL"]),
        ("1,500.00 GEL paid", ["GEL"]),
    ],
)
def test_a_thing_that_is_called_as_few_moneys_are_is_none(text: str, currencies: list[str]) -> None:
    assert [one.currency for one in find_amounts(text)] == currencies


def test_the_first_letters_of_a_word_name_no_money() -> None:
    assert signs_in("Datum uskutečnění plnění: 13. 5. 2024") == ()
    assert signs_in("RATE (₦)") == ("₦",)


def test_the_number_of_a_house_before_a_postcode_is_no_money() -> None:
    assert find_amounts("ul. Portowa 15, 80-001 Gdańsk") == ()
