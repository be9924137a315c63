"""Categorize a document by its key words alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from ocr_service.categorizers.keywords import Rules, load_rules
from ocr_service.domain.facts import Category
from ocr_service.domain.ports import Document
from ocr_service.layout.layout import document_layout


@dataclass(slots=True)
class KeywordCategorizer:
    """The category with most points; ``other`` when it has too few, or when two are level."""

    rules: Rules = field(default_factory=load_rules)
    name: str = "keywords"

    def categorize(self, document: Document) -> Category:
        """The category, with the names of the rules that were met."""
        points = sorted(self.rules.points(document_layout(document).text).items(), key=lambda one: -one[1][0])
        if not points or points[0][1][0] < self.rules.least:
            return Category()
        second = points[1][1][0] if len(points) > 1 else 0.0
        (name, (best, reasons)) = points[0]
        if best == second:
            return Category(reasons=(f"{name} and {points[1][0]} are level",))
        return Category(name=name, confidence=best / (best + second + 0.5), reasons=reasons)
