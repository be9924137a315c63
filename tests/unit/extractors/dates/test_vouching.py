from __future__ import annotations

import pytest

from ocr_service.extractors.dates.vouching import is_behind_word, is_vouched


@pytest.mark.parametrize("before", ["", "Monday, ", "Kraków, dnia ", "19:40 "])
def test_nothing_a_weekday_or_a_place_before_a_date_raises_no_doubt(before: str) -> None:
    assert is_vouched("", before)


@pytest.mark.parametrize("before", ["Offer ends ", "In ", "Ready from "])
def test_an_unknown_word_right_before_a_date_may_say_that_it_is_of_something_else(before: str) -> None:
    assert not is_vouched("", before)
    assert is_behind_word("", before)


@pytest.mark.parametrize(
    ("label", "before"), [("", "Ticket 4711  "), ("", "No. 8 "), ("dated", "Date "), ("", "")]
)
def test_words_before_a_number_are_its_own_and_not_the_dates(label: str, before: str) -> None:
    assert not is_behind_word(label, before)
