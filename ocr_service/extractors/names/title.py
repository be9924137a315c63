"""Find a document's title or subject."""

from __future__ import annotations

import re
from collections.abc import Mapping
from statistics import median
from typing import Any

from ocr_service.domain.facts import Category, FieldValue, Method
from ocr_service.extractors.evidence.evidence import field_at, field_of, reading_confidence
from ocr_service.layout.layout import Layout
from ocr_service.layout.rows import Row

_SUBJECT = re.compile(
    r"^\W*(?:subject|re|betreff|betr\.|objet|asunto|oggetto|onderwerp)\s*:\s*(?=\S)", re.IGNORECASE
)
_POOR_TITLE = re.compile(
    r"(?i)^(?:untitled|unbenannt|document\d*|microsoft word.*|scan.*|.*\.(?:docx?|pdf|xlsx?|indd|tex|qxp)|\W*)$"
)
TALLER = 1.25
WELL_READ = 0.7


def title(layout: Layout, properties: Mapping[str, Any], category: Category) -> FieldValue | None:
    """The subject line, else the file's own title, else the tallest row in the upper half of page 1.

    What is tallest on a receipt is the shop's name or the sum, never a title.
    """
    first = layout.rows_on(1)
    for row in first:
        match = _SUBJECT.match(row.text)
        if match:
            return field_at(
                row.text[match.end() :].strip(),
                row,
                match.end(),
                len(row.text),
                confidence=0.9,
                rule="subject line",
            )
    own = str(properties.get("Title") or properties.get("title") or "").strip()
    if own and not _POOR_TITLE.match(own):
        return FieldValue(
            value=own, confidence=0.7, text=own, method=Method.EMBEDDED, rule="the file's own title"
        )
    return None if category.name == "receipt" else _tallest(first)


def _tallest(rows: tuple[Row, ...]) -> FieldValue | None:
    worded = [row for row in rows if _is_worded(row)]
    if len(worded) < 3:
        return None
    usual = median(_height(row) for row in worded)
    upper = [row for row in worded[: max(len(worded) // 2, 3)] if len(row.text) <= 120]
    best = max(upper, key=_height, default=None)
    if best is None or _height(best) < TALLER * usual:
        return None
    sure = reading_confidence(best.words)
    return field_of(best.text, [best], confidence=0.5 * sure, rule="tallest row")


def _is_worded(row: Row) -> bool:
    """Large handwriting and logos are read as a few letters that the engine doubts; ``Quantity: 3`` is a value."""
    return (
        ":" not in row.text
        and len(re.findall(r"[^\W\d_]", row.text)) >= 4
        and reading_confidence(row.words) >= WELL_READ
    )


def _height(row: Row) -> float:
    return median(word.box.height for word in row.words)
