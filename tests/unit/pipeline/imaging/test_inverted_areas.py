"""Light print on dark ground becomes dark print on white; pictures, shadows and narrow bands stay."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from ocr_service.pipeline.imaging.inverted_areas import without_dark_areas

SIZE = (600, 900)
AREA = (60, 100, 380, 400)


def page(ground: int = 255) -> Image.Image:
    return Image.new("L", SIZE, ground)


def draw_print(picture: Image.Image, box: tuple[int, int, int, int], ink: int) -> None:
    """Lines of strokes inside a box."""
    draw = ImageDraw.Draw(picture)
    for top in range(box[1] + 20, box[3] - 20, 24):
        for left in range(box[0] + 20, box[2] - 20, 9):
            draw.rectangle((left, top, left + 2, top + 11), fill=ink)


def printed_area(ground: int, ink: int, box: tuple[int, int, int, int] = AREA) -> Image.Image:
    picture = page()
    ImageDraw.Draw(picture).rectangle(box, fill=ground)
    draw_print(picture, box, ink)
    return picture


@pytest.mark.parametrize("ground", [20, 60, 110])
def test_white_print_on_dark_ground_becomes_black_on_white(ground):
    turned = without_dark_areas(printed_area(ground, ink=255))

    assert turned is not None
    inside = turned.crop((AREA[0] + 10, AREA[1] + 10, AREA[2] - 10, AREA[3] - 10))
    assert set(inside.tobytes()) == {0, 255}
    assert inside.histogram()[255] > inside.histogram()[0]


def test_black_print_beside_the_area_stays_as_it_is():
    picture = printed_area(40, ink=255)
    draw_print(picture, (40, 500, 560, 860), ink=10)

    turned = without_dark_areas(picture)

    assert turned is not None
    below = (0, 450, *SIZE)
    assert turned.crop(below).tobytes() == picture.crop(below).tobytes()


def test_two_areas_of_different_grounds_are_both_turned():
    picture = printed_area(30, ink=255)
    ImageDraw.Draw(picture).rectangle((60, 500, 380, 800), fill=100)
    draw_print(picture, (60, 500, 380, 800), ink=255)

    turned = without_dark_areas(picture)

    assert turned is not None
    assert (turned.getpixel((70, 110)), turned.getpixel((70, 510))) == (255, 255)


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(page(), id="an empty page"),
        pytest.param(printed_area(90, ink=10), id="black print in a shadow"),
        pytest.param(printed_area(60, ink=60), id="a dark area without print"),
        pytest.param(printed_area(40, ink=255, box=(60, 100, 540, 150)), id="a narrow band"),
        pytest.param(printed_area(255, ink=0), id="black print on white"),
        pytest.param(Image.linear_gradient("L").resize(SIZE), id="a slope of light"),
    ],
)
def test_what_needs_no_turning_stays(picture):
    assert without_dark_areas(picture) is None


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3)])
def test_a_tiny_picture_has_no_areas(size):
    assert without_dark_areas(Image.new("L", size, 0)) is None
