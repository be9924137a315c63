"""Extract what an invoice says: issuer, number, dates, amounts, currency, bank, order and customer number, items."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from ocr_service.domain.facts import Category, Doubt, FieldValue
from ocr_service.domain.page import Word
from ocr_service.domain.ports import CLOSED, Document, Extraction, ReadingRoom
from ocr_service.extractors.amounts.document_currency import DocumentCurrency, document_currency
from ocr_service.extractors.amounts.find import money
from ocr_service.extractors.amounts.scale import doubted, is_in_doubt, scale_doubts
from ocr_service.extractors.dates.due import due_of
from ocr_service.extractors.dates.order import day_comes_first
from ocr_service.extractors.dates.own_column import words_before
from ocr_service.extractors.dates.ranking import DatedRow, dated_rows, rank_dates
from ocr_service.extractors.dates.roles import BEHIND_UNKNOWN_WORDS, UNKNOWN_WORDS
from ocr_service.extractors.dates.vouching import is_vouched
from ocr_service.extractors.einvoice.embedded import unread_files, with_embedded
from ocr_service.extractors.einvoice.published_rules import is_installed
from ocr_service.extractors.evidence.calibration import Evidence, calibrated
from ocr_service.extractors.evidence.evidence import (
    field_at,
    field_of,
    joint_confidence,
    reading_confidence,
    words_between,
)
from ocr_service.extractors.evidence.ranking import Ranked
from ocr_service.extractors.evidence.remembered import with_feedback
from ocr_service.extractors.evidence.review import DOUBTFUL, doubts
from ocr_service.extractors.headline import headline
from ocr_service.extractors.identifiers.bank_accounts import iban_fields
from ocr_service.extractors.identifiers.references import references
from ocr_service.extractors.invoice.amount import (
    amount_places,
    by_arithmetic,
    credited,
    labelled_amount,
    parts_by_column,
    parts_in_a_row,
    rank_amounts,
    taxes_before,
    taxes_together,
)
from ocr_service.extractors.invoice.amount_place import AmountPlace
from ocr_service.extractors.invoice.items import invoice_items
from ocr_service.extractors.invoice.number import rank_numbers
from ocr_service.extractors.invoice.support import amount_doubts
from ocr_service.extractors.names.issuer import rank_issuers
from ocr_service.layout.layout import Layout, document_layout

# A date that stands once, behind the number and without a label of its own, was wrong more often (docs/accuracy.md).
SAID_ONCE = 0.85
# `273.000` is another sum in Oman than in Spain; where no currency is known, nobody can be sure.
_THOUSANDTHS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})*\.\d{3}$")
DUE_BY_LABEL = 0.85
AMBIGUOUS = 0.55
EXACT_TEXT = 0.999
_CREDIT_NOTE = re.compile(
    r"gutschrift|rechnungs-?korrektur|credit note|avoir\b|nota (?:de cr[eé]dito|di credito)|storno",
    re.IGNORECASE,
)
# A document that is its XML: no page says it again.
XML = "application/xml"
Fields = dict[str, "FieldValue | tuple[FieldValue, ...]"]


@dataclass(slots=True)
class InvoiceExtractor:
    """Fields of an invoice; of any other document only which of its files might be one and cannot be read."""

    feedback_folder: Path | None = None
    name: str = "invoice"

    def extract(self, document: Document, category: Category, room: ReadingRoom = CLOSED) -> Extraction:
        """What the pages say, and over it what an embedded invoice says exactly."""
        if category.name != "invoice":
            return Extraction(warnings=unread_files(document.attachments()))
        layout = document_layout(document)
        seen = with_feedback(
            invoice_fields(layout), layout.text, self.feedback_folder, document.owner, name_field="issuer"
        )
        read = with_embedded(
            document.attachments(), seen, has_page=document.media_type != XML, checks_rules=is_installed()
        )
        return Extraction(
            facts=headline(read.fields, name_field="issuer"),
            fields=read.fields,
            review=(
                *doubts("invoice", read.fields),
                *_date_doubts(read.fields),
                *amount_doubts(read.fields),
                *scale_doubts(read.fields),
                *read.doubts,
            ),
            warnings=read.warnings,
        )


def _date_doubts(fields: Mapping[str, FieldValue | tuple[FieldValue, ...]]) -> tuple[Doubt, ...]:
    date = fields.get("date")
    is_doubtful = (
        isinstance(date, FieldValue) and BEHIND_UNKNOWN_WORDS in date.rule and date.confidence >= DOUBTFUL
    )
    return (Doubt("date", BEHIND_UNKNOWN_WORDS),) if is_doubtful else ()


def invoice_fields(layout: Layout) -> Fields:
    """The fields that the pages say."""
    found: Fields = {}
    paid_in = document_currency(layout.rows, layout.pages[0].language if layout.pages else "")
    code = paid_in.code if paid_in else ""
    places = credited(layout.rows, amount_places(layout.rows, code))
    for name, value in (
        ("issuer", _issuer(layout)),
        ("invoice_number", _number(layout)),
        ("amount", _amount(layout, places, paid_in)),
        ("currency", _currency(paid_in)),
        ("iban", next(iban_fields(layout.rows), None)),
        *_dates(layout),
        *_references(layout),
    ):
        if value is not None:
            found[name] = value
    gross = found.get("amount")
    found |= _parts(places, Decimal(gross.value) if isinstance(gross, FieldValue) else None, paid_in)
    items = invoice_items(layout, code)
    return found | ({"line_items": items} if items else {})


def _issuer(layout: Layout) -> FieldValue | None:
    ranked = rank_issuers(layout)
    if not ranked:
        return None
    place = ranked[0].value
    words = [word for row in place.rows for word in row.words]
    confidence = _confidence("invoice_issuer", ranked, words)
    return field_of(place.name, place.rows, confidence=confidence, rule=f"issuer by {place.source}")


def _number(layout: Layout) -> FieldValue | None:
    ranked = rank_numbers(layout)
    if not ranked:
        return None
    place = ranked[0].value
    end = place.start + len(place.text)
    confidence = _confidence("invoice_number", ranked, words_between(place.row, place.start, end))
    return field_at(
        place.text, place.row, place.start, end, confidence=confidence, rule="number by its label"
    )


def _amount(
    layout: Layout, places: Sequence[AmountPlace], paid_in: DocumentCurrency | None
) -> FieldValue | None:
    currency = paid_in.code if paid_in else ""
    ranked = rank_amounts(places, len(layout.rows))
    if not ranked:
        return None
    place = ranked[0].value
    words = words_between(place.row, place.amount.start, place.amount.end)
    confidence = _confidence("invoice_amount", ranked, words)
    if not currency and _THOUSANDTHS.search(place.amount.text):
        confidence = min(confidence, SAID_ONCE)
    rule = "gross amount" + (
        " of a credit note" if _CREDIT_NOTE.search(layout.text) and place.value < 0 else ""
    )
    found = field_at(
        money(place.value, currency),
        place.row,
        place.amount.start,
        place.amount.end,
        confidence=confidence,
        rule=rule,
    )
    return doubted(found) if is_in_doubt(paid_in, place.amount.text) else found


def _confidence(question: str, ranked: Sequence[Ranked[Any]], words: Sequence[Word]) -> float:
    """How sure the first of ``ranked`` is, which ``words`` say."""
    reading = reading_confidence(words)
    evidence = Evidence(
        share=ranked[0].confidence,
        reading=reading,
        joint=joint_confidence(words),
        rival=ranked[1].confidence if len(ranked) > 1 else 0.0,
        is_exact_text=reading >= EXACT_TEXT,
        features=ranked[0].features,
    )
    return calibrated(question, evidence)


def _parts(places: Sequence[AmountPlace], gross: Decimal | None, paid_in: DocumentCurrency | None) -> Fields:
    currency = paid_in.code if paid_in else ""
    net, tax = (labelled_amount(places, kind, gross) for kind in ("net", "tax"))
    if gross is not None and net is not None and tax is not None and net.value + tax.value != gross:
        tax = taxes_together(places, gross - net.value) or tax
    if gross is not None and net is None and tax is None:
        net, tax = parts_in_a_row(places, gross)
    if gross is not None and tax and net is None:
        tax = taxes_before(places, gross) or tax
    if gross is not None and tax and (net is None or net.value + tax.value != gross):
        net = by_arithmetic(places, gross, tax.value) or net
    net, tax = parts_by_column(places, gross, net, tax)
    is_known = bool(currency) or not any(_THOUSANDTHS.search(one.amount.text) for one in (net, tax) if one)
    adds_up = (
        is_known
        and gross is not None
        and net is not None
        and tax is not None
        and net.value + tax.value == gross
    )
    found: Fields = {}
    for name, place in (("net", net), ("tax", tax)):
        if place is not None:
            value = field_at(
                money(place.value, currency),
                place.row,
                place.amount.start,
                place.amount.end,
                confidence=0.95 if adds_up else 0.6,
                rule=f"{name} by its label",
            )
            found[name] = doubted(value) if is_in_doubt(paid_in, place.amount.text) else value
    return found


def _currency(paid_in: DocumentCurrency | None) -> FieldValue | None:
    if paid_in is None:
        return None
    return field_of(paid_in.code, [paid_in.row], confidence=paid_in.confidence, rule=paid_in.rule)


def _dates(layout: Layout) -> list[tuple[str, FieldValue]]:
    language = layout.pages[0].language if layout.pages else ""
    dates = dated_rows(layout.rows, day_first=day_comes_first(layout.text, language), language=language)
    ranked = rank_dates(dates, len(layout.rows), "invoice_date")
    found = [("date", _issue_date(ranked))] if ranked else []
    due = due_of(dates, ranked[0].value.found.day if ranked else None)
    return found + ([("due_date", _date_field(due, DUE_BY_LABEL))] if due else [])


def _issue_date(ranked: Sequence[Ranked[DatedRow]]) -> FieldValue:
    best, one = ranked[0], ranked[0].value
    words = words_between(one.row, one.found.start, one.found.end)
    confidence = _confidence("invoice_date", ranked, words)
    if best.features.get("is_only_after_number"):
        confidence = min(confidence, SAID_ONCE)
    if is_vouched(one.label, words_before(one.row, one.found.start)):
        return _date_field(one, confidence)
    found = _date_field(one, min(confidence, UNKNOWN_WORDS))
    return replace(found, rule=f"{found.rule}, {BEHIND_UNKNOWN_WORDS}")


def _date_field(one: DatedRow, confidence: float) -> FieldValue:
    found = one.found
    rule = f"date labelled {one.label}" if one.label else "date without a label"
    if found.is_ambiguous:
        confidence, rule = min(confidence, AMBIGUOUS), f"{rule}, ambiguous"
    return field_at(found.day.isoformat(), one.row, found.start, found.end, confidence=confidence, rule=rule)


def _references(layout: Layout) -> list[tuple[str, FieldValue]]:
    """The first order number and the first customer number."""
    found: dict[str, FieldValue] = {}
    for value in references(layout):
        name = {"order": "order_number", "customer": "customer_number"}.get(value.value["kind"])
        if name and name not in found:
            found[name] = replace(value, value=value.value["number"])
    return list(found.items())
