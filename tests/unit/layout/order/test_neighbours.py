"""What stands above, below and beside a piece of text, and in which column it stands."""

from __future__ import annotations

from ocr_service.domain.page import Word
from ocr_service.layout.order.neighbours import Neighbours
from ocr_service.layout.order.pieces import pieces_of
from tests.support.documents.set_words import SIZE, set_block, set_line

LEFT = ["the carriers asked for payment", "the river was high again", "nobody had answered him"]
RIGHT = ["before winter they came back", "seven bridges were closed", "the garden was opened"]


def near(*words: Word) -> Neighbours:
    return Neighbours(pieces_of(words))


def place_of(neighbours: Neighbours, text: str) -> int:
    return next(place for place, piece in enumerate(neighbours.pieces) if piece.text == text)


def test_lines_of_two_columns_know_what_is_below_and_beside() -> None:
    page = near(*set_block(1, 0, 0, *LEFT), *set_block(2, 600, 0, *RIGHT))
    first = place_of(page, LEFT[0])

    assert page.below[first] == place_of(page, LEFT[1])
    assert page.after[first] == place_of(page, RIGHT[0])
    assert page.above[first] is None
    assert page.before[place_of(page, RIGHT[2])] == place_of(page, LEFT[2])


def test_lines_at_the_pitch_of_text_are_one_column() -> None:
    page = near(*set_block(1, 0, 0, *LEFT), *set_block(2, 600, 0, *RIGHT))

    assert [piece.text for piece in page.columns[place_of(page, LEFT[1])].pieces] == LEFT
    assert page.columns[0].words_a_line == 14 / 3


def test_lines_that_stand_apart_are_columns_of_their_own() -> None:
    page = near(*set_block(1, 0, 0, *LEFT, pitch=2.2))

    assert len({id(column) for column in page.columns}) == 3


def test_a_gutter_is_as_long_as_the_white_beside_the_lines() -> None:
    across = set_line(
        "a line that runs across both of the columns below it and ends there", 0, -SIZE, block=3
    )
    page = near(*across, *set_block(1, 0, 0, *LEFT), *set_block(2, 600, 0, *RIGHT))

    assert page.gutters[place_of(page, LEFT[0])] == 3
    assert page.gutters[place_of(page, RIGHT[0])] == 0
