"""Say what a date is the date of, and whether the words before it leave any doubt that it is the document's own."""

from __future__ import annotations

import re

from ocr_service.extractors.dates.months import weekdays
from ocr_service.extractors.dates.ranking import DatedRow
from ocr_service.extractors.locales.fold import folded

# A date behind words that nobody knows is no sure date of the document.
UNKNOWN_WORDS = 0.7
LONGEST_LABEL = 4
BEHIND_UNKNOWN_WORDS = "behind words that do not vouch for it"
NEVER_OF_THE_DOCUMENT = frozenset({"due", "delivery", "birth", "validity", "order", "period", "another"})
_VOUCHING = frozenset({"issue", "dated"})
_ROLES = {"issue": "document", "dated": "document", "another": "other_document", "": "unknown"}
# `Kraków, dnia`, `Umeå den`: a place, perhaps with a small word behind it.
_PLACE = re.compile(
    r"^\W*[^\W\d_][^\W\d_.'’-]*(?:[ -][^\W\d_.'’-]+){0,3}(?:,|\s)\s*(?:,|den|the|dnia|dne|le|el|il|lì|li|am|de|d\.|on|от|το|τις|this)?\s*$",
    re.IGNORECASE,
)
_SMALL = re.compile(r",\s*\w{0,5}\s*$|\b(?:den|the|dnia|dne|le|am|lì|от)\s*$", re.IGNORECASE)


def role_of(dated: DatedRow) -> str:
    """document, due, delivery, birth, validity, order, period, version, print, other_document or unknown."""
    return _ROLES.get(dated.label, dated.label)


def is_vouched(dated: DatedRow) -> bool:
    """True where a label, a place or nothing at all stands before the date; False behind unknown words."""
    if dated.label in NEVER_OF_THE_DOCUMENT:
        return False
    before = dated.row.text[: dated.found.start]
    words = [word for word in re.findall(r"[^\W\d_]{2,}", before) if folded(word) not in weekdays()]
    if dated.label in _VOUCHING and ":" in before[-3:]:
        return True
    return not words or dated.label == "issue" or _is_place(before) or _is_short_label(dated, words)


def _is_place(before: str) -> bool:
    return bool(_PLACE.match(before) and _SMALL.search(before))


def _is_short_label(dated: DatedRow, words: list[str]) -> bool:
    """`Datum 5.3.2024`, `Rechnung vom 5.3.2024`: the label is nearly all there is before the date."""
    return dated.label == "dated" and len(words) <= LONGEST_LABEL
