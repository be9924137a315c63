"""Find e-mail addresses, web addresses, telephone numbers, IBAN, BIC and VAT numbers; check what can be checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from stdnum import bic, iban, vatin
from stdnum.exceptions import ValidationError

from ocr_service.extractors.evidence.spelling import as_digits

_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,12}\b")
_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'|,;)]+[A-Za-z0-9/]", re.IGNORECASE)
_PHONE = re.compile(
    r"(?:(?P<label>\b(?:Tel(?:efon|ephone|éfono|efono|\.)?|Phone|Fon|Fax|Mobile?|Mobil|H/P|Hotline|Téléphone|Tél|Cell)\b\W{0,6}(?:No\W*)?)"
    r"|(?=\+\d))(?P<number>\+?\(?\d[\d\s()/.\-]{5,20}\d)",
    re.IGNORECASE,
)
_IBAN = re.compile(r"\b[A-Z]{2}[0-9OIl]{2}(?:\s?[0-9A-Za-z]{2,4}){3,8}\b")
_BIC = re.compile(r"(?:\bBIC|\bSWIFT)(?:[- ]?Code)?\W{0,6}([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b")
_VAT = re.compile(
    r"\b(?:AT\s?U\d{8}|BE\s?[01]\d{9}|CHE[\s\-.]?[\d.]{9,11}|DE\s?\d{3}\s?\d{3}\s?\d{3}|DK\s?\d{8}|ES\s?[A-Z0-9]\d{7}[A-Z0-9]|FR\s?[A-Z0-9]{2}\s?\d{9}"
    r"|GB\s?\d{9}|IE\s?\d[A-Z0-9]\d{5}[A-Z]{1,2}|IT\s?\d{11}|LU\s?\d{8}|NL\s?\d{9}B\d{2}|PL\s?\d{10}|PT\s?\d{9}|SE\s?\d{12})\b"
)
_LEAST_PHONE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class FoundIdentifier:
    """An identifier in its plain form at ``text[start:end]``; ``is_checked``: its own check digits are right."""

    value: str
    start: int
    end: int
    is_checked: bool = False


def emails(text: str) -> Iterator[FoundIdentifier]:
    """E-mail addresses, lower case."""
    for match in _EMAIL.finditer(text):
        yield FoundIdentifier(match.group().lower(), match.start(), match.end(), True)


def urls(text: str) -> Iterator[FoundIdentifier]:
    """Web addresses as written."""
    for match in _URL.finditer(text):
        yield FoundIdentifier(match.group(), match.start(), match.end(), True)


def phones(text: str) -> Iterator[FoundIdentifier]:
    """Telephone and fax numbers that are labelled as such or begin with +; digits and + only."""
    for match in _PHONE.finditer(text):
        digits = re.sub(r"[^\d+]", "", match["number"])
        if _LEAST_PHONE_DIGITS <= len(digits.lstrip("+")) <= 15:
            yield FoundIdentifier(digits, match.start("number"), match.end("number"), bool(match["label"]))


def ibans(text: str) -> Iterator[FoundIdentifier]:
    """IBANs whose check digits are right, also when an engine took digits for letters."""
    for match in _IBAN.finditer(text):
        for length in range(len(match.group()), 14, -1):
            candidate = match.group()[:length]
            valid = _valid_iban(candidate)
            if valid:
                yield FoundIdentifier(valid, match.start(), match.start() + length, True)
                break


def bics(text: str) -> Iterator[FoundIdentifier]:
    """BICs that are labelled and well formed."""
    for match in _BIC.finditer(text):
        if bic.is_valid(match[1]):
            yield FoundIdentifier(match[1], match.start(1), match.end(1), True)


def vat_ids(text: str) -> Iterator[FoundIdentifier]:
    """VAT numbers of European countries; ``is_checked`` tells whether the check digits are right."""
    for match in _VAT.finditer(text):
        plain = re.sub(r"[\s.\-]", "", match.group())
        yield FoundIdentifier(plain, match.start(), match.end(), _is_valid_vat(plain))


FINDERS: Sequence[tuple[str, Callable[[str], Iterator[FoundIdentifier]]]] = (
    ("emails", emails),
    ("urls", urls),
    ("phones", phones),
    ("ibans", ibans),
    ("bics", bics),
    ("vat_ids", vat_ids),
)


def _valid_iban(text: str) -> str:
    plain = re.sub(r"\s", "", text).upper()
    for candidate in (plain, plain[:2] + as_digits(plain[2:])):
        if iban.is_valid(candidate, check_country=False):
            return candidate
    return ""


def _is_valid_vat(plain: str) -> bool:
    try:
        vatin.validate(plain)
    except ValidationError:
        return False
    return True
