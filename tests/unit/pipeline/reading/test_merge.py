"""Two readings become one that is at least as sure."""

from __future__ import annotations

from ocr_service.domain.page import Box, Page, Word
from ocr_service.pipeline.reading.noise import without_noise
from ocr_service.pipeline.reading.two_readings.merge import fused, with_surer_words


def word(text: str, left: float, confidence: float, *, top: float = 0, line: int = 1) -> Word:
    return Word(text, Box(left, top, 40, 10), confidence, 1, 1, line)


def page(*words: Word, confidence: float) -> Page:
    return Page(number=1, text=" ".join(each.text for each in words), words=words, confidence=confidence)


def test_the_surer_reading_of_a_word_wins():
    one = page(word("T0TAL", 0, 60), word("12.50", 50, 95), confidence=80)
    other = page(word("TOTAL", 1, 90), word("12.5O", 51, 40), confidence=65)

    assert fused(one, other).text == "TOTAL 12.50"


def test_a_word_that_only_one_reading_saw_is_put_into_its_line():
    one = page(word("TOTAL", 0, 90), word("12.50", 100, 95), confidence=92)
    other = page(word("RM", 50, 80), confidence=80)

    assert fused(one, other).text == "TOTAL RM 12.50"


def test_a_doubtful_word_of_the_other_reading_is_not_added():
    one = page(word("TOTAL", 0, 90), confidence=90)
    other = page(word("xx", 50, 30), confidence=30)

    assert fused(one, other).text == "TOTAL"


def test_marks_that_stand_for_dirt_are_dropped_and_real_marks_stay():
    words = [word("|", 0, 80), word("~", 5, 70), word(":", 9, 90), word("Total", 20, 90), word("fzx", 70, 4)]

    assert [each.text for each in without_noise(words)] == [":", "Total"]


def test_words_are_taken_from_another_reading_and_none_is_added():
    kept = page(word("Cancer.org", 0, 60), word("UK", 50, 95), confidence=77)
    other = page(word("cancer.org", 1, 92), word("Uk", 51, 40), word("eee", 200, 99), confidence=77)

    made = with_surer_words(kept, other)

    assert made.text == "cancer.org UK"
    assert made.decisions["words_from_other"] == 1
    assert made.confidence > kept.confidence


def test_a_reading_that_is_surer_of_every_word_stays_as_it_is():
    kept = page(word("cancer.org", 0, 92), confidence=92)

    assert with_surer_words(kept, page(word("Cancer.org", 0, 60), confidence=60)) is kept
