"""Find VAT numbers of the European Union, Britain, Switzerland and Norway as they are printed, and check them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import vatin
from stdnum.ch import uid
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.gb import vat as british_vat

from ocr_service.extractors.identifiers.found import FoundIdentifier
from ocr_service.extractors.identifiers.printed import cuts, printed_at

_COUNTRY = re.compile(
    r"(?<![A-Za-z0-9])(?:CHE|AT|BE|BG|CY|CZ|DE|DK|EE|EL|GR|ES|FI|FR|GB|XI|HR|HU|IE|IT|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK)(?=[ .:\-]{0,2}[A-Z0-9])"
)
# Of these a label says the country; the number stands without its letters.
_LABELS = (
    ("IT", re.compile(r"\bP(?:ARTITA|\.)? ?IVA\W{0,3}(?=\d)", re.IGNORECASE)),
    ("PL", re.compile(r"\bNIP\W{0,3}(?=\d)")),
    ("DK", re.compile(r"\bCVR(?:[-. ]?N[RO])?\W{0,3}(?=\d)", re.IGNORECASE)),
    ("PT", re.compile(r"\b(?:NIF|NIPC|CONTRIBUINTE(?: N\.?[ºo°])?)\W{0,3}(?=\d)", re.IGNORECASE)),
    (
        "NO",
        re.compile(
            r"\bORG(?:\.|ANISASJONS?)? ?-?N(?:UMME)?R\W{0,3}(?=\d{3} ?\d{3} ?\d{3} ?MVA)", re.IGNORECASE
        ),
    ),
    ("GB", re.compile(r"\bVAT (?:REG(?:ISTRATION)?\.? ?)?N(?:O|UMBER)\b\W{0,3}(?=\d)", re.IGNORECASE)),
    ("HU", re.compile(r"\bADÓSZÁM\W{0,3}(?=\d{8}(?!\d))", re.IGNORECASE)),
    ("EL", re.compile(r"\bΑΦΜ\W{0,3}(?=\d)")),
    ("NL", re.compile(r"\bBTW\W{0,12}(?=\d{4}[. ]?\d\d[. ]?\d{3}[. ]?B)", re.IGNORECASE)),
    ("ES", re.compile(r"\b(?:CIF|NIF)\W{0,3}(?=[A-Z][-. ]?\d)", re.IGNORECASE)),
)
# Well formed; whether the check digits are right is told beside it.
_SHAPED = re.compile(
    r"\b(?:AT\s?U\d{8}|BE\s?[01]\d{9}|CHE[\s\-.]?[\d.]{9,11}|DE\s?\d{3}\s?\d{3}\s?\d{3}|DK\s?\d{8}|ES\s?[A-Z0-9]\d{7}[A-Z0-9]|FR\s?[A-Z0-9]{2}\s?\d{9}"
    r"|GB\s?\d{9}|IE\s?\d[A-Z0-9]\d{5}[A-Z]{1,2}|IT\s?\d{11}|LU\s?\d{8}|NL\s?\d{9}B\d{2}|PL\s?\d{10}|PT\s?\d{9}|SE\s?\d{12})\b"
)
LONGEST, SHORTEST = 16, 10
# Ireland's and Cyprus' have seven and eight digits, all others more: most rows of a page are not looked at.
FEWEST_DIGITS = 6
_SWISS_TAX = re.compile(r"(?:MWST|TVA|IVA)$")


def vat_ids(text: str) -> Iterator[FoundIdentifier]:
    """VAT numbers with their country's letters; ``is_checked`` tells whether the check digits are right."""
    if sum(map(str.isdigit, text)) < FEWEST_DIGITS:
        return
    found = {one.start: one for one in _checked(text)}
    taken = [(one.start, one.end) for one in found.values()]
    for match in _SHAPED.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            plain = re.sub(r"[\s.\-]", "", match.group())
            found[match.start()] = FoundIdentifier(plain, match.start(), match.end(), False)
    yield from sorted(found.values(), key=lambda one: one.start)


def _checked(text: str) -> Iterator[FoundIdentifier]:
    end = 0
    for match in _COUNTRY.finditer(text):
        one = _longest(text, match.start(), "") if match.start() >= end else None
        if one is not None:
            end = one.end
            yield one
    for country, label in _LABELS:
        for match in label.finditer(text):
            one = _longest(text, match.end(), country)
            if one is not None:
                yield one


def _longest(text: str, start: int, country: str) -> FoundIdentifier | None:
    printed = printed_at(text, start, LONGEST - len(country))
    for plain, end in cuts(printed, text, SHORTEST - len(country)):
        value = _valid(country + plain)
        if value:
            return FoundIdentifier(value, start, end, True)
    return None


def _valid(plain: str) -> str:
    """The number as the register writes it, or empty."""
    if plain.startswith("CHE"):
        number = _SWISS_TAX.sub("", plain)
        return number if uid.is_valid(number) else ""
    if plain.startswith("NO"):
        return plain if plain.endswith("MVA") and vatin.is_valid(plain) else ""
    try:
        return str(_european(plain))
    except ValidationError:
        return ""


def _european(plain: str) -> str:
    if plain.startswith(("GB", "XI")):
        british_vat.validate(plain[2:])
        return plain
    return eu_vat.validate(plain)
