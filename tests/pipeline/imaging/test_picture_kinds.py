"""Pictures that are no plain page: very tall ones, faint ones, TIFFs with thumbnails."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr_service.domain.page import PageSource
from ocr_service.domain.status import Output, Step
from tests.support.drawings import draw_page, sentence
from tests.support.pipeline_runs import word_recall

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def roll(rows: int) -> Image.Image:
    """A till roll of numbered rows."""
    picture = Image.new("L", (480, 30 + 34 * rows), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, 20)
    for row in range(rows):
        pen.text((24, 20 + 34 * row), f"Article {100 + row} milk", fill=0, font=font)
        pen.text((370, 20 + 34 * row), f"{row % 90 + 10}.50", fill=0, font=font)
    return picture


@pytest.mark.parametrize("lies", [False, True])
def test_a_long_receipt_is_read_row_by_row_without_a_lost_or_doubled_one(run_file, tmp_path, lies):
    rows = 120
    picture = roll(rows)
    file = tmp_path / "roll.png"
    (picture.transpose(Image.Transpose.ROTATE_90) if lies else picture).save(file)

    ran = run_file(file)

    page = ran.pages[0]
    numbers = [word.text for word in page.words if word.text.isdigit() and len(word.text) == 3]
    assert numbers == [str(100 + row) for row in range(rows)]
    assert page.rotation == (90 if lies else 0)
    assert len(page.decisions["bands"]) > 3
    assert page.words[-1].box.top > 0.95 * picture.height - 34


@pytest.fixture(scope="module")
def drawing():
    return draw_page(sentence(seed=12, length=50), inch=(5, 4))


def test_print_of_nearly_the_papers_shade_is_read(run_file, tmp_path, drawing):
    file = tmp_path / "faint.png"
    drawing.picture.point(lambda value: 226 + value * 20 // 255).save(file)

    ran = run_file(file)

    assert word_recall(drawing.text, ran.text) > 0.95
    assert ran.pages[0].decisions["faint"]["paper"] == 246


def test_marks_of_nearly_the_papers_shade_that_cannot_be_read_are_told(run_file, tmp_path):
    picture = Image.new("L", (900, 700), 246)
    ImageDraw.Draw(picture).ellipse((200, 100, 700, 600), outline=228, width=24)
    file = tmp_path / "ring.png"
    picture.save(file)

    page = run_file(file).pages[0]

    assert page.source is PageSource.BLANK
    assert "nearly of the shade" in page.warnings[0]


def test_a_tiff_has_as_many_pages_as_were_scanned(run_file, tmp_path, drawing):
    file = tmp_path / "two.tif"
    thumbnail = drawing.picture.reduce(8)
    thumbnail.encoderinfo = {"tiffinfo": {254: 1}}
    drawing.picture.save(file, save_all=True, append_images=[thumbnail, drawing.picture], dpi=(200, 200))

    ran = run_file(file, outputs=(Output.PDF,))

    assert [page.number for page in ran.pages] == [1, 2]
    assert all(word_recall(drawing.text, page.text) > 0.95 for page in ran.pages)


def test_a_caller_may_say_what_is_done_to_the_picture(run_file, tmp_path, drawing):
    file = tmp_path / "page.png"
    drawing.picture.save(file, dpi=(200, 200))

    page = run_file(file, prepare=(Step.CONTRAST, Step.SHARPEN)).pages[0]

    assert word_recall(drawing.text, page.text) > 0.95
    assert page.decisions["steps"] == ["contrast", "sharpened"]
