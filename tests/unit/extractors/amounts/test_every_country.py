"""Money as Unicode CLDR writes it, in the country of every locale that writes Latin digits."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest
from babel import Locale
from babel.localedata import locale_identifiers
from babel.numbers import format_currency, get_currency_symbol

from ocr_service.extractors.amounts.currencies import currency_of_country, exponent
from ocr_service.extractors.amounts.find import find_amounts

# Cape Verde's sign is no sign at all, and `Le` a word of French.
NOT_TOLD = {"CVE", "SLE"}
FIRST_OF_OTHER_LETTERS = "\u0530"


@cache
def places() -> list[tuple[str, str]]:
    """One locale a country and language, with what the country pays in."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for name in locale_identifiers():
        locale = Locale.parse(name)
        code = currency_of_country(locale.territory or "")
        is_latin = locale.default_numbering_system == "latn" and locale.text_direction == "ltr"
        is_written_so = (
            all(c < FIRST_OF_OTHER_LETTERS or not c.isalpha() for c in get_currency_symbol(code, name))
            if code
            else False
        )
        if is_written_so and not locale.variant and is_latin:
            found.setdefault((locale.language, locale.territory), (name, code))
    return sorted(found.values())


def test_there_are_hundreds_of_places() -> None:
    assert len(places()) > 250


@pytest.mark.parametrize("value", [Decimal("1234567.25"), Decimal("98765.25"), Decimal(7)])
def test_an_amount_is_read_as_the_languages_of_its_country_write_it(value: Decimal) -> None:
    misread = []
    for name, code in places():
        rounded = value if exponent(code) else value.to_integral_value()
        text = format_currency(rounded, code, locale=name, currency_digits=exponent(code) == 0)

        found = find_amounts(text, code)

        is_read = [one.value for one in found] == [rounded]
        if not is_read or (found[0].currency != code and code not in NOT_TOLD):
            misread.append((name, code, text))
    assert misread == []
