"""Cents apart from their number are read; times, ranges and places in the Psalms are none."""

from __future__ import annotations

import pytest

from ocr_service.extractors.amounts.cents_apart import plain_cents
from ocr_service.extractors.amounts.find import find_amounts


@pytest.mark.parametrize(
    ("text", "of", "value"),
    [
        ("ATT BETALA 12 450:00 kr", "", "12450.00"),
        ("Summa SEK 2 490:50", "", "2490.50"),
        ("Arbete 9 960:00", "SEK", "9960.00"),
        ("Medlemskap 450:00", "SEK", "450.00"),
        ("Итого 340-00", "RUB", "340.00"),
        ("Всего 15 340 руб. 50 коп.", "", "15340.50"),
        ("Усього 8 500 грн. 05 коп.", "", "8500.05"),
        ("Итого 12 500-00 руб.", "", "12500.00"),
        ("Итого 12 500=00", "RUB", "12500.00"),
        ("Razem 100 zł 50 gr", "", "100.50"),
        ("menu 12€50", "", "12.50"),
        ("Total 5 € 50 cts", "", "5.50"),
    ],
)
def test_cents_apart_are_read(text: str, of: str, value: str) -> None:
    (found,) = find_amounts(text, of)

    assert str(found.value) == value
    assert text[found.start : found.end].strip() == found.text


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("kl 10:30", "SEK"),
        ("12 450:00", ""),
        ("Psalm 119:10", ""),
        ("20-25 руб.", ""),
        ("12-00", "EUR"),
        ("5 € 50 cm", ""),
        ("10€20€30", ""),
        ("Öppet 10:00-18:00", "SEK"),
        ("Enligt SFS 2018:21", "SEK"),
        ("Körning 45:30 min", "SEK"),
        ("Öppet till 17:00 kr 50 rabatt", "SEK"),
        ("с 9-00 до 18-00", "RUB"),
        ("тел. 22-00", "RUB"),
        ("арт. 4512-00", "RUB"),
        ("Croissant 1 € 50 gr", ""),
    ],
)
def test_what_only_looks_so_stays_as_it_is(text: str, of: str) -> None:
    assert plain_cents(text, of) == text


def test_a_time_before_a_currency_is_no_amount() -> None:
    assert [str(one.value) for one in find_amounts("18:00 EUR 12.00")] == ["12.00"]
