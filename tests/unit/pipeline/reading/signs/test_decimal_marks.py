"""The mark of a number is put back where its ink stands between the digits, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from ocr_service.domain.page import Box, Word
from ocr_service.pipeline.reading.signs.decimal_marks import with_decimal_marks


@pytest.fixture
def read_as(tmp_path: Path):
    """A number that was ``printed`` and of which an engine made ``read``."""

    def told(printed: str, read: str, *, size: int = 30, blur: float = 0.0) -> str:
        picture = Image.new("L", (300, 90), 255)
        pen = ImageDraw.Draw(picture)
        pen.text((20, 60), printed, font=ImageFont.load_default(size), fill=0, anchor="ls")
        picture = picture.filter(ImageFilter.GaussianBlur(blur))
        picture.save(tmp_path / "number.pgm", format="PPM")
        x0, y0, x1, y1 = picture.point(lambda level: 255 if level < 128 else 0).getbbox() or (0, 0, 0, 0)
        word = Word(read, Box(x0, y0, x1 - x0, y1 - y0), 92.0, 1, 1, 1)
        return with_decimal_marks([word], tmp_path / "number.pgm")[0].text

    return told


@pytest.mark.parametrize(
    "printed", ["85.4", "0.025", "1,250", "571.04", "1,234.56", "31,50", "4.41%", "80.01%"]
)
@pytest.mark.parametrize("size", [22, 30, 44])
def test_the_marks_of_a_number_are_put_back(read_as, printed, size):
    assert read_as(printed, printed.replace(".", "").replace(",", ""), size=size) == printed


def test_a_blurred_mark_is_put_back(read_as):
    assert read_as("85.4", "854", size=34, blur=0.7) == "85.4"


def test_a_mark_that_was_read_stays_and_the_other_is_put_back(read_as):
    assert read_as("1,234.56", "1234.56") == "1,234.56"
    assert read_as("1,234.56", "1.234.56") == "1.234.56"


@pytest.mark.parametrize("printed", ["854", "2018", "11", "1000000", "4711", "50%"])
def test_a_number_without_a_mark_gets_none(read_as, printed):
    assert read_as(printed, printed) == printed


def test_a_number_with_all_its_marks_stays(read_as):
    assert read_as("80.01%", "80.01%") == "80.01%"


@pytest.mark.parametrize(
    ("printed", "read"),
    [("85.4", "8541"), ("85.4", "84"), ("85:4", "854"), ("85-4", "854"), ("85'4", "854"), ("85.4", "85A")],
    ids=["more digits", "fewer digits", "a colon", "a dash", "an apostrophe", "a letter"],
)
def test_a_number_that_is_printed_otherwise_stays_as_it_was_read(read_as, printed, read):
    assert read_as(printed, read) == read


def test_no_number_no_look(tmp_path):
    word = Word("paper", Box(0, 0, 9, 9), 92.0, 1, 1, 1)

    assert with_decimal_marks([word], tmp_path / "there is no picture.pgm") == (word,)


def test_an_empty_box_and_a_tiny_number_stay(tmp_path):
    Image.new("L", (60, 60), 255).save(tmp_path / "white.pgm", format="PPM")
    words = [Word("854", Box(5, 5, 30, 20), 92.0, 1, 1, 1), Word("854", Box(5, 5, 12, 6), 92.0, 1, 1, 1)]

    assert with_decimal_marks(words, tmp_path / "white.pgm") == tuple(words)
