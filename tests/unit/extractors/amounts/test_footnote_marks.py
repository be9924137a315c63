from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.extractors.amounts.footnote_marks import amounts_of
from ocr_service.layout.rows import Row, rows_of_words

LETTER, HEIGHT = 6.0, 11.0


def row(*pieces: tuple[str, bool]) -> Row:
    """Words beside each other, the raised ones small, high and close behind the word before them."""
    words, left = [], 60.0
    for text, is_raised in pieces:
        if is_raised:
            left -= LETTER
        size = 0.6 if is_raised else 1.0
        top = 98.6 if is_raised else 100.0
        words.append(Word(text, Box(left, top, LETTER * size * len(text), HEIGHT * size), 100.0, 1, 1, 1))
        left = words[-1].box.left + words[-1].box.width + LETTER
    (found,) = rows_of_words(words)
    return found


@pytest.mark.parametrize(
    ("pieces", "amounts"),
    [
        ([("Total", False), ("1,200.00", False), ("3", True), ("EUR", False)], [("1200.00", "EUR", "1,200.00 3 EUR")]),
        ([("Total", False), ("1,200.00", False), ("12", True), ("EUR", False)], [("1200.00", "EUR", "1,200.00 12 EUR")]),
        ([("Rent", False), ("1200", False), ("3", True), ("EUR", False)], [("1200", "EUR", "1200 3 EUR")]),
        ([("Total", False), ("2", True), ("EUR", False), ("45.50", False)], [("45.50", "EUR", "EUR 45.50")]),
        ([("Total", False), ("45.50", False), ("3", False), ("EUR", False)], [("45.50", "", "45.50"), ("3", "EUR", "3 EUR")]),
    ],
    ids=["one figure", "two figures behind cents", "behind a whole number", "behind a word", "a figure on the line"],
)  # fmt: skip
def test_a_raised_figure_is_no_part_of_an_amount(
    pieces: list[tuple[str, bool]], amounts: list[tuple[str, str, str]]
) -> None:
    line = row(*pieces)

    found = amounts_of(line)

    assert [(str(one.value), one.currency, line.text[one.start : one.end]) for one in found] == amounts


def test_two_raised_figures_behind_a_whole_number_may_be_its_cents() -> None:
    line = row(("Juice", False), ("12", False), ("50", True), ("EUR", False))

    assert [str(one.value) for one in amounts_of(line)] == ["50"]
