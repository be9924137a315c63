"""Extract what any document may say: dates, names, title, languages, identifiers, amounts, references."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ocr_service.domain.facts import Category, FieldValue, Method
from ocr_service.domain.ports import Document, Extraction
from ocr_service.extractors.amounts.find import find_amounts, money
from ocr_service.extractors.dates.document_dates import BEHIND_UNKNOWN_WORDS, date_facts
from ocr_service.extractors.evidence.evidence import field_at, reading_confidence, words_between
from ocr_service.extractors.evidence.review import MAIN_FIELDS
from ocr_service.extractors.identifiers.find import FINDERS, FoundIdentifier
from ocr_service.extractors.identifiers.references import references
from ocr_service.extractors.language import language_fact
from ocr_service.extractors.names.correspondents import recipient, sender
from ocr_service.extractors.names.title import title
from ocr_service.layout.layout import Layout, document_layout
from ocr_service.layout.rows import Row

MOST_VALUES = 50
Facts = dict[str, "FieldValue | tuple[FieldValue, ...]"]


@dataclass(slots=True)
class GeneralExtractor:
    """Facts for ``metadata``, from the first and last pages of any document."""

    name: str = "general"

    def extract(self, document: Document, category: Category) -> Extraction:
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
            ("word_count", _word_count(document)),
        ):
            if value is not None:
                facts[name] = value
        facts |= {name: values for name, values in _lists(layout).items() if values}
        date = facts.get("document_date")
        if isinstance(date, FieldValue) and "ambiguous" in date.rule:
            warnings.append("The document's date is ambiguous: day and month could be the other way round.")
        is_doubtful = isinstance(date, FieldValue) and BEHIND_UNKNOWN_WORDS in date.rule
        return Extraction(
            facts=facts,
            needs_review=is_doubtful and category.name not in MAIN_FIELDS,
            warnings=tuple(warnings),
        )


def _lists(layout: Layout) -> Facts:
    facts: Facts = {name: _unique(_identifiers(layout.rows, finder)) for name, finder in FINDERS}
    facts["amounts"] = _unique(_amounts(layout.rows))
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


def _amounts(rows: Iterable[Row]) -> Iterator[FieldValue]:
    for row in rows:
        for amount in find_amounts(row.text):
            if amount.currency:
                value = {"amount": money(amount.value), "currency": amount.currency}
                sure = reading_confidence(words_between(row, amount.start, amount.end))
                yield field_at(
                    value, row, amount.start, amount.end, confidence=0.95 * sure, rule="amount with currency"
                )


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


def _word_count(document: Document) -> FieldValue:
    count = sum(len(page.words) or len(page.text.split()) for page in document.pages())
    return FieldValue(value=count, confidence=0.999, rule="words of all pages")
