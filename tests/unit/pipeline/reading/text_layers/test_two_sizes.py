from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.pipeline.reading.text_layers.two_sizes import with_joined_sizes

# What a size stands above its base line, and what below.
_ABOVE, _BELOW = 0.93, 0.24


def set_on_line(*pieces: tuple[str, float], gap: float = 0.01, lift: float = 0.0) -> list[Word]:
    """Words side by side, each with its size in points, on one base line; all but the first ``lift`` points higher."""
    words, left = [], 60.0
    for text, size in pieces:
        rise = lift if words else 0.0
        top = round(100 - _ABOVE * size - rise, 2)
        width = 0.6 * size * len(text)
        words.append(Word(text, Box(left, top, width, round((_ABOVE + _BELOW) * size, 2)), 100, 0, 0, 0))
        left += width + gap
    return words


def texts(words: tuple[Word, ...]) -> list[str]:
    return [word.text for word in words]


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        ((("C", 14), ("URRICULUM", 11)), "CURRICULUM"),
        ((("Nale\u017cno", 11), ("\u015b", 11.4), ("\u0107", 11)), "Nale\u017cno\u015b\u0107"),
        ((("O\u2019", 14), ("N", 14.01), ("EILL", 11)), "O\u2019NEILL"),
        ((("12.", 14), ("50", 11)), "12.50"),
    ],
)
def test_pieces_of_one_word_are_joined(pieces: tuple[tuple[str, float], ...], text: str) -> None:
    words = set_on_line(*pieces)

    (word,) = with_joined_sizes(words)

    assert word.text == text
    assert word.box.left == words[0].box.left
    assert word.box.left + word.box.width == pytest.approx(words[-1].box.left + words[-1].box.width, abs=0.01)


def test_a_name_in_small_capitals_keeps_its_words() -> None:
    first = set_on_line(("R", 14), ("IVERSIDE", 11))
    end = first[-1].box.left + first[-1].box.width
    second = [word._replace(box=word.box._replace(left=word.box.left - 60 + end + 3)) for word in first]

    assert texts(with_joined_sizes([*first, *second])) == ["RIVERSIDE", "RIVERSIDE"]


@pytest.mark.parametrize(
    ("pieces", "gap", "lift"),
    [
        ((("Total", 14), ("amount", 11)), 3.0, 0.0),
        ((("price", 14), ("a", 8)), 0.0, 4.5),
        ((("12", 14), ("99", 8)), 0.0, 0.0),
        ((("CO", 14), ("2", 8)), 0.0, -2.0),
    ],
    ids=["a blank", "a raised letter", "cents", "a lowered figure"],
)
def test_what_stands_apart_stays_apart(
    pieces: tuple[tuple[str, float], ...], gap: float, lift: float
) -> None:
    assert texts(with_joined_sizes(set_on_line(*pieces, gap=gap, lift=lift))) == [text for text, _ in pieces]
