from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.extractors.evidence.evidence import joint_confidence, reading_confidence


def words(*confidences: float) -> list[Word]:
    return [Word("word", Box(0, 0, 9, 9), confidence, 1, 1, 1) for confidence in confidences]


def test_a_reading_is_as_sure_as_its_least_sure_word() -> None:
    assert reading_confidence(words(95, 60, 90)) == pytest.approx(0.6)


def test_many_words_are_less_sure_together_than_one() -> None:
    assert joint_confidence(words(90, 90, 90)) == pytest.approx(0.729)
    assert joint_confidence(words(90)) == pytest.approx(0.9)
