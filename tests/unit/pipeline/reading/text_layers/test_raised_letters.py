from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.pipeline.reading.text_layers.raised_letters import with_raised_letters


def set_raised(stem: str, ending: str, *, top: float = -0.2, gap: float = 0.0) -> list[Word]:
    """Two words of 12 and 7 points, the second raised."""
    return [
        Word(stem, Box(100, 0, 8.0 * len(stem), 12), 100, 0, 0, 0),
        Word(ending, Box(100 + 8.0 * len(stem) + gap, top, 4.0 * len(ending), 7), 100, 0, 0, 0),
    ]


@pytest.mark.parametrize(
    ("stem", "ending"),
    [
        ("21", "st"),
        ("3", "rd,"),
        ("1", "er"),
        ("XIX", "e"),
        ("N", "o"),
        ("M", "me"),
        ("3", "ª"),
        ("(2", "nd)"),
    ],
)
def test_raised_endings_are_joined(stem: str, ending: str) -> None:
    (word,) = with_raised_letters(set_raised(stem, ending))

    assert word.text == stem + ending
    assert word.box.width == 8 * len(stem) + 4 * len(ending)


@pytest.mark.parametrize(("stem", "ending"), [("412", "1"), ("m", "2"), ("rose", "st"), ("word", "a")])
def test_notes_and_exponents_stay_apart(stem: str, ending: str) -> None:
    assert len(with_raised_letters(set_raised(stem, ending))) == 2


def test_small_letters_on_the_line_or_behind_a_blank_stay_apart() -> None:
    assert len(with_raised_letters(set_raised("21", "st", top=5))) == 2
    assert len(with_raised_letters(set_raised("21", "st", gap=4))) == 2


def test_letters_that_lead_to_notes_stay_apart() -> None:
    words = [word for ending in "abae" for word in set_raised("45", ending)]

    assert with_raised_letters(words) == tuple(words)
