"""Dates as Unicode CLDR writes them, in every language that the table of months is made for."""

from __future__ import annotations

from datetime import date

import pytest
from babel import Locale
from babel.dates import format_date

from bench.training.locale_tables import LANGUAGES, locales
from ocr_service.extractors.dates.find import find_dates
from ocr_service.extractors.dates.order import day_comes_first

DAYS = (
    date(2021, 3, 7),
    date(1998, 12, 31),
    date(2026, 8, 15),
    date(2024, 1, 30),
    date(2023, 5, 4),
    date(2022, 9, 19),
    date(2020, 10, 12),
)
# Mongolian and Yoruba count their months in words, Tonga's
# May is two letters long, and Scotland's September begins with `t-`.
NOT_READ = {("mon", "long"), ("mon", "full"), ("yor", "medium"), ("yor", "long"), ("yor", "full")}
NOT_READ_DAYS = {("gla", 9), ("ton", 5)}


@pytest.mark.parametrize(("code", "locale"), list(locales()), ids=str)
def test_a_date_is_read_as_its_language_writes_it(code: str, locale: Locale) -> None:
    for width in ("medium", "long", "full"):
        for day in DAYS:
            text = format_date(day, width, locale)
            if (code, width) in NOT_READ or (code, day.month) in NOT_READ_DAYS:
                continue

            found = find_dates(text, day_first=day_comes_first(text, code), language=code)

            assert [one.day for one in found] == [day], text


def test_every_language_of_the_table_was_tried() -> None:
    assert {code for code, _ in locales()} == set(LANGUAGES)
