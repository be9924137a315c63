"""Rules are seen in a picture, straight or a little askew; letters and blots are none."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from ocr_service.domain.page import Page
from ocr_service.pipeline.imaging.ruled_lines import ruled_lines
from ocr_service.pipeline.reading.levelled_rules import levelled_rules


def mask_of(*lines, angle: float = 0.0, width: int = 2) -> Image.Image:
    mask = Image.new("L", (1200, 1600))
    draw = ImageDraw.Draw(mask)
    for line in lines:
        draw.line(line, fill=255, width=width)
    return mask.rotate(angle)


@pytest.mark.parametrize("angle", [0.0, 0.8, -1.5])
def test_a_frame_is_four_rules_once_it_is_levelled(angle):
    frame = [(200, 300, 1000, 300), (200, 900, 1000, 900), (200, 300, 200, 900), (1000, 300, 1000, 900)]
    page = Page(number=1, text="", width=1200, height=1600, skew=-angle)

    rules = levelled_rules(page, ruled_lines(mask_of(*frame, angle=angle)))

    assert [round(rule.at, -1) for rule in sorted(rules.lying)] == [300, 900]
    assert [round(rule.at, -1) for rule in sorted(rules.standing)] == [200, 1000]
    assert all(rule.length > 0.9 * 600 for rule in (*rules.lying, *rules.standing))


def test_blots_and_short_strokes_are_no_rules():
    mask = mask_of((100, 100, 140, 100), (300, 300, 300, 320))
    ImageDraw.Draw(mask).rectangle((500, 500, 900, 560), fill=255)

    assert ruled_lines(mask) == ()


def test_rules_that_end_at_a_dark_head_are_rules() -> None:
    pillars = [(x, 340, x, 900) for x in (200, 500, 1000)]
    mask = mask_of(*pillars, (200, 900, 1000, 900))
    ImageDraw.Draw(mask).rectangle((200, 300, 1000, 340), fill=255)

    rules = levelled_rules(Page(number=1, text="", width=1200, height=1600), ruled_lines(mask))

    assert [round(rule.at, -1) for rule in sorted(rules.standing)] == [200, 500, 1000]
    assert all(rule.length > 500 for rule in rules.standing)
    assert [round(rule.at, -1) for rule in rules.lying] == [900]
