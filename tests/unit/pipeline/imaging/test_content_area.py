"""Where the writing stands is told from what lies around it."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from ocr_service.pipeline.imaging.content_area import writing_of

WIDTH, HEIGHT = 1270, 1800
LEFT, TOP, RIGHT, BOTTOM = 400, 300, 800, 1200


def page(*boxes: tuple[int, int, int, int]) -> Image.Image:
    """A mask with a block of text in the middle, letters as upright strokes, and further ink."""
    mask = Image.new("L", (WIDTH, HEIGHT), 0)
    draw = ImageDraw.Draw(mask)
    for y in range(TOP, BOTTOM, 40):
        for x in range(LEFT, RIGHT, 10):
            draw.rectangle((x, y, x + 2, y + 18), fill=255)
    for box in boxes:
        draw.rectangle(box, fill=255)
    return mask


@pytest.mark.parametrize(
    "dirt",
    [
        pytest.param((), id="nothing"),
        pytest.param(((30, 60, 32, 62), (1_200, 1_700, 1_203, 1_702)), id="specks"),
        pytest.param(((WIDTH - 8, 0, WIDTH - 1, HEIGHT - 1),), id="the dark edge of a scan"),
    ],
)
def test_the_frame_is_around_the_text_alone(dirt):
    frame, bulk = writing_of(page(*dirt))

    assert abs(frame.left - LEFT) < 40
    assert abs(frame.top - TOP) < 40
    assert abs(frame.width - (RIGHT - LEFT)) < 80
    assert bulk > 0.9


def test_a_mark_beside_the_text_is_framed_but_is_not_its_bulk():
    frame, bulk = writing_of(page((1_100, 400, 1_112, 420)))

    assert frame.left + frame.width > 1_112
    assert frame.width * bulk < 460


def test_text_that_reaches_the_edge_is_framed_up_to_the_edge():
    cut = page().crop((LEFT + 50, TOP, RIGHT - 50, BOTTOM))

    frame, _ = writing_of(cut)

    assert (frame.left, frame.left + frame.width >= cut.width - 8) == (0, True)


def test_a_flat_strip_and_a_lone_speck_are_framed_as_they_are():
    strip = Image.new("L", (1_800, 27), 0)
    ImageDraw.Draw(strip).rectangle((600, 5, 1_200, 20), fill=255)
    speck = Image.new("L", (WIDTH, HEIGHT), 0)
    ImageDraw.Draw(speck).rectangle((600, 700, 602, 703), fill=255)

    assert abs(writing_of(strip)[0].width - 600) < 60
    assert writing_of(speck)[0] == (600, 700, 3, 4)
