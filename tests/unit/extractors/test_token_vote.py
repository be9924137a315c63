from __future__ import annotations

from ocr_service.domain.page import Box, Word
from ocr_service.extractors.token_vote import Token, tokens_of, vote


def test_a_token_that_was_read_better_is_taken_over() -> None:
    mine, other = [Token("N0RTHWIND", 40), Token("PAPER", 90)], [Token("NORTHWIND", 80), Token("PAPER", 90)]

    assert vote(mine, other, ()) == "NORTHWIND PAPER"


def test_a_known_word_is_preferred_over_one_that_is_none() -> None:
    assert vote([Token("JA1AN", 80)], [Token("JALAN", 70)], {"JALAN"}) == "JALAN"


def test_a_token_that_was_missed_is_taken_over_when_it_was_read_well() -> None:
    other = [Token("JALAN", 90), Token("7/118B,", 90), Token("~", 95), Token("DESA", 90), Token("B00K", 20)]

    assert vote([Token("JALAN", 90), Token("DESA", 90)], other, ()) == "JALAN 7/118B, DESA"


def test_tokens_have_the_confidence_of_their_words() -> None:
    words = [Word("Jalan", Box(0, 0, 1, 1), 60.0, 1, 1, 1), Word("Mawar", Box(0, 0, 1, 1), 80.0, 1, 1, 1)]

    assert tokens_of("JALAN MAVVAR", words) == [Token("JALAN", 60.0), Token("MAVVAR", 70.0)]
