"""What lies between two pieces of text: lines across both columns, and bands of white."""

from __future__ import annotations

from ocr_service.domain.page import Word
from ocr_service.layout.order.neighbours import Neighbours
from ocr_service.layout.order.partings import Partings
from ocr_service.layout.order.pieces import Piece, pieces_of
from tests.support.documents.set_words import SIZE, set_block, set_line

LEFT = ["the carriers asked for payment", "the river was high again", "nobody had answered him"]
RIGHT = ["before winter they came back", "seven bridges were closed", "the garden was opened"]
ACROSS = "a line that runs across both of the columns and ends far on the right of the page"


def parted(*words: Word) -> tuple[Partings, dict[str, Piece]]:
    pieces = pieces_of(words)
    return Partings(Neighbours(pieces)), {piece.text: piece for piece in pieces}


def test_a_line_across_both_columns_parts_what_is_above_from_what_is_below() -> None:
    partings, at = parted(
        *set_block(1, 0, 0, *LEFT),
        *set_block(2, 700, 0, *RIGHT),
        *set_line(ACROSS, 0, 300, block=3),
        *set_line("below it", 700, 400, block=4),
    )

    assert partings.lines(at[LEFT[0]], at["below it"]) == 1
    assert partings.lines(at["below it"], at[LEFT[0]]) == -1
    assert partings.lines(at[LEFT[2]], at[RIGHT[0]]) == 0


def test_the_highest_band_of_white_between_two_lines_is_measured_in_sizes_of_the_type() -> None:
    partings, at = parted(
        *set_block(1, 0, 0, *LEFT), *set_line("far below", 0, 2 * 1.2 * SIZE + 6 * SIZE, block=2)
    )

    assert partings.white(at[LEFT[0]], at[LEFT[2]]) == 0
    assert 3 < partings.white(at[LEFT[0]], at["far below"]) < 6
    assert partings.white(at["far below"], at[LEFT[0]]) < -3
