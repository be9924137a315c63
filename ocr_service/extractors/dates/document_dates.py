"""Tell the date a document is of, and the other dates it names for something else."""

from __future__ import annotations

from ocr_service.domain.facts import FieldValue
from ocr_service.domain.ports import Document
from ocr_service.extractors.dates.order import day_comes_first
from ocr_service.extractors.dates.ranking import DatedRow, dated_rows, rank_dates
from ocr_service.extractors.evidence.evidence import field_at, reading_confidence, words_between
from ocr_service.layout.layout import Layout

AMBIGUOUS = 0.55
OTHER_KINDS = ("due", "delivery", "birth", "validity", "order")


def date_facts(layout: Layout, document: Document) -> dict[str, FieldValue | tuple[FieldValue, ...]]:
    """``document_date``, and ``due_date``, ``delivery_date``, ``birth_date``, ``validity_date``, ``order_date``.

    The language of the document's first page settles the order of day and month where the page does not.
    """
    language = layout.pages[0].language if layout.pages else ""
    dates = dated_rows(layout.rows, day_first=day_comes_first(layout.text, language))
    facts: dict[str, FieldValue | tuple[FieldValue, ...]] = {}
    ranked = rank_dates(dates, len(layout.rows), "document_date")
    if ranked and not _is_of_something_else(ranked[0].value, ranked[0].confidence):
        facts["document_date"] = _fact(ranked[0].value, ranked[0].confidence)
    for kind in OTHER_KINDS:
        of_kind = [one for one in dates if one.label == kind]
        if of_kind:
            facts[f"{kind}_date"] = _fact(of_kind[0], 0.8)
    return facts


def _is_of_something_else(dated: DatedRow, share: float) -> bool:
    """A due or delivery date alone on a page is not the document's, unless much speaks for it."""
    return dated.label in OTHER_KINDS and share < 0.5


def _fact(dated: DatedRow, share: float) -> FieldValue:
    found = dated.found
    rule = f"date labelled {dated.label}" if dated.label else "date without a label"
    confidence = share * reading_confidence(words_between(dated.row, found.start, found.end))
    if found.is_ambiguous:
        confidence, rule = min(confidence, AMBIGUOUS), f"{rule}, ambiguous"
    return field_at(
        found.day.isoformat(), dated.row, found.start, found.end, confidence=confidence, rule=rule
    )
