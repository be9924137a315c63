"""Extract what any document may say: dates, names, title, languages, identifiers, amounts, references."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from ocr_service.domain.facts import Category, Doubt, FieldValue, Method
from ocr_service.domain.ports import CLOSED, Document, Extraction, ReadingRoom
from ocr_service.extractors.amounts.document_currency import document_currency
from ocr_service.extractors.amounts.find import money
from ocr_service.extractors.attached_files import attached_files
from ocr_service.extractors.dates.document_dates import date_facts
from ocr_service.extractors.dates.roles import BEHIND_UNKNOWN_WORDS
from ocr_service.extractors.evidence.evidence import field_at, reading_confidence, words_between
from ocr_service.extractors.evidence.review import MAIN_FIELDS
from ocr_service.extractors.identifiers.bank_accounts import iban_fields
from ocr_service.extractors.identifiers.find import FINDERS
from ocr_service.extractors.identifiers.found import FoundIdentifier
from ocr_service.extractors.identifiers.phone_numbers import international
from ocr_service.extractors.identifiers.references import references
from ocr_service.extractors.invoice.amount import amount_places
from ocr_service.extractors.language import language_fact
from ocr_service.extractors.likely_countries import likely_countries
from ocr_service.extractors.names.correspondents import recipient, sender
from ocr_service.extractors.names.title import title
from ocr_service.layout.layout import Layout, document_layout
from ocr_service.layout.rows import Row

MOST_VALUES = 50
DISPUTED_CURRENCY = 0.6
PDF = "application/pdf"
# Kinds of label in the order in which they are told: the narrowest first.
AMOUNT_LABELS = ("gross", "net", "tax", "part", "payable", "total")
Facts = dict[str, "FieldValue | tuple[FieldValue, ...]"]


@dataclass(slots=True)
class GeneralExtractor:
    """Facts for ``metadata``, from the first and last pages of any document."""

    name: str = "general"

    def extract(self, document: Document, category: Category, room: ReadingRoom = CLOSED) -> Extraction:
        """What was found; nothing is required to be there."""
        layout = document_layout(document)
        facts: Facts = {}
        warnings: list[str] = []
        facts |= date_facts(layout, document)
        found_sender = sender(layout, category)
        for name, value in (
            ("title", title(layout, document.properties, category)),
            ("sender", found_sender),
            ("recipient", recipient(layout, category, found_sender)),
            ("author", _property(document, "Author")),
            ("languages", language_fact(layout)),
            (
                "word_count",
                FieldValue(value=document.word_count, confidence=0.999, rule="words of all pages"),
            ),
        ):
            if value is not None:
                facts[name] = value
        facts |= {name: values for name, values in _lists(layout).items() if values}
        # An invoice in XML is its own only file.
        if document.media_type == PDF and (files := attached_files(document.attachments())):
            facts["attachments"] = files
        date = facts.get("document_date")
        if isinstance(date, FieldValue) and "ambiguous" in date.rule:
            warnings.append("The document's date is ambiguous: day and month could be the other way round.")
        is_doubtful = isinstance(date, FieldValue) and BEHIND_UNKNOWN_WORDS in date.rule
        doubts = (
            (Doubt("document_date", BEHIND_UNKNOWN_WORDS),)
            if is_doubtful and category.name not in MAIN_FIELDS
            else ()
        )
        return Extraction(facts=facts, review=doubts, warnings=tuple(warnings))


def _lists(layout: Layout) -> Facts:
    facts: Facts = {name: _unique(_identifiers(layout.rows, finder)) for name, finder in FINDERS}
    facts["phones"] = _unique(_dialled(facts["phones"], layout))
    facts["ibans"] = _unique(iban_fields(layout.rows))
    facts["amounts"] = _unique(_amounts(layout))
    facts["reference_numbers"] = _unique(references(layout))
    return facts


def _identifiers(
    rows: Iterable[Row], finder: Callable[[str], Iterator[FoundIdentifier]]
) -> Iterator[FieldValue]:
    for row in rows:
        for found in finder(row.text):
            sure = reading_confidence(words_between(row, found.start, found.end))
            confidence = max(0.97 if found.is_checked else 0.0, 0.75 * sure)
            yield field_at(found.value, row, found.start, found.end, confidence=confidence, rule="pattern")


def _dialled(phones: object, layout: Layout) -> Iterator[FieldValue]:
    """The numbers in E.164 where their country is known, so that one with it and one without it are the same."""
    countries: tuple[str, ...] | None = None
    for phone in phones if isinstance(phones, tuple) else ():
        if countries is None:
            countries = likely_countries(layout.rows)
        yield replace(phone, value=international(phone.text, countries) or phone.value)


def _amounts(layout: Layout) -> Iterator[FieldValue]:
    """Amounts with a currency or behind a label: ``{"amount", "currency", "label"}``, what is not told is missing."""
    language = layout.pages[0].language if layout.pages else ""
    paid_in = document_currency(layout.rows, language)
    main = paid_in.code if paid_in else ""
    for place in amount_places(layout.rows, main):
        told = frozenset() if place.is_by_column else place.labels
        amount, labels = place.amount, [name for name in AMOUNT_LABELS if name in told]
        if amount.currency or labels:
            value = {"amount": money(place.value, amount.currency or main)}
            value |= {"currency": amount.currency} if amount.currency else {}
            value |= {"label": labels[0]} if labels and place.is_last else {}
            sure = reading_confidence(words_between(place.row, amount.start, amount.end))
            share = DISPUTED_CURRENCY if amount.is_disputed else 0.95
            rule = "amount with currency" if amount.currency else "amount behind a label"
            rule += f"; `{amount.sign}` is ambiguous" if amount.is_disputed else ""
            yield field_at(value, place.row, amount.start, amount.end, confidence=share * sure, rule=rule)


def _unique(values: Iterable[FieldValue]) -> tuple[FieldValue, ...]:
    first: dict[str, FieldValue] = {}
    for value in values:
        first.setdefault(repr(value.value), value)
        if len(first) >= MOST_VALUES:
            break
    return tuple(first.values())


def _property(document: Document, name: str) -> FieldValue | None:
    text = str(document.properties.get(name) or document.properties.get(name.lower()) or "").strip()
    if not text or re.fullmatch(r"(?i)unknown|user|admin(?:istrator)?|root|scanner", text):
        return None
    return FieldValue(
        value=text, confidence=0.7, text=text, method=Method.EMBEDDED, rule=f"the file's own {name}"
    )
