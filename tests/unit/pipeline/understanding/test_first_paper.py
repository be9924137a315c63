"""What is understood before any document, so that no document's process loads it."""

from __future__ import annotations

from ocr_service.categorizers.registry import build_categorizer
from ocr_service.domain.facts import Category
from ocr_service.domain.ports import Document, Extraction, ReadingRoom
from ocr_service.extractors.registry import build_extractors
from ocr_service.pipeline.understanding.first_paper import understand_a_first_paper


class Listener:
    """An extractor that hands on, and keeps what was found under which category."""

    def __init__(self, extractor):
        self.extractor, self.name = extractor, extractor.name
        self.found: dict[str, Extraction] = {}

    def extract(self, document: Document, category: Category, room: ReadingRoom) -> Extraction:
        self.found[category.name] = self.extractor.extract(document, category, room)
        return self.found[category.name]


def test_a_first_paper_has_something_for_every_search():
    listeners = {one.name: Listener(one) for one in build_extractors()}

    understand_a_first_paper(build_categorizer(), listeners.values())

    assert {"total", "date", "vendor"} <= set(listeners["receipt"].found["receipt"].fields)
    assert {"amount", "tax", "iban", "line_items"} <= set(listeners["invoice"].found["invoice"].fields)
    assert {"phones", "vat_ids", "amounts", "emails"} <= set(listeners["general"].found["letter"].facts)
