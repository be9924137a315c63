"""Pages are written one by one, and counted meanwhile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ocr_service.layout.plain_text import page_from_text
from ocr_service.pipeline.understanding.stored_document import PageWriter


def test_words_are_counted_as_pages_are_written_also_those_of_text_without_places(tmp_path: Path) -> None:
    placed = page_from_text("three words here", number=1)
    of_text_alone = replace(page_from_text("and four more words", number=2), words=())
    writer = PageWriter(tmp_path)

    written = list(writer.write([placed, of_text_alone, page_from_text("", number=3)]))

    assert (len(written), len(writer.offsets), writer.word_count) == (3, 3, 7)
