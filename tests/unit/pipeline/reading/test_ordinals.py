"""Raised letters of days that were read as marks are written out, and nothing else is changed."""

from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.pipeline.reading.ordinals import with_ordinals


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ('on 4" July 2014', "on 4th July 2014"),
        ("9% June 2014", "9th June 2014"),
        ("the 1* of May", "the 1* of May"),
        ("1* May", "1st May"),
        ("22” Dec. 1999", "22nd Dec. 1999"),
        ("13° March", "13th March"),
        ("June 3’, 2014", "June 3rd, 2014"),
        ("July 4% 2014", "July 4th 2014"),
        ("4. July 2014", "4. July 2014"),
        ('a 4" pipe', 'a 4" pipe'),
        ("9% off in June", "9% off in June"),
        ('45" July', '45" July'),
        ('in the 19" century.', "in the 19th century."),
        ("the 2” edition", "the 2nd edition"),
        ("his 150* birthday", "his 150th birthday"),
        ('the 111" Congress', "the 111th Congress"),
        ("a 21° Century firm", "a 21st Century firm"),
        ("the “Top 20” edition", "the “Top 20” edition"),
        ('a 5" floor lamp', 'a 5" floor lamp'),
        ("the 2019* edition", "the 2019* edition"),
        ("3% edition", "3% edition"),
    ],
)
def test_days_and_counts(read, meant):
    words = [Word(text, Box(0, 0, 9, 9), 90.0, 1, 1, 1) for text in read.split()]

    assert [word.text for word in with_ordinals(words)] == meant.split()


def test_a_page_without_words_stays_one():
    assert with_ordinals(()) == ()
