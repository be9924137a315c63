"""Say in which languages a document is."""

from __future__ import annotations

from ocr_service.domain.facts import FieldValue
from ocr_service.layout.language import languages_of
from ocr_service.layout.layout import Layout

# Related languages share small words: one text in German also looks a fifth Dutch.
LEAST_SHARE = 0.36


def language_fact(layout: Layout) -> tuple[FieldValue, ...] | None:
    """The languages that make up a third or more of a document's pages, best first."""
    found = [(language, share) for language, share in languages_of(layout.text) if share >= LEAST_SHARE]
    if not found:
        return None
    return tuple(
        FieldValue(value=language, confidence=min(0.99, 0.5 + share / 2), rule="small words")
        for language, share in found
    )
