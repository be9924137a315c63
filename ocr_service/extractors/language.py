"""Say in which languages a document is."""

from __future__ import annotations

from ocr_service.domain.facts import FieldValue
from ocr_service.layout.found_language import languages_found
from ocr_service.layout.layout import Layout


def language_fact(layout: Layout) -> tuple[FieldValue, ...] | None:
    """The languages that make up a fifth or more of a document's first and last pages, the one with most text first."""
    found = languages_found(layout.text)
    if not found:
        return None
    return tuple(
        FieldValue(value=language, confidence=min(0.99, 0.5 + share / 2), rule="small words")
        for language, share in found.items()
    )
