"""Which pages are read by the networks, too, and what is kept of both readings."""

from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Page, Word
from ocr_service.pipeline.imaging.survey import Survey
from ocr_service.pipeline.reading.two_readings.choice import wants_networks, with_networks


def page(*words: tuple[str, float], quality: float = 0.9) -> Page:
    read = tuple(Word(text, Box(60 * n, 10, 50, 20), sure, 1, 1, 1) for n, (text, sure) in enumerate(words))
    confidence = sum(sure for _, sure in words) / len(words)
    return Page(
        number=1, text="", words=read, width=500, height=100, dpi=200, confidence=confidence, quality=quality
    )


@pytest.mark.parametrize(
    ("seen", "quality", "is_receipt", "why"),
    [
        pytest.param(Survey(), 0.95, True, "receipt", id="till rolls always"),
        pytest.param(Survey(), 0.9, False, "doubtful", id="print that reads badly"),
        pytest.param(Survey(), 0.5, False, "", id="not what may lie on its side"),
        pytest.param(Survey(is_dark=True), 0.5, False, "dark ground", id="dark ground always"),
        pytest.param(Survey(), 0.95, False, "", id="clean print never"),
    ],
)
def test_the_networks_read_what_tesseract_is_weak_at(seen, quality, is_receipt, why):
    assert wants_networks(page(("a", 90.0), quality=quality), seen, is_receipt=is_receipt) == why


def test_what_was_weak_is_read_by_the_networks_after_its_remedy():
    weak = page(("a", 90.0), quality=0.5)

    assert wants_networks(weak, Survey(), is_receipt=False, is_remedied=True) == "doubtful"


def test_a_receipt_is_what_the_networks_read_unless_tesseract_is_clearly_surer():
    tesseract = page(("T0TAL", 85.0), ("12.50", 95.0), ("EUR", 70.0))
    networks = page(("TOTAL", 80.0), ("1Z.50", 50.0), quality=0.8)

    both = with_networks(tesseract, networks, "receipt")

    assert both.text == "TOTAL 12.50"


def test_of_each_word_the_surer_reading_is_kept_and_the_choice_is_on_record():
    tesseract = page(("T0TAL", 60.0), ("12.50", 95.0))
    networks = page(("TOTAL", 90.0), ("1Z.50", 50.0), quality=0.8)

    both = with_networks(tesseract, networks, "doubtful")

    assert both.text == "TOTAL 12.50"
    assert both.decisions["networks"] == {"because": "doubtful", "quality": 0.8, "words": 2}
