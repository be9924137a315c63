"""What is dropped as noise, and what stays."""

from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.pipeline.reading.noise import without_noise


def kept(text: str, confidence: float) -> bool:
    return bool(without_noise([Word(text, Box(0, 0, 40, 10), confidence, 1, 1, 1)]))


@pytest.mark.parametrize(
    "text",
    ["l'installation", "d'assister", "President.”", "“Université", "Internet:", "Grandma's", "T-shirt,"],
)
def test_a_written_word_stays_even_when_the_engine_gives_it_no_confidence(text):
    assert kept(text, 0.0)


@pytest.mark.parametrize("text", ["EMMNATEES", "rrbiiiiiiiitih", "uw", "HPWWNNNN", "]/\\_"])
def test_what_is_read_from_dirt_goes(text):
    assert not kept(text, 3.0)


@pytest.mark.parametrize(("text", "confidence"), [(":", 45.0), ("-", 50.0), ("*:", 45.0), ("|", 97.0)])
def test_marks_stay_when_they_are_sure_enough(text, confidence):
    assert kept(text, confidence)


@pytest.mark.parametrize(("text", "confidence"), [(":", 20.0), ("|", 85.0)])
def test_doubtful_marks_go(text, confidence):
    assert not kept(text, confidence)


@pytest.mark.parametrize(
    ("read", "word"),
    [
        ("synthesis.*°*?", "synthesis."),
        ("characteristics.7,7>-*8", "characteristics."),
        ("fluorescens,**", "fluorescens,"),
        ("Fusarium.>”", "Fusarium."),
        ("century?", "century"),
    ],
)
def test_a_word_whose_raised_reference_was_read_as_marks_stays_without_them(read, word):
    found = without_noise([Word(read, Box(0, 0, 9, 9), 2.0, 1, 1, 1)])

    assert [each.text for each in found] == [word]


@pytest.mark.parametrize(
    "read", ["scsscsccssesiiscsccescsssssasceoorvesessveeed...", "uiiii**", "ab*7", "EMMNAT.**"]
)
def test_dirt_with_marks_behind_it_goes(read):
    assert not kept(read, 2.0)


def test_a_sure_word_keeps_the_marks_behind_it():
    found = without_noise([Word("synthesis.**", Box(0, 0, 9, 9), 60.0, 1, 1, 1)])

    assert [each.text for each in found] == ["synthesis.**"]
