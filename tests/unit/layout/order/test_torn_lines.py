"""A line in whose midst a word was not read is read as one; columns stay columns."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_service.domain.page import Word
from ocr_service.layout.order.pieces import pieces_of
from ocr_service.layout.order.reading_order import in_reading_order
from ocr_service.layout.order.torn_lines import with_torn_lines
from tests.support.documents.set_words import SIZE, set_line

ABOVE = "the carriers asked before winter for their bread and more time than"
TORN = "anybody had and yet nobody understood answered or wrote to them again"
BELOW = "until the bridges had been closed and seven days of rain were over"
LOST = "understood"


def line_at(text: str, row: int, left: float = 0) -> list[Word]:
    return set_line(text, left, 100 + 1.2 * SIZE * row)


def texts(words: Sequence[Word]) -> list[str]:
    return [piece.text for piece in with_torn_lines(pieces_of(words))]


def without_lost(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.text != LOST]


def test_a_line_in_the_midst_of_prose_is_one_where_a_word_was_not_read() -> None:
    words = [*line_at(ABOVE, 0), *without_lost(line_at(TORN, 1)), *line_at(BELOW, 2)]

    assert texts(words) == [ABOVE, TORN.replace(f" {LOST}", ""), BELOW]
    assert [word.text for word in in_reading_order(words)] == [word.text for word in words]


def test_a_line_that_lost_two_words_is_one() -> None:
    torn = [word for word in line_at(TORN, 1) if word.text not in (LOST, "anybody", "again", "nobody")]
    words = [*line_at(ABOVE, 0), *torn, *line_at(BELOW, 2)]

    assert texts(words) == [ABOVE, " ".join(word.text for word in torn), BELOW]


def test_a_line_above_the_short_last_one_of_a_paragraph_is_one() -> None:
    words = [*line_at(ABOVE, 0), *without_lost(line_at(TORN, 1)), *line_at("until the bridges", 2)]

    assert texts(words) == [ABOVE, TORN.replace(f" {LOST}", ""), "until the bridges"]


def test_the_words_of_a_justified_line_with_wide_blanks_are_one() -> None:
    wide = [
        word
        for at, text in enumerate(("the", "code", "of", "roads"))
        for word in set_line(text, 220 * at, 100 + 1.2 * SIZE)
    ]
    wide = [word._replace(line=1) for word in wide]
    words = [*line_at(ABOVE, 0), *wide, *line_at(BELOW, 2)]

    assert texts(words) == [ABOVE, "the code of roads", BELOW]


def test_a_part_ends_where_its_words_end() -> None:
    torn = without_lost(line_at(TORN, 1))
    _, piece, _ = with_torn_lines(pieces_of([*line_at(ABOVE, 0), *torn, *line_at(BELOW, 2)]))

    assert piece.words == tuple(torn)
    assert (piece.left, piece.right) == (torn[0].box.left, torn[-1].box.left + torn[-1].box.width)


def test_columns_that_an_engine_ran_together_stay_apart() -> None:
    left = [line_at("before winter nobody answered them", row) for row in range(3)]
    right = [line_at("the carriers asked for their bread", row, 660) for row in range(3)]
    words = [word for one, other in zip(left, right, strict=True) for word in (*one, *other)]

    assert len(texts(words)) == 6


def test_a_row_of_a_table_under_a_line_of_prose_stays_apart() -> None:
    row = [*line_at("Bread and butter", 1), *line_at("12.40", 1, 480)]
    words = [*line_at(ABOVE, 0), *row, *line_at("Paper", 2), *line_at("3.10", 2, 480)]

    assert texts(words) == [ABOVE, "Bread and butter", "12.40", "Paper", "3.10"]


def test_a_hole_wider_than_any_word_is_white_between_two_texts() -> None:
    long_line = f"{ABOVE} {TORN}"
    row = [*line_at("before winter", 1), *line_at("nobody answered", 1, 900)]

    assert len(texts([*line_at(long_line, 0), *row, *line_at(long_line, 2)])) == 4
