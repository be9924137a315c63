"""A small text layer hides no print, however it is painted."""

from __future__ import annotations

import pytest

from ocr_service.domain.page import PageSource
from tests.support.documents.odd_pages import FOOTER, odd_page
from tests.support.drawings import draw_page, sentence, text_pdf
from tests.support.pipeline_runs import word_recall


@pytest.fixture(scope="module")
def drawing():
    return draw_page(sentence(seed=3, length=40), inch=(6.0, 4.0), points=12)


@pytest.mark.parametrize(
    "kind", ["stencil", "inline", "pattern", "nested forms", "outlines", "glyphs without a map"]
)
def test_print_behind_a_footer_is_read_and_the_footer_kept(run_file, tmp_path, drawing, kind):
    ran = run_file(odd_page(kind, drawing.picture, tmp_path / "page.pdf"))

    assert ran.pages[0].source is PageSource.MIXED
    assert word_recall(drawing.text, ran.text) > 0.9
    assert ran.text.rstrip().endswith(FOOTER)


def test_a_page_of_text_alone_is_not_drawn(run_file, tmp_path):
    ran = run_file(text_pdf(tmp_path / "born.pdf", [["A line of text that nothing hides behind."]]))

    assert ran.pages[0].source is PageSource.TEXT_LAYER
