from __future__ import annotations

from ocr_service.domain.page import Box, Word
from ocr_service.extractors.receipt.token_vote import Token, tokens_of, vote


def test_a_token_that_was_read_better_is_taken_over() -> None:
    mine, other = [Token("N0RTHWIND", 40), Token("PAPER", 90)], [Token("NORTHWIND", 80), Token("PAPER", 90)]

    assert vote(mine, [other], ()).text == "NORTHWIND PAPER"


def test_what_two_readings_agree_on_outweighs_one_that_was_surer() -> None:
    readings = [[Token("7/118B,", 60)], [Token("7/118B,", 50)]]

    assert vote([Token("7/1188,", 90)], readings, ()).text == "7/118B,"


def test_a_known_word_is_preferred_over_one_that_is_none() -> None:
    assert vote([Token("JA1AN", 80)], [[Token("JALAN", 70)]], {"JALAN"}).text == "JALAN"


def test_a_token_that_was_missed_is_taken_over_when_it_was_read_well() -> None:
    other = [Token("JALAN", 90), Token("7/118B,", 90), Token("~", 95), Token("DESA", 90), Token("B00K", 20)]

    assert vote([Token("JALAN", 90), Token("DESA", 90)], [other], ()).text == "JALAN 7/118B, DESA"


def test_a_single_letter_that_one_reading_alone_has_is_left_out() -> None:
    mine, other = [Token("Q", 74), Token("216,", 90), Token("G", 90)], [Token("216,", 90), Token("6", 60)]

    assert vote(mine, [other], ()).text == "216, G"


def test_marks_do_not_part_what_two_readings_agree_on() -> None:
    voted = vote([Token("MAWAR;", 60)], [[Token("MAWAR,", 80)], [Token("MAVAR", 90)]], ())

    assert voted.text == "MAWAR,"


def test_support_is_that_of_the_least_sure_token_over_all_readings() -> None:
    readings = [Token("PAPER", 90), Token("SHOP", 60)], [Token("PAPER", 90), Token("STOP", 40)]

    assert vote(readings[0], [readings[1]], ()).support == 0.3


def test_tokens_have_the_confidence_of_their_words() -> None:
    words = [Word("Jalan", Box(0, 0, 1, 1), 60.0, 1, 1, 1), Word("Mawar", Box(0, 0, 1, 1), 80.0, 1, 1, 1)]

    assert tokens_of("JALAN MAVVAR", words) == [Token("JALAN", 60.0), Token("MAVVAR", 70.0)]
