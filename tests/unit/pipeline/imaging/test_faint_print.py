"""Light gray print is noticed beside black print, and neither shades nor specks are taken for it."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from ocr_service.pipeline.imaging.faint_print import has_pale_print


def depth(*blocks: tuple[int, int, int]) -> Image.Image:
    """How much darker than paper: lines of strokes from ``top`` to ``bottom``, each so many steps of gray."""
    picture = Image.new("L", (1_270, 1_800), 0)
    draw = ImageDraw.Draw(picture)
    for top, bottom, steps in blocks:
        for y in range(top, bottom, 40):
            for x in range(200, 1_000, 10):
                draw.rectangle((x, y, x + 2, y + 18), fill=steps)
    return picture


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        pytest.param([(100, 1_500, 200)], False, id="black"),
        pytest.param([(100, 1_200, 200), (1_200, 1_500, 80)], True, id="black and light gray"),
        pytest.param([(100, 1_200, 200), (1_200, 1_240, 80)], False, id="one gray line in thirty"),
        pytest.param([(100, 1_200, 200), (1_200, 1_500, 20)], False, id="what shines through the paper"),
    ],
)
def test_a_part_of_the_print_makes_a_page_pale(blocks, expected):
    assert has_pale_print(depth(*blocks)) is expected


def test_a_shaded_box_is_no_print():
    page = depth((100, 1_200, 200))
    ImageDraw.Draw(page).rectangle((200, 1_300, 1_000, 1_600), fill=80)

    assert not has_pale_print(page)
