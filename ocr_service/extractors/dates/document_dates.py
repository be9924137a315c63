"""Tell the date a document is of, and the other dates it names for something else."""

from __future__ import annotations

from ocr_service.domain.facts import FieldValue
from ocr_service.domain.ports import Document
from ocr_service.extractors.dates.due import due_of
from ocr_service.extractors.dates.order import day_comes_first
from ocr_service.extractors.dates.own_column import words_before
from ocr_service.extractors.dates.ranking import OF_SOMETHING_ELSE, DatedRow, dated_rows, rank_dates
from ocr_service.extractors.dates.roles import BEHIND_UNKNOWN_WORDS, UNKNOWN_WORDS, role_of
from ocr_service.extractors.dates.vouching import is_vouched
from ocr_service.extractors.evidence.evidence import field_at, reading_confidence, words_between
from ocr_service.layout.layout import Layout

AMBIGUOUS = 0.55
OTHER_KINDS = ("due", "delivery", "birth", "validity", "order")
BY_LABEL = 0.8
MOST_DATES = 50

Facts = dict[str, "FieldValue | tuple[FieldValue, ...]"]


def date_facts(layout: Layout, document: Document) -> Facts:
    """``document_date``; ``due_date``, ``delivery_date``, ``birth_date``, ``validity_date``, ``order_date``; ``dates``.

    ``dates`` lists every date as ``{"date", "role"}``. The language of the document's first page settles the order of
    day and month where the page does not.
    """
    language = layout.pages[0].language if layout.pages else ""
    dates = dated_rows(layout.rows, day_first=day_comes_first(layout.text, language), language=language)
    facts: Facts = {}
    ranked = rank_dates(dates, len(layout.rows), "document_date")
    best = ranked[0].value if ranked else None
    if best is not None and not _is_of_something_else(best, ranked[0].confidence):
        facts["document_date"] = _document_date(best, ranked[0].confidence)
    for kind in OTHER_KINDS:
        first = next((one for one in dates if one.label == kind), None)
        chosen = due_of(dates, best.found.day if best else None) if kind == "due" else first
        if chosen is not None:
            facts[f"{kind}_date"] = _fact(chosen, BY_LABEL)
    return facts | ({"dates": _all_dates(dates, best)} if dates else {})


def _all_dates(dates: list[DatedRow], best: DatedRow | None) -> tuple[FieldValue, ...]:
    """Each day once a role, in the order of the pages."""
    found: dict[tuple[str, str], FieldValue] = {}
    for one in dates:
        role = "document" if one is best and one.label not in OF_SOMETHING_ELSE else role_of(one)
        day = one.found.day.isoformat()
        value = {"date": day, "role": role}
        found.setdefault((day, role), _fact(one, BY_LABEL if role != "unknown" else UNKNOWN_WORDS, value))
    return tuple(found.values())[:MOST_DATES]


def _is_of_something_else(dated: DatedRow, share: float) -> bool:
    """A due or delivery date alone on a page is not the document's, unless much speaks for it."""
    return dated.label in OTHER_KINDS and share < 0.5


def _document_date(dated: DatedRow, share: float) -> FieldValue:
    if is_vouched(dated.label, words_before(dated.row, dated.found.start)):
        return _fact(dated, share)
    return _fact(dated, min(share, UNKNOWN_WORDS), doubt=f", {BEHIND_UNKNOWN_WORDS}")


def _fact(dated: DatedRow, share: float, value: object = None, doubt: str = "") -> FieldValue:
    found = dated.found
    rule = (f"date labelled {dated.label}" if dated.label else "date without a label") + doubt
    confidence = share * reading_confidence(words_between(dated.row, found.start, found.end))
    if found.is_ambiguous:
        confidence, rule = min(confidence, AMBIGUOUS), f"{rule}, ambiguous"
    return field_at(
        value or found.day.isoformat(), dated.row, found.start, found.end, confidence=confidence, rule=rule
    )
