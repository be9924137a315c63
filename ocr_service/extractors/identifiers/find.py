"""Find e-mail addresses, web addresses, telephone numbers and BICs, and name the finders of all identifiers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from stdnum import bic

from ocr_service.extractors.identifiers.found import FoundIdentifier
from ocr_service.extractors.identifiers.payment_references import payment_references
from ocr_service.extractors.identifiers.tax_numbers import vat_ids

_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,12}\b")
_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'|,;)]+[A-Za-z0-9/]", re.IGNORECASE)
_PHONE = re.compile(
    r"(?:(?P<label>\b(?:Tel(?:efon|ephone|éfono|efono|\.)?|Phone|Fon|Fax|Mobile?|Mobil|H/P|Hotline|Téléphone|Tél|Cell)\b\W{0,6}(?:No\W*)?)"
    r"|(?=\+\d))(?P<number>\+?\(?\d[\d\s()/.\-]{5,20}\d)",
    re.IGNORECASE,
)
_BIC = re.compile(r"(?:\bBIC|\bSWIFT)(?:[- ]?Code)?\W{0,6}([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b")
_LEAST_PHONE_DIGITS = 6


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


def bics(text: str) -> Iterator[FoundIdentifier]:
    """BICs that are labelled and well formed."""
    for match in _BIC.finditer(text):
        if bic.is_valid(match[1]):
            yield FoundIdentifier(match[1], match.start(1), match.end(1), True)


FINDERS: Sequence[tuple[str, Callable[[str], Iterator[FoundIdentifier]]]] = (
    ("emails", emails),
    ("urls", urls),
    ("phones", phones),
    ("bics", bics),
    ("vat_ids", vat_ids),
    ("payment_references", payment_references),
)
