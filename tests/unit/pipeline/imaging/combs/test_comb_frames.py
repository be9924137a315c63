"""Frames of comb fields on a page's picture: found on its mask, and taken off without the letters in them."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from ocr_service.pipeline.imaging.combs.frames import fields_of, levelled, writing_alone

LEFT, TOP, WIDE, HIGH, COUNT = 100, 200, 40, 50, 8


def framed(size: tuple[int, int] = (800, 600), width: int = 2) -> Image.Image:
    """A white page with eight boxes side by side."""
    page = Image.new("L", size, 255)
    for number in range(COUNT):
        left = LEFT + WIDE * number
        ImageDraw.Draw(page).rectangle((left, TOP, left + WIDE, TOP + HIGH), outline=0, width=width)
    return page


def mask_of(page: Image.Image) -> Image.Image:
    return page.point(lambda value: 255 if value < 128 else 0)


def letter(page: Image.Image, number: int) -> tuple[int, int, int, int]:
    """Draws a block letter in a box; where it is."""
    left = LEFT + WIDE * number + 12
    place = (left, TOP + 12, left + 16, TOP + HIGH - 12)
    ImageDraw.Draw(page).rectangle(place, fill=0)
    return place


@pytest.mark.parametrize("lean", [0.0, 2.0, -3.0])
def test_boxes_are_found_however_the_page_leans(lean):
    page = framed().rotate(lean, Image.Resampling.BICUBIC, fillcolor=255)

    (field,) = fields_of(mask_of(page))

    assert len(field.boxes) == COUNT
    (level,) = levelled([field], -lean, page.size)
    assert tuple(level.box) == pytest.approx((LEFT, TOP, WIDE * COUNT, HIGH), abs=12)


def test_strokes_of_letters_are_no_boxes():
    page = Image.new("L", (800, 600), 255)
    for number in range(12):
        left = LEFT + WIDE * number
        ImageDraw.Draw(page).rectangle((left, TOP, left + 5, TOP + HIGH), fill=0)

    assert fields_of(mask_of(page)) == []


def test_light_print_on_ground_is_no_box():
    page = Image.new("L", (800, 600), 255)
    ImageDraw.Draw(page).rectangle((80, 180, 500, 280), fill=0)
    page.paste(framed().crop((LEFT, TOP, 460, TOP + HIGH)).point(lambda value: 255 - value), (LEFT, TOP))

    assert fields_of(mask_of(page)) == []


def test_without_their_frames_only_the_letters_are_writing():
    page = framed()
    place = letter(page, 3)

    writing = writing_alone(mask_of(page), fields_of(mask_of(framed())))

    assert writing.getbbox() == (place[0], place[1], place[2] + 1, place[3] + 1)


def test_a_page_without_boxes_has_none():
    assert fields_of(Image.new("L", (40, 7))) == []
