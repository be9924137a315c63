"""A page of a pile is a separator sheet, a blank back, or a page of a document."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from ocr_service.pipeline.dividing.sheets import Sheet, sheet_of
from tests.support.documents.drawn_codes import draw_code, with_code
from tests.support.documents.separators import DPI, blank_sheet, patch_sheet, scanned


def kind(tmp_path: Path, page: Image.Image) -> Sheet:
    path = tmp_path / "page.pgm"
    page.save(path, format="PPM")
    return sheet_of(path, DPI)


@pytest.mark.parametrize("name", ["2", "3", "T"])
def test_a_sheet_with_a_patch_that_parts_documents_is_a_separator(tmp_path: Path, name: str) -> None:
    assert kind(tmp_path, scanned(patch_sheet(name), angle=1, shades=(60, 210))) is Sheet.SEPARATOR


@pytest.mark.parametrize("name", ["1", "4", "6"])
def test_patches_that_tell_scanners_other_things_part_nothing(tmp_path: Path, name: str) -> None:
    assert kind(tmp_path, patch_sheet(name)) is Sheet.PAGE


@pytest.mark.parametrize("code", ["Code128", "QRCode", "Code39"])
@pytest.mark.parametrize("angle", [0, 180])
def test_a_sheet_with_a_code_that_says_so_is_a_separator(tmp_path: Path, code: str, angle: int) -> None:
    page = with_code(blank_sheet(), draw_code("PATCHT", kind=code, scale=3), (200, 400))

    assert kind(tmp_path, scanned(page, angle=angle)) is Sheet.SEPARATOR


def test_a_code_39_with_a_check_character_is_a_separator(tmp_path: Path) -> None:
    page = with_code(blank_sheet(), draw_code("PATCHT-", kind="Code39", scale=3), (200, 400))

    assert kind(tmp_path, page) is Sheet.SEPARATOR


def test_a_code_that_says_something_else_is_part_of_a_page(tmp_path: Path) -> None:
    page = with_code(blank_sheet(), draw_code("4711"), (200, 400))

    assert kind(tmp_path, page) is Sheet.PAGE


def test_paper_with_print_shining_through_and_dark_edges_is_blank(tmp_path: Path) -> None:
    page = blank_sheet()
    draw = ImageDraw.Draw(page)
    draw.rectangle((300, 300, 900, 800), fill=200)
    draw.rectangle((500, 1_000, 503, 1_003), fill=60)
    draw.rectangle((0, 0, 12, page.height), fill=0)

    assert kind(tmp_path, page) is Sheet.BLANK


@pytest.mark.parametrize("shade", [0, 120])
def test_a_page_with_one_word_on_it_is_not_blank(tmp_path: Path, shade: int) -> None:
    page = blank_sheet()
    ImageDraw.Draw(page).text((300, 300), "Hello", fill=shade, font_size=20)

    assert kind(tmp_path, page) is Sheet.PAGE
