"""Rows of boxes for a letter each: found among a page's rules, and read as words."""

from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.domain.rules import Rule, Rules
from ocr_service.layout.comb_fields import (
    CombField,
    comb_fields,
    drawn_fields,
    with_comb_words,
    without_fields,
)


def sides(*at: float, top: float = 100.0, high: float = 30.0, lean: float = 0.0) -> list[Rule]:
    """Standing rules; each is so much lower than its place says."""
    return [Rule(x, top + lean * x, top + high + lean * x) for x in at]


def every(step: float, count: int, start: float = 50.0) -> list[float]:
    return [start + step * number for number in range(count)]


def counts(fields: list[CombField]) -> list[int]:
    return sorted(len(field.boxes) for field in fields)


@pytest.mark.parametrize(
    ("rules", "boxes"),
    [
        pytest.param(sides(*every(20, 9)), [8], id="one row"),
        pytest.param(sides(*every(20, 9), lean=0.05), [8], id="leaning"),
        pytest.param(
            sides(*every(20, 3), *every(20, 3, 120), *every(20, 5, 190)), [2, 2, 4], id="day, month and year"
        ),
        pytest.param(
            sides(*(x for start in every(24, 6) for x in (start, start + 19))),
            [6],
            id="boxes apart from each other",
        ),
        pytest.param([*sides(*every(20, 9)), *sides(*every(20, 9), top=200)], [8, 8], id="two fields"),
        pytest.param([*sides(*every(20, 9)), *sides(*every(20, 9), top=130)], [], id="a grid"),
        pytest.param(sides(*every(20, 4)), [], id="too few"),
        pytest.param(sides(*every(70, 9)), [], id="columns of a table"),
        pytest.param(sides(*every(8, 9)), [], id="bars"),
        pytest.param(sides(50, 62, 81, 90, 120, 133, 160, 171), [], id="strokes of letters"),
    ],
)
def test_boxes_as_wide_as_each_other_are_fields(rules, boxes):
    assert counts(comb_fields(rules, lambda box: True)) == boxes


def test_what_stands_on_no_line_is_no_field():
    assert comb_fields(sides(*every(20, 9)), lambda box: False) == []


def test_among_a_page_s_rules_the_floor_is_one_that_lies():
    standing = (*sides(*every(20, 9)), *sides(*every(20, 9), top=300))

    (field,) = drawn_fields(Rules(standing=standing, lying=(Rule(130.5, 50, 210),)))

    assert field.box == Box(50, 100, 160, 30)


def test_a_field_s_frame_is_no_table():
    (field,) = comb_fields(sides(*every(20, 9)), lambda box: True)
    rules = Rules(
        standing=(*sides(*every(20, 9)), Rule(50, 200, 300)),
        lying=(Rule(100, 50, 210), Rule(130, 50, 210), Rule(200, 50, 210)),
    )

    assert without_fields(rules, [field]) == Rules(
        standing=(Rule(50, 200, 300),), lying=(Rule(200, 50, 210),)
    )


FIELD = CombField(tuple(Box(50 + 20 * number, 100, 20, 30) for number in range(8)))


def word(text: str, left: float, width: float, top: float = 105.0, sure: float = 90.0) -> Word:
    return Word(text, Box(left, top, width, 20), sure, 1, 1, 1)


def in_boxes(text: str) -> list[Word]:
    return [word(letter, 54 + 20 * place, 12) for place, letter in enumerate(text) if letter != " "]


@pytest.mark.parametrize(
    ("read", "told"),
    [
        pytest.param(in_boxes("40718265"), ["40718265"], id="a letter a word"),
        pytest.param(in_boxes("AN DREWS"), ["AN", "DREWS"], id="an empty box is a blank"),
        pytest.param(
            [word("407", 54, 52), word("18265", 114, 92)], ["40718265"], id="some letters as one word"
        ),
        pytest.param(
            [word("forty", 52, 16), word("seven", 72, 16)], ["forty", "seven"], id="words in the boxes"
        ),
        pytest.param([word("4", 54, 12)], ["4"], id="one letter"),
    ],
)
def test_letters_in_boxes_are_words(read, told):
    around = (word("Account", 50, 80, top=60.0), word("behind", 230, 60))

    words = with_comb_words([around[0], *read, around[1]], [FIELD])

    assert [each.text for each in words] == ["Account", *told, "behind"]
    assert (words[0], words[-1]) == around


def test_a_word_of_letters_is_as_sure_as_the_least_of_them_and_reaches_over_all():
    letters = in_boxes("4071")
    letters[2] = letters[2]._replace(confidence=40.0)

    (whole,) = with_comb_words(letters, [FIELD])

    assert whole == Word("4071", Box(54, 105, 72, 20), 40.0, 1, 1, 1)


def test_letters_of_two_fields_in_any_order_stay_with_their_field():
    below = CombField(tuple(box._replace(top=200) for box in FIELD.boxes))
    lower = [each._replace(box=each.box._replace(top=205)) for each in in_boxes("WXYZ")]
    mixed = [each for pair in zip(in_boxes("ABCD"), lower, strict=True) for each in pair]

    assert [each.text for each in with_comb_words(mixed, [FIELD, below])] == ["ABCD", "WXYZ"]
