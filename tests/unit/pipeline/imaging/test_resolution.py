"""When a page is read with fewer pixels."""

from pathlib import Path

import pytest
from PIL import Image

from ocr_service.domain.page import Box, Page, Word
from ocr_service.domain.ports import PageImage
from ocr_service.pipeline.imaging.preprocess import PREPARATIONS
from ocr_service.pipeline.imaging.resolution import lowered, restored, without_grain
from ocr_service.pipeline.imaging.survey import Survey

INK = Box(100, 200, 800, 400)


def page(folder: Path) -> PageImage:
    path = folder / "base.pgm"
    Image.new("L", (1000, 1400), 255).save(path, format="PPM")
    return PageImage(path=path, width=1000, height=1400, dpi=200)


def test_large_letters_are_read_with_fewer_pixels(tmp_path):
    image, seen = lowered(page(tmp_path), Survey(text_height=32.5, ink=INK), tmp_path / "lower.pgm")

    assert (image.width, image.height, image.dpi) == (800, 1120, 160)
    assert (seen.text_height, seen.ink) == (26, Box(80, 160, 640, 320))
    with Image.open(image.path) as picture:
        assert picture.size == (800, 1120)


def test_running_text_may_be_a_little_smaller(tmp_path):
    _, seen = lowered(page(tmp_path), Survey(text_height=20, ink=INK, is_prose=True), tmp_path / "lower.pgm")

    assert seen.text_height == 17


def test_a_headline_alone_does_not_make_a_page_too_small(tmp_path):
    image, _ = lowered(page(tmp_path), Survey(text_height=90, ink=INK), tmp_path / "lower.pgm")

    assert image.width == 650


@pytest.mark.parametrize(
    "seen",
    [
        Survey(text_height=27, ink=INK),
        Survey(text_height=0, ink=INK),
        Survey(text_height=30, ink=INK, is_dark=True),
        Survey(text_height=30, ink=INK, is_uneven=True),
        Survey(text_height=30, ink=INK, lines_stand=True),
    ],
    ids=["small", "no text found", "dark", "uneven", "standing lines"],
)
def test_other_pages_keep_all_their_pixels(tmp_path, seen):
    base = page(tmp_path)

    assert lowered(base, seen, tmp_path / "lower.pgm") == (base, seen)


@pytest.mark.parametrize(
    ("rotation", "size", "box"),
    [(0, (1000, 1400), Box(125, 250, 50, 25)), (90, (1400, 1000), Box(125, 250, 50, 25))],
    ids=["upright", "turned"],
)
def test_boxes_come_back_in_the_units_of_the_drawn_page(tmp_path, rotation, size, box):
    base = page(tmp_path)
    image, _ = lowered(base, Survey(text_height=32.5, ink=INK), tmp_path / "lower.pgm")
    word = Word(text="paid", box=Box(100, 200, 40, 20), confidence=90, block=1, paragraph=1, line=1)
    read = Page(number=1, text="paid", words=(word,), width=800, height=1120, dpi=160, rotation=rotation)

    found = restored(read, image, base)

    assert (found.words[0].box, (found.width, found.height), found.dpi) == (box, size, 200)


def test_the_paper_of_running_text_is_white():
    how = without_grain(PREPARATIONS["plain"], Survey(text_height=16, ink=INK, is_prose=True))

    assert (how.name, how.stretch, how.whiten) == ("plain", 1.0, True)


@pytest.mark.parametrize(
    "seen",
    [
        Survey(text_height=16, ink=INK),
        Survey(text_height=14, ink=INK, is_prose=True),
        Survey(text_height=20, ink=INK, is_prose=True, is_uneven=True),
        Survey(text_height=20, ink=INK, is_prose=True, is_dark=True),
        Survey(text_height=20, ink=INK, is_prose=True, is_pale=True),
    ],
    ids=["a form", "small letters", "a shadow", "white on black", "light gray print"],
)
def test_other_letters_keep_their_paper(seen):
    assert without_grain(PREPARATIONS["plain"], seen) is PREPARATIONS["plain"]
