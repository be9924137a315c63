"""Letters of comb fields drawn as words, and what is read from those put where the letters stand."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from ocr_service.domain.page import Box, Word
from ocr_service.layout.comb_fields import CombField
from ocr_service.pipeline.imaging.combs.letters import CombWord, with_comb_words, with_letters_together

LEFT, TOP, WIDE, HIGH = 100, 200, 40, 50
FIELD = CombField(tuple(Box(LEFT + WIDE * number, TOP, WIDE, HIGH) for number in range(8)))
PAPER = 230


def form(*filled: int) -> Image.Image:
    """Eight boxes on gray paper, a block letter in some of them."""
    page = Image.new("L", (800, 400), PAPER)
    pen = ImageDraw.Draw(page)
    for number, (left, top, width, height) in enumerate(FIELD.boxes):
        pen.rectangle((left, top, left + width, top + height), outline=0, width=2)
        if number in filled:
            pen.rectangle((left + 12, top + 12, left + 27, top + 37), fill=0)
    return page


def dark_columns(picture: Image.Image, box: Box) -> int:
    part = picture.crop((round(box.left), TOP + 15, round(box.left + box.width), TOP + 35))
    return sum(value < 128 for value in part.resize((part.width, 1), Image.Resampling.BOX).tobytes())


@pytest.mark.parametrize(
    ("filled", "words"),
    [
        pytest.param((0, 1, 2, 3), [(0, 3)], id="one word"),
        pytest.param((0, 1, 3, 4, 5), [(0, 1), (3, 5)], id="two, as a box between them is empty"),
        pytest.param((6, 7), [(6, 7)], id="at the end"),
        pytest.param((), [], id="nothing written"),
    ],
)
def test_letters_become_words_and_frames_are_gone(filled, words):
    changed, told = with_letters_together(form(*filled), [FIELD])

    assert [each.shown for each in told] == [
        Box(LEFT + WIDE * first + 12, TOP + 12, WIDE * (last - first) + 16, 26) for first, last in words
    ]
    assert [dark_columns(changed, each.drawn) for each in told] == [
        16 * (last - first + 1) for first, last in words
    ]
    for each in told:
        left, top, width, height = (round(value) for value in each.drawn)
        ImageDraw.Draw(changed).rectangle((left - 1, top, left + width, top + height), fill=PAPER)
    assert changed.getextrema() == (PAPER, PAPER)


def test_words_do_not_touch_each_other():
    _, (first, second) = with_letters_together(form(0, 1, 3, 4), [FIELD])

    assert second.drawn.left - first.drawn.left - first.drawn.width >= 16


def word(text: str, left: float, sure: float = 90.0) -> Word:
    return Word(text, Box(left, 10, 20, 20), sure, 1, 1, 1)


def test_what_was_read_stands_where_the_letters_do():
    shown = Box(300, 12, 200, 22)
    fields = [CombWord(Box(100, 0, 80, 40), shown), CombWord(Box(200, 0, 80, 40), shown)]
    read = [word("before", 40), word("265", 140, 60.0), word("4071", 110), word("behind", 400)]

    words = with_comb_words(read, fields)

    assert words == (word("before", 40), Word("4071265", shown, 60.0, 1, 1, 1), word("behind", 400))
