from __future__ import annotations

from ocr_service.layout.layout import document_layout
from tests.support.read_documents import ReadDocument


def test_a_long_document_is_laid_out_by_its_first_and_last_pages() -> None:
    document = ReadDocument(tuple(f"page {number}" for number in range(1, 1001)))

    layout = document_layout(document)

    assert [page.number for page in layout.pages] == [1, 2, 3, 4, 999, 1000]


def test_a_short_document_is_laid_out_whole() -> None:
    layout = document_layout(ReadDocument(("one", "two", "three", "four", "five")))

    assert layout.text.split() == ["one", "two", "three", "four", "five"]
