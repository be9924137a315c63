"""What is taken for running text."""

from __future__ import annotations

from PIL import Image

from ocr_service.pipeline.imaging.survey import survey
from tests.support.drawings import draw_page, scanned, sentence


def test_a_page_full_of_lines_is_running_text_however_it_was_scanned():
    page = draw_page(sentence(1, 500), dpi=200, points=10).picture

    assert survey(page).is_prose
    assert survey(scanned(page, noise=25, skew=0.8)).is_prose


def test_a_page_with_a_few_lines_is_none():
    assert not survey(draw_page(sentence(1, 60), dpi=200, points=10).picture).is_prose


def test_narrow_letters_are_none_since_they_cannot_be_narrowed():
    page = draw_page(sentence(1, 500), dpi=200, points=10).picture
    narrow = page.resize((round(page.width * 0.8), page.height), Image.Resampling.LANCZOS)

    assert not survey(narrow).is_prose


def test_lines_of_many_heights_are_none():
    page = draw_page(sentence(1, 300), dpi=200, points=9).picture
    headings = draw_page(sentence(2, 60), dpi=200, points=24).picture
    page.paste(headings.crop((0, 0, page.width, page.height // 2)), (0, page.height // 2))

    assert not survey(page).is_prose
