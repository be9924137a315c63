"""Print on paper in a shadow looks as it does in the light."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from ocr_service.pipeline.imaging.illumination import flattened, ground_of, is_deep, whitened
from ocr_service.pipeline.imaging.survey import survey

SIZE = (800, 1_000)
STROKES = range(60, 740, 12)
TOPS = range(60, 940, 40)


def lit(light: float) -> Image.Image:
    """A page of strokes whose right half gets this share of the light."""
    picture = Image.new("L", SIZE, 240)
    draw = ImageDraw.Draw(picture)
    for top in TOPS:
        for left in STROKES:
            draw.rectangle((left, top, left + 3, top + 14), fill=30)
    right = picture.crop((400, 0, *SIZE)).point([round(level * light) for level in range(256)])
    picture.paste(right, (400, 0))
    return picture


@pytest.mark.parametrize(("light", "deep"), [(1.0, False), (0.6, False), (0.35, True), (0.2, True)])
def test_a_shadow_is_deep_when_it_takes_more_than_half_of_the_light(light, deep):
    assert is_deep(ground_of(lit(light))) is deep


@pytest.mark.parametrize("light", [0.35, 0.2])
def test_print_in_a_deep_shadow_gets_the_contrast_of_print_in_the_light(light):
    even = flattened(lit(light))

    stroke, paper = even.getpixel((709, 307)), even.getpixel((714, 330))
    assert stroke < 80
    assert paper > 230


def test_a_small_dark_picture_is_no_shadow():
    picture = lit(1.0)
    ImageDraw.Draw(picture).rectangle((100, 100, 300, 400), fill=30)

    assert not is_deep(ground_of(picture))


def test_a_page_half_in_a_deep_shadow_is_not_taken_for_light_print_on_dark():
    seen = survey(lit(0.2))

    assert (seen.is_dark, seen.has_dark_areas, seen.is_uneven) == (False, False, True)


def test_light_print_on_a_dark_page_is_still_seen_as_such():
    page = lit(1.0).point([255 - level for level in range(256)])

    assert survey(page).is_dark


@pytest.mark.parametrize("paper", [255, 240, 205], ids=["white", "grainy", "gray"])
def test_what_is_nearly_as_light_as_the_paper_becomes_white_and_print_stays_as_it_is(paper):
    page = Image.new("L", (100, 100), paper)
    page.paste(paper - 8, (0, 0, 100, 30))
    page.paste(paper - 30, (0, 40, 10, 50))
    page.paste(20, (0, 60, 100, 70))

    clean = whitened(page)

    assert [clean.getpixel((5, y)) for y in (10, 45, 65, 90)] == [255, paper - 30, 20, 255]
