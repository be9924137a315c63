"""Tell whether what stands behind a number and looks like money belongs to that number: `6 R$ 120,00` has six of something, `5 TMT bars` five."""

from __future__ import annotations

import re

from ocr_service.extractors.amounts.currencies import is_unusual_code

# No day, no share and no longer number; with cents, or with the sign of one more behind it.
_NEXT = re.compile(
    r"\s?(?P<next>\d{1,3}(?:[.,'’ ]\d{3})*(?:[.,]\d{2,3})?)(?![.,]?\d|[./:-]\d|\s?%)(?=(?P<behind>\s?\S{1,4}\s?\d)?)"
)
_ENDS_WITH_NUMBER = re.compile(r"\d\s*\Z")
_WITH_CENTS = re.compile(r"[.,]\d{2,3}\Z")
_A_WORD = re.compile(r" [^\W\d_]")


def is_of_next_number(tail: re.Match[str], number: re.Match[str], text: str) -> bool:
    """True for a sign between two numbers in a row whose signs stand before them: `6 R$ 120,00 R$ 720,00`.

    Such a row ends with a number. `12,00 EUR 5 Stück` and `100 EUR 12.05.2024` have theirs behind.
    """
    following = _NEXT.match(text, tail.end())
    if following is None or not _ENDS_WITH_NUMBER.search(text):
        return False
    is_repeated = tail["after"] in (following["behind"] or "")
    has_cents = bool(_WITH_CENTS.search(following["next"]))
    return has_cents or (is_repeated and bool(number["whole"]))


def is_of_a_thing(tail: re.Match[str], number: re.Match[str], currency: str) -> bool:
    """True for `5 TMT bars`: what few papers name as money, behind a whole number and before a word."""
    is_rare = bool(number["whole"]) and is_unusual_code(tail["after"].strip().upper(), currency)
    return is_rare and bool(_A_WORD.match(tail.string, tail.end()))
