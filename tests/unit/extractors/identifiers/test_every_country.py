"""Bank accounts of every country that has registered a form of them, VAT numbers of every country that is checked."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from importlib.resources import files

import pytest
from stdnum import iban, numdb
from stdnum.ch import esr
from stdnum.eu import vat
from stdnum.iso7064 import mod_97_10

from ocr_service.extractors.identifiers.bank_accounts import ibans, length_of_iban
from ocr_service.extractors.identifiers.payment_references import payment_references
from ocr_service.extractors.identifiers.tax_numbers import vat_ids

_KINDS = {"n": "0123456789", "a": "ABCDEFGHJKLMNPQRSTUVWXYZ", "c": "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"}


def registered() -> list[str]:
    """The countries of the registry of SWIFT, as the library carries it."""
    text = files("stdnum").joinpath("iban.dat").read_text(encoding="utf-8")
    return re.findall(r"^([A-Z]{2}) ", text, re.MULTILINE)


def account(country: str) -> str:
    """A made-up account in the form of a country, with right check digits."""
    r = random.Random(country)
    (_, known), *_ = numdb.get("iban").info(country)
    parts = re.findall(r"(\d+)!([nac])", known["bban"])
    bban = "".join(r.choice(_KINDS[kind]) for count, kind in parts for _ in range(int(count)))
    return country + mod_97_10.calc_check_digits(bban + country) + bban


def in_fours(plain: str, mark: str = " ") -> str:
    return mark.join(plain[at : at + 4] for at in range(0, len(plain), 4))


PRINTED: dict[str, Callable[[str], str]] = {
    "in fours": in_fours,
    "without blanks": lambda plain: plain,
    "with hyphens": lambda plain: in_fours(plain, "-"),
    "with hard blanks": lambda plain: in_fours(plain, "\u00a0"),
    "in a sentence": lambda plain: f"Please pay to {in_fours(plain)}, thank you.",
    "before the bank's code": lambda plain: f"IBAN: {in_fours(plain)} BIC: AAAABBCCXXX",
    "country apart": lambda plain: f"{plain[:2]} {plain[2:4]} {in_fours(plain[4:])}",
}


def test_the_registry_has_many_countries() -> None:
    assert len(registered()) > 80
    assert all(iban.is_valid(account(country), check_country=False) for country in registered())


@pytest.mark.parametrize("country", registered())
def test_an_iban_of_every_country_is_read_as_it_is_printed(country: str) -> None:
    plain = account(country)

    assert len(plain) == length_of_iban(country)
    for name, printed in PRINTED.items():
        assert [one.value for one in ibans(printed(plain))] == [plain], name


# How a VAT number of each country is built: digits, letters, and what stands fixed.
FORMS = {
    "AT": "U########", "BE": "0#########", "BG": "#########", "CY": "########A", "CZ": "########", "DE": "#########", "DK": "########",
    "EE": "#########", "EL": "#########", "ES": "B########", "FI": "########", "FR": "###########", "HR": "###########", "HU": "########",
    "IE": "#######A", "IT": "###########", "LT": "#######1#", "LU": "########", "LV": "###########", "MT": "########",
    "NL": "#########B##", "PL": "##########", "PT": "#########", "RO": "########", "SE": "##########01", "SI": "########", "SK": "##########",
}  # fmt: skip


def number_of(country: str) -> str:
    """A made-up VAT number with right check digits."""
    r = random.Random(f"vat {country}")
    while True:
        plain = "".join(
            r.choice(_KINDS["n"])
            if c == "#"
            else r.choice(_KINDS["a"])
            if c == "A" and country in {"CY", "IE"}
            else c
            for c in FORMS[country]
        )
        if vat.is_valid(country + plain):
            return country + plain


@pytest.mark.parametrize("country", FORMS)
def test_a_vat_number_of_every_country_is_read_as_it_is_printed(country: str) -> None:
    plain = number_of(country)
    rest = plain[2:]
    for printed in (
        plain,
        f"{country} {rest}",
        f"{country} {in_threes(rest)}",
        f"{country}{in_threes(rest, '.')}",
        f"VAT: {country}-{rest}",
    ):
        assert [(one.value, one.is_checked) for one in vat_ids(printed)] == [(plain, True)], printed


def in_threes(plain: str, mark: str = " ") -> str:
    return mark.join(plain[at : at + 3] for at in range(0, len(plain), 3))


@pytest.mark.parametrize("seed", range(12))
def test_references_of_payments_are_read_as_they_are_printed(seed: int) -> None:
    r = random.Random(seed)
    own = "".join(r.choice(_KINDS["c"]) for _ in range(r.choice((8, 12, 15, 21))))
    creditor = f"RF{mod_97_10.calc_check_digits(own + 'RF')}{own}"
    digits = "".join(r.choice(_KINDS["n"]) for _ in range(26))
    swiss = digits + esr.calc_check_digit(digits)
    in_fives = " ".join((swiss[:2], *(swiss[at : at + 5] for at in range(2, 27, 5))))

    for plain, printed in (
        (creditor, creditor),
        (creditor, in_fours(creditor)),
        (creditor, f"Ref. {in_fours(creditor)}, due 3 May"),
        (swiss, swiss),
        (swiss, in_fives),
        (swiss, f"Referenz {in_fives} zahlbar"),
    ):
        assert [one.value for one in payment_references(printed)] == [plain], printed
