"""Say what a date is the date of."""

from __future__ import annotations

from ocr_service.extractors.dates.ranking import DatedRow

# A date behind words that nobody knows is no sure date of the document.
UNKNOWN_WORDS = 0.7
BEHIND_UNKNOWN_WORDS = "behind words that do not vouch for it"
_ROLES = {"issue": "document", "dated": "document", "another": "other_document", "": "unknown"}


def role_of(dated: DatedRow) -> str:
    """document, due, delivery, birth, validity, order, period, version, print, other_document or unknown."""
    return _ROLES.get(dated.label, dated.label)
