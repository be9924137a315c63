"""Lines of print without words are found; what was read, rules, pictures and dirt are not."""

from __future__ import annotations

import random

import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr_service.domain.page import Box
from ocr_service.pipeline.imaging.unread_print import unread_lines
from tests.support.drawings import draw_page, sentence

TEXT_HEIGHT = 22


@pytest.fixture(scope="module")
def page():
    drawing = draw_page(sentence(3, 260), dpi=200)
    boxes = [Box(x0, y0, x1 - x0, y1 - y0) for x0, y0, x1, y1 in (word.box for word in drawing.words)]
    return drawing.picture, boxes


def drawn(picture: Image.Image) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    copy = picture.copy()
    return copy, ImageDraw.Draw(copy)


def test_a_page_that_was_read_has_none(page):
    picture, boxes = page

    assert unread_lines(picture, boxes, TEXT_HEIGHT) == []


def test_a_line_whose_words_were_not_read_is_framed(page):
    picture, boxes = page
    lines = sorted({box.top for box in boxes})
    third = [box for box in boxes if abs(box.top - lines[len(lines) // 2]) < 12]

    [found] = unread_lines(picture, [box for box in boxes if box not in third], TEXT_HEIGHT)

    assert found.left == pytest.approx(min(box.left for box in third), abs=12)
    assert found.left + found.width == pytest.approx(max(box.left + box.width for box in third), abs=12)
    assert found.top == pytest.approx(min(box.top for box in third), abs=8)


def test_a_skewed_picture_is_looked_at_as_its_words_are_told(page):
    picture, pen = drawn(page[0])
    pen.text((400, 1500), "A heading", font=ImageFont.load_default(70), fill=0)
    skewed = picture.rotate(-2.5, Image.Resampling.BICUBIC, fillcolor=255)

    [found] = unread_lines(skewed, page[1], TEXT_HEIGHT, 2.5)

    assert abs(found.left - 400) < 16
    assert 1500 < found.top < 1535


@pytest.mark.parametrize("shade", [0, 120, 190])
def test_a_heading_is_framed_however_pale(page, shade):
    picture, pen = drawn(page[0])
    pen.text((400, 1500), "A heading", font=ImageFont.load_default(70), fill=shade)

    [found] = unread_lines(picture, page[1], TEXT_HEIGHT)

    assert abs(found.left - 400) < 16
    assert 1500 < found.top < 1535


def test_rules_bars_frames_areas_and_specks_are_no_print(page):
    picture, pen = drawn(page[0])
    pen.line((200, 1300, 1400, 1300), fill=0, width=4)
    pen.rectangle((200, 1340, 900, 1360), fill=0)
    pen.rectangle((200, 1400, 700, 1700), outline=0, width=3)
    pen.rectangle((900, 1400, 1300, 1600), fill=90)
    chance = random.Random(5)
    for _ in range(60):
        x, y = chance.randrange(200, 1500), chance.randrange(1750, 2200)
        pen.rectangle((x, y, x + 2, y + 2), fill=0)

    assert unread_lines(picture, page[1], TEXT_HEIGHT) == []


def test_a_picture_of_many_pieces_is_left_alone():
    picture = Image.effect_noise((1600, 2200), 120)

    assert unread_lines(picture, [], TEXT_HEIGHT) == []
