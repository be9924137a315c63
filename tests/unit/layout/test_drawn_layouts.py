"""Pages in layouts that people meet, given as one block of rows: each is read as it was written."""

from __future__ import annotations

import pytest

from ocr_service.layout.order.reading_order import in_reading_order
from tests.support.documents.drawn_layouts import draw_layout
from tests.support.order_of_words import as_one_block, breaks_by_place

# Breaks per 100 words; the rows as they are given have 10 to 40 where there are columns of text.
FLAWLESS, NEARLY, TABLES = 0.5, 2.5, 8.0
BOUNDS = {
    "two columns": NEARLY,
    "three columns": NEARLY,
    "picture between": NEARLY,
    "pull quote": NEARLY,
    "title across": NEARLY,
    "footnotes": NEARLY,
    "sidebar": NEARLY,
    "bilingual": NEARLY,
    "newspaper": NEARLY,
    "letter": 4.0,
    "addresses": TABLES,
    "form": FLAWLESS,
    "invoice": TABLES,
    "receipt": FLAWLESS,
    "list with leaders": 4.0,
    "table of numbers": NEARLY,
    # None of these kinds was learned from.
    "article": 4.0,
    "book": FLAWLESS,
    "two regions": NEARLY,
    "invoice with foot": TABLES,
}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("kind", BOUNDS)
def test_a_layout_is_read_as_it_was_written(kind: str, seed: int) -> None:
    sheet = draw_layout(kind, seed)

    words = in_reading_order(as_one_block(sheet))

    assert len(words) == len(sheet.words)
    assert breaks_by_place(sheet, words) <= BOUNDS[kind]
