"""Extract what a receipt says: vendor, address, date, time, total and its parts, payment, line items."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path
from typing import Any

from ocr_service.domain.facts import Category, FieldValue
from ocr_service.domain.page import PageSource, Word
from ocr_service.domain.ports import CLOSED, AnotherReading, Document, Extraction, ReadingRoom
from ocr_service.extractors.amounts.currencies import THREE, exponent
from ocr_service.extractors.amounts.document_currency import document_currency
from ocr_service.extractors.amounts.find import FoundAmount, money
from ocr_service.extractors.amounts.scale import doubted, is_in_doubt, scale_doubts
from ocr_service.extractors.dates.order import day_comes_first, order_of_country
from ocr_service.extractors.dates.ranking import OF_SOMETHING_ELSE, DatedRow
from ocr_service.extractors.dates.roles import UNKNOWN_WORDS
from ocr_service.extractors.evidence.calibration import Evidence, as_its_worst_word, calibrated
from ocr_service.extractors.evidence.evidence import field_at, field_of, words_between
from ocr_service.extractors.evidence.ranking import Ranked
from ocr_service.extractors.evidence.remembered import with_feedback
from ocr_service.extractors.evidence.review import doubts
from ocr_service.extractors.headline import headline
from ocr_service.extractors.receipt.head_rows import GEOGRAPHY
from ocr_service.extractors.receipt.letterhead import Span
from ocr_service.extractors.receipt.minor_fields import part_fields
from ocr_service.extractors.receipt.near_figures import has_near_figure
from ocr_service.extractors.receipt.passes import Choice, choose
from ocr_service.extractors.receipt.reading import ReceiptReading
from ocr_service.extractors.receipt.rows import ReceiptRow
from ocr_service.extractors.receipt.token_vote import Voted, folded, tokens_of, vote
from ocr_service.extractors.receipt.total import figure

# Further passes over the picture, prepared unlike the pipeline's own, each made while date or total are less
# sure than this. The first is also made to confirm a name: what two passes read alike can be believed. Below
# this share of sureness no second pass brought a name to where it can (docs/accuracy.md).
FURTHER_LOOKS = (("receipt-soft", 0.92), ("receipt-x2", 0.6))
HOPELESS_NAME = 0.8
# Spans of another pass that are looked at for the same words, and how alike they must be.
LOOK_AT = 4
ALIKE = 0.7

# A name or address with marks that no letterhead prints, or a bracket that nothing closes, was misread somewhere;
# so was most often a name that ends with a single letter or digit.
MALFORMED = 0.8
_ODD_MARK = re.compile(r"[^\w\s&.,()'’/:;#@+\-]|_")
_STRAY_END = re.compile(r"\s\w$")
# A figure within a word is a misread letter (`MARTINE2`); names have figures before words, or alone.
_FIGURE_IN_WORD = re.compile(r"[^\W\d_]{3}\d")
# A word twice: the trade name above was taken along, or a reading of it.
_DOUBLED = re.compile(r"\b([^\W\d_]+) \1\b")
# A postcode: the rows of the address were taken along.
_POSTCODE = re.compile(r"\d{4}")
# What stands before a colon is a label ("DIMILIKI OLEH: …"), not the name; an address does not begin with a branch in brackets,
# with a label, or with a number of seven digits.
_LABEL_OF_NAME = re.compile(r":")
_FOREIGN_BEGIN = re.compile(r"\W*\(|[^\d:]{3,20}:|\D{0,12}\d{7}")

TotalPlace = tuple[ReceiptRow, FoundAmount]


@dataclass(slots=True)
class ReceiptExtractor:
    """Fields of a receipt; silent on any other document."""

    feedback_folder: Path | None = None
    name: str = "receipt"

    def extract(self, document: Document, category: Category, room: ReadingRoom = CLOSED) -> Extraction:
        """The fields of the first page of a document of the category ``receipt``."""
        if category.name != "receipt" or document.page_count < 1:
            return Extraction()
        page = document.page(1)
        day_first = day_comes_first(page.text, page.language)
        readings = [ReceiptReading(page, day_first)]
        looks = () if page.source is PageSource.TEXT_LAYER else FURTHER_LOOKS
        for preparation, enough in looks:
            if _is_sure(readings, enough):
                break
            again = room.read(AnotherReading(page=page.number, preparation=preparation))
            if again is not None:
                readings.append(ReceiptReading(again, day_first))
        if day_first is None and len(readings) > 1:
            readings = _in_order_of_country(readings)
        fields = with_feedback(
            receipt_fields(readings), page.text, self.feedback_folder, document.owner, name_field="vendor"
        )
        facts = headline(fields, name_field="vendor")
        return Extraction(
            facts=facts, fields=fields, review=(*doubts("receipt", fields), *scale_doubts(fields))
        )


def _in_order_of_country(readings: Sequence[ReceiptReading]) -> list[ReceiptReading]:
    """The same passes with the order of day and month that any of them shows the country of."""
    order = order_of_country("\n".join(reading.page.text for reading in readings))
    return [replace(reading, day_first=order) for reading in readings]


def receipt_fields(readings: Sequence[ReceiptReading]) -> dict[str, FieldValue | tuple[FieldValue, ...]]:
    """The fields that one or more passes over the same receipt agree on."""
    found: dict[str, FieldValue | tuple[FieldValue, ...]] = {}
    for name, value in (
        ("vendor", _vendor(readings)),
        ("address", _address(readings)),
        ("date", _date(readings)),
        ("total", _total(readings)),
    ):
        if value is not None:
            found[name] = value
    return found | part_fields(readings, found.get("date"), found.get("total"))


def _is_sure(readings: Sequence[ReceiptReading], enough: float) -> bool:
    """True when date and total are, and a second pass has confirmed the name or is not worth it."""
    if any(value is None or value.confidence < enough for value in (_date(readings), _total(readings))):
        return False
    vendor = _vendor(readings) if len(readings) == 1 else None
    return vendor is None or vendor.confidence < HOPELESS_NAME


def _vendor(readings: Sequence[ReceiptReading]) -> FieldValue | None:
    choice = choose(readings, lambda reading: reading.names, lambda span: folded(span.text), _span_words)
    return _span_field(readings, choice, "receipt_company", lambda reading: reading.names)


def _address(readings: Sequence[ReceiptReading]) -> FieldValue | None:
    choice = choose(readings, lambda reading: reading.addresses, lambda span: folded(span.text), _span_words)
    return _span_field(readings, choice, "receipt_address", lambda reading: reading.addresses)


def _span_words(reading: ReceiptReading, span: Span) -> Sequence[Word]:
    return reading.words_of_span(span)


def _span_field(
    readings: Sequence[ReceiptReading],
    choice: Choice[ReceiptReading, Span] | None,
    question: str,
    spans: Callable[[ReceiptReading], Sequence[Ranked[Span]]],
) -> FieldValue | None:
    if choice is None:
        return None
    span, reading = choice.best.value, choice.best.reading
    voted = voted_text(readings, choice, spans)
    confidence = _confidence(replace(choice, support=voted.support), question)
    is_malformed = not _is_well_formed(voted.text) or (
        question == "receipt_company"
        and any(
            odd.search(voted.text)
            for odd in (_STRAY_END, _FIGURE_IN_WORD, _LABEL_OF_NAME, _POSTCODE, _DOUBLED)
        )
    )
    confidence = min(confidence, as_its_worst_word(voted.support))
    return field_of(
        voted.text,
        reading.plain_rows[span.start : span.end],
        confidence=min(confidence, MALFORMED) if is_malformed else confidence,
        rule="head of the receipt",
    )


def voted_text(
    readings: Sequence[ReceiptReading],
    choice: Choice[ReceiptReading, Span],
    spans: Callable[[ReceiptReading], Sequence[Ranked[Span]]],
) -> Voted:
    """The chosen span's text with the words that all passes together are surest of."""
    best = choice.best
    text: str = best.value.text
    others = []
    for reading in readings:
        if reading is not best.reading:
            alike = (one.value for one in spans(reading)[:LOOK_AT] if _is_alike(one.value.text, text))
            others += [tokens_of(one.text, reading.words_of_span(one)) for one in islice(alike, 1)]
    return vote(tokens_of(text, best.reading.words_of_span(best.value)), others, GEOGRAPHY)


def _is_well_formed(text: str) -> bool:
    return not (_ODD_MARK.search(text) or _FOREIGN_BEGIN.match(text)) and text.count("(") == text.count(")")


def _is_alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, folded(one), folded(other), autojunk=False).ratio() >= ALIKE


def _date(readings: Sequence[ReceiptReading]) -> FieldValue | None:
    choice = choose(
        readings, lambda reading: reading.dates, lambda one: one.found.day.isoformat(), _date_words
    )
    if choice is None:
        return None
    dated = choice.best.value
    near = has_near_figure(dated.found.text, (text for one in readings for text in one.texts_of_own_dates))
    confidence = _confidence(choice, "receipt_date", has_near_figure=near)
    rule = f"date labelled {dated.label}" if dated.label else "date without a label"
    if dated.label in OF_SOMETHING_ELSE:
        # No other date was read: this one is none of the receipt's, however well it is legible.
        confidence = min(confidence, UNKNOWN_WORDS)
    if dated.found.is_ambiguous:
        confidence, rule = (
            min(confidence, 0.6),
            f"{rule}, ambiguous: day and month could be the other way round",
        )
    return field_at(
        choice.key, dated.row, dated.found.start, dated.found.end, confidence=confidence, rule=rule
    )


def _date_words(_: ReceiptReading, dated: DatedRow) -> Sequence[Word]:
    return words_between(dated.row, dated.found.start, dated.found.end)


def _total(readings: Sequence[ReceiptReading]) -> FieldValue | None:
    choice = choose(
        readings, lambda reading: reading.totals, lambda place: f"{figure(place[1].value):f}", _total_words
    )
    if choice is None:
        return None
    row, amount = choice.best.value
    value = money(figure(amount.value), row.currency)
    near = has_near_figure(choice.key, (row.row.text for one in readings for row in one.rows if row.is_sum))
    confidence = _confidence(choice, "receipt_total", has_near_figure=near)
    found = field_at(value, row.row, amount.start, amount.end, confidence=confidence, rule="total")
    plain, language = choice.best.reading.plain_rows, choice.best.reading.page.language
    is_doubted = exponent(row.currency) == THREE and is_in_doubt(
        document_currency(plain, language), amount.text
    )
    return doubted(found) if is_doubted else found


def _total_words(_: ReceiptReading, place: TotalPlace) -> Sequence[Word]:
    row, amount = place
    return words_between(row.row, amount.start, amount.end)


def _confidence(
    choice: Choice[ReceiptReading, Span]
    | Choice[ReceiptReading, DatedRow]
    | Choice[ReceiptReading, TotalPlace],
    question: str,
    *,
    has_near_figure: bool = False,
) -> float:
    return calibrated(question, replace(evidence_of(choice), has_near_figure=has_near_figure))


def evidence_of(choice: Choice[ReceiptReading, Any]) -> Evidence:
    """What is known of a value that the passes over a receipt chose."""
    best = choice.best
    return Evidence(
        share=choice.share,
        reading=best.legibility,
        joint=best.joint,
        page=best.reading.page.confidence / 100,
        agreement=choice.agreement,
        is_exact_text=best.reading.is_exact_text,
        passes=choice.passes,
        support=choice.support,
        rival=choice.rival,
        features=best.features,
    )
