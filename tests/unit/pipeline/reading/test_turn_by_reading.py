"""A piece of a page tells which way up it stands, by how well it is read in each."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from ocr_service.domain.page import Box, Page, Word
from ocr_service.domain.ports import PageImage
from ocr_service.pipeline.reading.samples.turn_by_reading import turn_by_reading

# Where the mark of the drawn print is when it is upright.
MARK, SIDE = (10, 10, 180, 180), 900


def page_turned(path: Path, turn: int) -> PageImage:
    """Print in the lower right of a page of 1,600 by 2,000 pixels, which must be turned clockwise by ``turn`` to be upright."""
    print_ = Image.new("L", (SIDE, SIDE), 255)
    draw = ImageDraw.Draw(print_)
    for row in range(200, SIDE, 24):
        draw.text((20, row), "some words of a page " * 6, fill=90)
    draw.rectangle(MARK, fill=0)
    sheet = Image.new("L", (1600, 2000), 255)
    sheet.paste(print_.rotate(turn), (675, 900))
    sheet.save(path, format="PPM")
    return PageImage(path=path, width=1600, height=2000, dpi=200)


def reading(confidence: float) -> Page:
    words = (Word("words", Box(0, 0, 10, 10), confidence, 1, 1, 1),)
    return Page(number=0, text="words", width=SIDE, height=SIDE, dpi=200, words=words)


def read_upright(piece: PageImage) -> Page:
    """Sure only where the mark, which alone is black, stands in the upper left."""
    with Image.open(piece.path) as picture:
        quarters = [
            (picture.crop((left, top, left + SIDE // 2, top + SIDE // 2)).histogram()[0], (left, top))
            for left in (0, SIDE // 2)
            for top in (0, SIDE // 2)
        ]
    return reading(95.0 if max(quarters)[1] == (0, 0) else 30.0)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_turn_in_which_it_is_read_best_is_told(tmp_path, turn):
    page = page_turned(tmp_path / "page.pgm", turn)

    assert turn_by_reading(page, read_upright, tmp_path) == turn


def test_a_page_that_is_read_well_in_no_way_stays_as_it_is(tmp_path):
    page = page_turned(tmp_path / "page.pgm", 180)

    assert turn_by_reading(page, lambda piece: reading(40.0), tmp_path) == 0


def test_a_page_smaller_than_a_piece_is_read_whole(tmp_path):
    Image.new("L", (300, 500), 255).save(tmp_path / "page.pgm")
    sizes = []

    def read(piece: PageImage) -> Page:
        sizes.append((piece.width, piece.height))
        return reading(90.0)

    small = PageImage(path=tmp_path / "page.pgm", width=300, height=500, dpi=100)

    assert turn_by_reading(small, read, tmp_path) == 0
    assert sizes == [(300, 500), (500, 300), (300, 500), (500, 300)]
