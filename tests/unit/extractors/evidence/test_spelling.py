from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.extractors.evidence.spelling import corrected, corrected_words, is_one_slip

VOCABULARY = frozenset({"TOTAL", "ROUNDING"})


@pytest.mark.parametrize("misread", ["T0TAL", "Totai", "TOTALL", "TOTL"])
def test_a_word_one_slip_away_is_repaired(misread: str) -> None:
    expected = "TOTAL" if len(misread) > 4 else misread.upper()

    assert corrected(misread, VOCABULARY) == expected


def test_a_word_further_away_is_left_alone() -> None:
    assert corrected("TUTILE", VOCABULARY) == "TUTILE"


def test_a_word_that_was_read_surely_is_left_alone() -> None:
    words = [Word("Totai", Box(0, 0, 1, 1), confidence, 1, 1, 1) for confidence in (96.0, 50.0)]

    assert corrected_words(words, VOCABULARY) == "TOTAI TOTAL"


@pytest.mark.parametrize(
    ("one", "other", "is_slip"),
    [
        ("TOTAL", "TOTAL", True),
        ("TOTAI", "TOTAL", True),
        ("TOTALS", "TOTAL", True),
        ("TOAAI", "TOTAL", False),
        ("CASH", "CASK", False),
    ],
)
def test_one_slip_is_one_letter(one: str, other: str, is_slip: bool) -> None:
    assert is_one_slip(one, other) is is_slip
