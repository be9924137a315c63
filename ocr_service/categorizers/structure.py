"""Measure how a document is built: rows with labels, amounts, short and long rows, the page's shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ocr_service.layout.layout import Layout
from ocr_service.layout.rows import Row

_AMOUNT = re.compile(r"\d[.,]\d{2}\b(?![.,\d])")
_LABEL = re.compile(r"[^\W\d_]{2,}\s?:(?:\s|$)")
_LABEL_ALONE = re.compile(r":\s*[_.]*$")
_RULE = re.compile(r"[-_=*.]{5,}")
_DATE = re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b")
NARROW = 1.9


def structure_of(layout: Layout) -> Mapping[str, float]:
    """Shares of rows, 0-1, and a few numbers scaled to about that range."""
    rows = [row for row in layout.rows_on(1) if row.text.strip()]
    count = max(len(rows), 1)
    text = "\n".join(row.text for row in rows)
    letters = sum(c.isalpha() for c in text)
    page = layout.pages[0] if layout.pages else None

    def share(holds: Callable[[Row], object]) -> float:
        return sum(bool(holds(row)) for row in rows) / count

    return {
        "labelled_rows": share(lambda row: _LABEL.search(row.text)),
        "empty_labels": share(lambda row: _LABEL_ALONE.search(row.text)),
        "rows_with_amount": share(lambda row: _AMOUNT.search(row.text)),
        "rows_ending_with_amount": share(lambda row: re.search(r"\d[.,]\d{2}\W*[A-Z]{0,3}\d?$", row.text)),
        "short_rows": share(lambda row: len(row.text.split()) <= 3),
        "long_rows": share(lambda row: len(row.text.split()) >= 10),
        "rows_with_date": share(lambda row: _DATE.search(row.text)),
        "ruled_rows": share(lambda row: _RULE.search(row.text)),
        "split_rows": share(lambda row: len(row.segments) >= 2),
        "capitals": sum(c.isupper() for c in text) / max(letters, 1),
        "digits": sum(c.isdigit() for c in text) / max(len(text), 1),
        "few_rows": float(len(rows) < 12),
        "many_rows": float(len(rows) > 70),
        "has_no_amount": float(not _AMOUNT.search(text)),
        "narrow": float(page is not None and page.width > 0 and page.height / page.width > NARROW),
        "pages": min(len(layout.pages), 5) / 5,
    }
