"""Decide which currency a document is in: by its codes and signs, and for ``$`` or ``kr`` by country and language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ocr_service.extractors.amounts.country_marks import (
    countries_marked,
    countries_of_registers,
    is_american,
)
from ocr_service.extractors.amounts.currencies import (
    currencies_of_three_decimals,
    currency_of_country,
    is_disputed,
    meanings,
    names_of_countries,
    own_letters,
)
from ocr_service.extractors.amounts.find import signs_in
from ocr_service.extractors.identifiers.bank_accounts import ibans
from ocr_service.extractors.identifiers.tax_numbers import vat_ids
from ocr_service.layout.rows import Row

BY_CODE, BY_MOST, BY_COUNTRY, BY_LANGUAGE, IN_DOUBT = 0.98, 0.8, 0.9, 0.75, 0.55
_LETTER = re.compile(r"(?<![\w.,/-])([A-Z]) ?\d[\d ,.]*[.,]\d\d(?![\d.,]?\d)")
LEAST_LETTERS = 2
_THREE_DECIMALS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})*\.\d{3}(?![\d.,])")
# Language of a page (Tesseract's code) to the country that most often writes it on paper, where `kr`, `$` and `¥` need one.
_COUNTRY_OF_LANGUAGE = {
    "swe": "SE",
    "nor": "NO",
    "dan": "DK",
    "isl": "IS",
    "por": "BR",
    "chi_sim": "CN",
    "jpn": "JP",
    "srp": "RS",
    "srp_latn": "RS",
}


@dataclass(frozen=True, slots=True)
class DocumentCurrency:
    """An ISO 4217 code and how sure it is, 0-1; ``row`` is the first that shows it, ``rule`` says what decided.

    ``codes`` are all that a sign may mean, where nothing decided.
    """

    code: str
    confidence: float
    row: Row
    rule: str
    codes: tuple[str, ...] = ()


def document_currency(rows: Sequence[Row], language: str = "") -> DocumentCurrency | None:
    """The currency that stands most often; a sign of many means the one whose country the document names."""
    signs = [(sign, row) for row in rows for sign in signs_in(row.text)]
    sure = Counter(meanings(sign)[0] for sign, _ in signs if not is_disputed(sign))
    disputed = [(sign, row) for sign, row in signs if is_disputed(sign)]
    named = [one for one in disputed if not set(meanings(one[0])) & set(sure)]
    if disputed and len(named) > sum(sure.values()):
        return _of_sign(*Counter(sign for sign, _ in named).most_common(1)[0][:1], rows, named, language)
    if sure:
        code, count = sure.most_common(1)[0]
        row = next(row for sign, row in signs if code in meanings(sign))
        is_only = count == sum(sure.values())
        return DocumentCurrency(code, BY_CODE if is_only else BY_MOST, row, "currency of the amounts")
    return (
        _of_sign(disputed[0][0], rows, disputed, language)
        if disputed
        else _of_letter(rows) or _of_country(rows)
    )


def _of_sign(
    sign: str, rows: Sequence[Row], places: Sequence[tuple[str, Row]], language: str
) -> DocumentCurrency:
    row = next(row for one, row in places if one == sign)
    codes = meanings(sign)
    for country in countries_named(rows):
        if currency_of_country(country) in codes:
            return DocumentCurrency(currency_of_country(country), BY_COUNTRY, row, f"`{sign}` in {country}")
    text = "\n".join(one.text for one in rows)
    if "USD" in codes and is_american(text):
        return DocumentCurrency("USD", BY_COUNTRY, row, f"`{sign}` in the United States")
    for name, code in names_of_countries(codes):
        if _is_named(name, text):
            return DocumentCurrency(code, BY_COUNTRY, row, f"`{sign}` in {name}")
    marked = {currency_of_country(country) for country in countries_marked(text)} & set(codes)
    if len(marked) == 1:
        return DocumentCurrency(marked.pop(), BY_COUNTRY, row, f"`{sign}` on a paper of its country")
    spoken = currency_of_country(_COUNTRY_OF_LANGUAGE.get(language.split("+", maxsplit=1)[0], ""))
    if spoken in codes:
        return DocumentCurrency(spoken, BY_LANGUAGE, row, f"`{sign}` by the page's language")
    others = ", ".join(codes[:6])
    return DocumentCurrency(codes[0], IN_DOUBT, row, f"`{sign}` is ambiguous: {others}", codes)


def _is_named(name: str, text: str) -> bool:
    # Compiled only where the name stands: seventy patterns are half of a document's time.
    return name in text and bool(re.search(rf"\b{re.escape(name)}\b", text))


def currency_of_letter(rows: Sequence[Row]) -> str:
    """The currency of ``R120.00`` by the letter alone, or empty."""
    found = _of_letter(rows)
    return found.code if found else ""


def _of_letter(rows: Sequence[Row]) -> DocumentCurrency | None:
    """The currency that writes itself with one letter (``R 120.00``), where that letter stands before several amounts with cents."""
    places = [
        (match[1], row)
        for row in rows
        for match in _LETTER.finditer(row.columns)
        if match[1] in own_letters()
    ]
    counts = Counter(letter for letter, _ in places).most_common(1)
    if not counts or counts[0][1] < LEAST_LETTERS:
        return None
    letter = counts[0][0]
    row = next(row for one, row in places if one == letter)
    codes = own_letters()[letter]
    text = "\n".join(one.text for one in rows)
    for name, code in names_of_countries(codes):
        if _is_named(name, text):
            return DocumentCurrency(code, BY_COUNTRY, row, f"`{letter}` in {name}")
    return DocumentCurrency(codes[0], IN_DOUBT, row, f"`{letter}` is ambiguous: {', '.join(codes)}")


def _of_country(rows: Sequence[Row]) -> DocumentCurrency | None:
    """No sign at all: the money of the country whose bank account or VAT number is named."""
    for row in rows:
        for country in countries_named([row]):
            code = currency_of_country(country)
            if code:
                return DocumentCurrency(code, IN_DOUBT, row, f"currency of {country}, none is named")
    return _of_named_country(rows) or _of_registered_country(rows)


def _of_registered_country(rows: Sequence[Row]) -> DocumentCurrency | None:
    """The money of the only country whose registers of firms and taxes the paper names."""
    marked = [
        (country, row)
        for row in rows
        for country in countries_of_registers(row.text)
        if currency_of_country(country)
    ]
    if len({country for country, _ in marked}) != 1:
        return None
    country, row = marked[0]
    return DocumentCurrency(
        currency_of_country(country), IN_DOUBT, row, f"currency of {country}, none is named"
    )


def _of_named_country(rows: Sequence[Row]) -> DocumentCurrency | None:
    """The money of the only country that the paper names, where amounts have the three decimals that few countries' have."""
    if not any(_THREE_DECIMALS.search(row.columns) for row in rows):
        return None
    named = [
        (code, name, row)
        for name, code in names_of_countries(currencies_of_three_decimals())
        for row in rows
        if _is_named(name, row.text)
    ]
    if len({code for code, _, _ in named}) != 1:
        return None
    code, name, row = named[0]
    return DocumentCurrency(code, IN_DOUBT, row, f"currency of {name}, none is named")


def countries_named(rows: Iterable[Row]) -> list[str]:
    """ISO 3166 codes of the countries whose VAT numbers and bank accounts are named, as often as they are."""
    return [
        found.value[:2]
        for row in rows
        for finder in (vat_ids, ibans)
        for found in finder(row.text)
        if found.is_checked
    ]
