"""Words of a text without places get the places of words that were read."""

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.pipeline.reading.vision.align import align


def word(text: str, left: float, top: float, *, line: int = 1, confidence: float = 90) -> Word:
    return Word(text, Box(left, top, 10 * len(text), 20), confidence, 1, 1, line)


OWN = (
    word("Total", 0, 0),
    word("due", 60, 0),
    word("l2.5O", 100, 0, confidence=40),
    word("Thanks", 0, 30, line=2),
)


def test_words_that_agree_keep_their_places_and_the_models_spelling():
    found = align("TOTAL due 12.50\nThanks", OWN, 200, 100)

    assert [each.text for each in found.words] == ["TOTAL", "due", "12.50", "Thanks"]
    assert [each.box for each in found.words] == [each.box for each in OWN]
    assert (found.agreed, found.in_place, found.without_place, found.kept) == (3, 1, 0, 0)
    assert found.words[2].confidence == 40


def test_more_words_than_were_read_share_the_frame_of_their_line():
    found = align("Total due 12 50 Thanks", OWN, 200, 100)
    twelve, fifty = found.words[2:4]

    assert (twelve.box.left, twelve.box.width) == (100, 20)
    assert (fifty.box.left, fifty.box.width) == (130, 20)
    assert {twelve.line, fifty.line} == {1}


def test_a_word_that_nothing_was_read_for_stands_beside_the_one_before_it():
    found = align("Total due now l2.5O Thanks", OWN, 200, 100)

    assert (found.words[2].text, found.words[2].box, found.without_place) == ("now", Box(90, 0, 0, 20), 1)


def test_a_sure_word_of_our_own_that_the_text_leaves_out_stays():
    found = align("Total due l2.5O", OWN, 200, 100)
    assert (found.words[-1].text, found.kept) == ("Thanks", 1)

    doubtful = (*OWN[:3], OWN[3]._replace(confidence=30))
    assert align("Total due l2.5O", doubtful, 200, 100).kept == 0


def test_a_sure_word_that_is_told_otherwise_is_named_and_a_doubtful_one_is_not():
    own = (*OWN[:2], word("12.50", 100, 0, confidence=95), word("l9.l", 160, 0, confidence=40))

    assert align("Total, due 99.95 19.1", own, 200, 100).overruled == [("12.50", "99.95")]
    assert align("Total due 12.50. 19.1", own, 200, 100).overruled == []


@pytest.mark.parametrize(
    ("read", "told", "is_overruled"),
    [
        pytest.param("Blueink", "Blue ink", False, id="parted"),
        pytest.param("12.40GBP", "12.40 GBP", False, id="an amount parted"),
        pytest.param("Blueink", "Blue inks A5", False, id="a part of others"),
        pytest.param("2.40", "12.40", True, id="another number that holds it"),
        pytest.param("Mallory", "Malory", True, id="another name"),
    ],
)
def test_where_a_word_ends_is_no_contradiction(read, told, is_overruled):
    own = (*OWN[:2], word(read, 100, 0, confidence=95), OWN[3])

    assert bool(align(f"Total due {told} Thanks", own, 200, 100).overruled) is is_overruled


def test_sure_words_that_several_take_the_place_of_are_named_with_all_of_these():
    found = align("Total never 12 50 Thanks", (*OWN[:2], OWN[2]._replace(confidence=95), OWN[3]), 200, 100)

    assert found.overruled == [("due", "never 12 50"), ("l2.5O", "never 12 50")]


def test_words_over_two_lines_are_shared_between_these():
    own = (word("aaaa", 0, 0), word("bbbb", 0, 30, line=2))
    found = align("one two three four", own, 200, 100)

    assert [each.line for each in found.words] == [1, 1, 2, 2]


def test_without_any_word_of_our_own_lines_go_evenly_down_the_page():
    found = align("one two\n\nthree", (), 200, 100)

    assert [each.line for each in found.words] == [1, 1, 2]
    assert [each.box.top for each in found.words] == [0, 0, 50]
    assert found.without_place == 3


def test_every_box_lies_on_the_page_and_no_told_word_is_lost():
    told = "x Total y due z\nqq l2.5O w Thanks v u t"
    found = align(told, OWN, 200, 100)

    assert [each.text for each in found.words] == told.split()
    assert all(each.box.left >= 0 and each.box.left + each.box.width <= 200 for each in found.words)
