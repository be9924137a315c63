"""What a viewer shows is the page: in text, boxes, size, searchable PDF and pictures."""

from __future__ import annotations

import pypdf
import pytest
from PIL import Image
from pypdf.generic import ArrayObject, FloatObject, NameObject, NumberObject
from reportlab.pdfgen.canvas import Canvas

from ocr_service.domain.page import PageSource
from ocr_service.domain.status import Mode, Output
from tests.support.drawings import draw_page, scan_pdf, sentence
from tests.support.pdf_words import assert_words_lie_over_their_ink, words_drawn, words_in_pdf

CROP = (50, 100, 450, 650)


def changed(source, target, *, rotate=0, crop=None):
    writer = pypdf.PdfWriter(clone_from=source)
    page = writer.pages[0]
    if rotate:
        page[NameObject("/Rotate")] = NumberObject(rotate)
    if crop:
        page[NameObject("/CropBox")] = ArrayObject(map(FloatObject, crop))
    writer.write(target)
    return target


@pytest.fixture
def born(tmp_path):
    """500 x 700 points; one line within ``CROP`` and one outside of it."""
    canvas = Canvas(str(tmp_path / "born.pdf"), pagesize=(500, 700))
    canvas.setFont("Helvetica", 12)
    canvas.drawString(100, 400, "The rent is 640.00 a month from May")
    canvas.drawString(60, 30, "Superseded draft of 900.00")
    canvas.save()
    return tmp_path / "born.pdf"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_cropped_page_has_only_what_is_shown(run_file, tmp_path, born, rotate):
    source = changed(born, tmp_path / "page.pdf", rotate=rotate, crop=CROP)

    (page,) = run_file(source, outputs=(Output.IMAGES,)).pages

    assert page.source is PageSource.TEXT_LAYER
    assert sorted(page.text.split()) == sorted(["The", "rent", "is", "640.00", "a", "month", "from", "May"])
    size = (400, 550) if rotate % 180 == 0 else (550, 400)
    assert (page.width, page.height) == size
    assert all(
        word.box.left >= 0
        and word.box.left + word.box.width <= size[0]
        and word.box.top >= 0
        and word.box.top + word.box.height <= size[1]
        for word in page.words
    )


def test_a_cropped_scan_is_read_and_overlaid_where_it_is_shown(run_file, tmp_path):
    drawing = draw_page(sentence(seed=4, length=60), inch=(6.0, 4.0), points=12)
    scan = scan_pdf(tmp_path / "scan.pdf", [drawing.picture], dpi=200)
    upper_left = changed(scan, tmp_path / "cropped.pdf", crop=(0, 144, 250, 288))

    ran = run_file(upper_left, mode=Mode.FORCE, outputs=(Output.PDF, Output.IMAGES))

    (page,) = ran.pages
    assert (round(page.width * 72 / page.dpi), round(page.height * 72 / page.dpi)) == (250, 144)
    with Image.open(ran.folder / "images" / "0001.png") as picture:
        assert picture.size == (page.width, page.height)
    assert len(page.words) > 10
    drawn = words_drawn(drawing)
    kept = [word for word in drawn if word.box[2] <= 250 and word.box[3] <= 144]
    # The upper left corner of the crop box is that of the page.
    assert_words_lie_over_their_ink(words_in_pdf(ran.folder / "document.pdf"), kept)


def test_words_that_are_clipped_away_are_not_on_the_page(run_file, tmp_path):
    canvas = Canvas(str(tmp_path / "clipped.pdf"), pagesize=(500, 700))
    canvas.setFont("Helvetica", 12)
    canvas.drawString(100, 600, "The rent is 640.00 a month from May")
    path = canvas.beginPath()
    path.rect(0, 500, 500, 200)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.drawString(100, 550, "The deposit is two rents")
    canvas.drawString(60, 30, "Superseded draft of 900.00")
    canvas.save()

    (page,) = run_file(tmp_path / "clipped.pdf").pages

    assert page.text.split() == [
        *["The", "rent", "is", "640.00", "a", "month", "from", "May"],
        *["The", "deposit", "is", "two", "rents"],
    ]
    assert page.decisions["words_clipped"] == 4


@pytest.mark.parametrize("way", ["under white", "under black", "white", "no ink"])
def test_words_that_nobody_sees_are_not_on_the_page(run_file, tmp_path, way):
    canvas = Canvas(str(tmp_path / "hidden.pdf"), pagesize=(500, 700))
    canvas.setFont("Helvetica", 12)
    canvas.drawString(100, 600, "The rent is 640.00 a month from May")
    canvas.setFillGray(1 if way == "white" else 0)
    canvas.saveState()
    canvas.drawString(100, 300, "Account of a person", mode=3 if way == "no ink" else 0)
    canvas.restoreState()
    if way.startswith("under"):
        canvas.setFillGray(1 if way == "under white" else 0)
        canvas.rect(90, 290, 300, 30, stroke=0, fill=1)
    # White letters on a dark ground are there to be seen.
    canvas.setFillGray(0.2)
    canvas.rect(90, 190, 300, 30, stroke=0, fill=1)
    canvas.setFillGray(1)
    canvas.drawString(100, 200, "Paid in advance")
    canvas.save()

    (page,) = run_file(tmp_path / "hidden.pdf").pages

    assert page.text.split() == [
        "The",
        "rent",
        "is",
        "640.00",
        "a",
        "month",
        "from",
        "May",
        "Paid",
        "in",
        "advance",
    ]
    assert page.decisions["words_clipped"] == 4


def test_a_picture_for_a_screen_and_a_small_one_lie_beside_each_page(run_file, tmp_path):
    run_file(
        scan_pdf(tmp_path / "scan.pdf", [draw_page(sentence(1, 20)).picture], dpi=200),
        outputs=(Output.IMAGES,),
    )

    screens = sorted(path for path in tmp_path.rglob("screen/*"))

    assert [path.name for path in screens] == ["0001-small.jpg", "0001.jpg"]
    for path, longest in zip(screens, (170, 1754), strict=True):
        with Image.open(path) as picture:
            assert longest - 2 <= max(picture.size) <= longest
