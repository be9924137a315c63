"""Amounts that were taken apart become whole, and nothing else does."""

from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.engines.word_table import join_words
from ocr_service.pipeline.reading.split_amounts import with_whole_amounts


def line(*texts: str, gap: float = 4, number: int = 1) -> list[Word]:
    words, left = [], 0.0
    for text in texts:
        words.append(Word(text, Box(left, 0, 8.0 * len(text), 12), 90 - len(words), 1, 1, number))
        left += 8.0 * len(text) + gap
    return words


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("TOTAL", "20.", "98"), "TOTAL 20.98"),
        (("RM", "235", ".85"), "RM 235.85"),
        (("-50.", "00SR"), "-50.00SR"),
        (("RM30", ".", "30"), "RM30 . 30"),
        (("9,", "50"), "9,50"),
    ],
)
def test_an_amount_cut_at_its_mark_is_one_word(texts, expected):
    assert join_words(with_whole_amounts(line(*texts))) == expected


@pytest.mark.parametrize(
    "texts",
    [("2.", "12", "EGGS"), ("NO.", "15"), ("5.", "20.00"), ("QTY", "2", "15"), ("1.25", "3.50")],
)
def test_what_only_stands_near_stays_apart(texts):
    assert len(with_whole_amounts(line(*texts))) == len(texts)


def test_parts_far_apart_or_in_two_lines_stay_apart():
    lines = [*line("TOTAL", "20."), *line("98", number=2)]

    assert len(with_whole_amounts(line("TOTAL", "20.", "98", gap=12))) == 3
    assert len(with_whole_amounts(lines)) == 3


def test_a_whole_amount_covers_its_parts_and_is_as_doubtful_as_the_worse():
    whole = with_whole_amounts(line("TOTAL", "20.", "98"))[1]

    assert (whole.box, whole.confidence) == (Box(44, 0, 44, 12), 88)
