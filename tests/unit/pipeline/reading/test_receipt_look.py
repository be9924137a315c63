"""What is taken for a receipt without being asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ocr_service.domain.page import Box
from ocr_service.domain.ports import PageImage
from ocr_service.domain.status import Profile
from ocr_service.domain.task import TaskOptions
from ocr_service.pipeline.imaging.survey import Survey
from ocr_service.pipeline.reading.attempts import is_receipt

A4 = PageImage(path=Path("a4.pgm"), width=1654, height=2339, dpi=200)
STRIP = Survey(text_height=14, ink=Box(100, 100, 600, 1400))
COLUMN = Survey(text_height=24, ink=Box(100, 100, 1000, 2100))
LETTER = Survey(text_height=24, ink=Box(100, 100, 1400, 2100))


@pytest.mark.parametrize(
    ("seen", "has_true_size", "expected"),
    [
        pytest.param(STRIP, True, True, id="a till roll scanned on A4"),
        pytest.param(STRIP, False, True, id="a photo of a till roll"),
        pytest.param(COLUMN, False, True, id="a photo has no size"),
        pytest.param(COLUMN, True, False, id="a narrow column of a full page"),
        pytest.param(replace(STRIP, is_prose=True), True, False, id="a narrow column of running text"),
        pytest.param(LETTER, False, False, id="a letter"),
        pytest.param(replace(LETTER, bulk=0.4), False, True, id="a till roll on A4 with a note beside it"),
    ],
)
def test_a_receipt_is_a_narrow_strip_no_wider_than_a_till_roll(
    seen: Survey, has_true_size: bool, expected: bool
) -> None:
    assert is_receipt(TaskOptions(), A4, seen, has_true_size=has_true_size) is expected


def test_a_receipt_that_was_asked_for_is_one() -> None:
    assert is_receipt(TaskOptions(profile=Profile.RECEIPT), A4, LETTER, has_true_size=True)
