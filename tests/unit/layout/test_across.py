"""Columns that are read across: amounts beside what they are amounts of."""

from __future__ import annotations

from ocr_service.domain.page import Word
from ocr_service.layout.across import read_across
from ocr_service.layout.fragments import fragments_of
from ocr_service.layout.text_blocks import text_blocks
from tests.support.set_words import SIZE, set_block

ENTRIES = ["Net total", "Carriage", "Gross total"]


def texts(*words: list[Word]) -> list[list[str]]:
    """The lines of each block."""
    blocks = read_across(text_blocks(fragments_of([word for each in words for word in each])))
    return [
        [" ".join(word.text for fragment in line for word in fragment.words) for line in block.lines]
        for block in blocks
    ]


def test_amounts_are_read_with_their_entries() -> None:
    assert texts(set_block(1, 0, 0, *ENTRIES), set_block(2, 500, 0, "120.00", "9.50", "154.11")) == [
        ["Net total 120.00", "Carriage 9.50", "Gross total 154.11"]
    ]


def test_several_columns_of_amounts_are_read_with_their_entries() -> None:
    counts = set_block(2, 500, 0, "4", "1", "12")

    assert texts(set_block(1, 0, 0, *ENTRIES), counts, set_block(3, 800, 0, "120.00", "9.50", "154.11")) == [
        ["Net total 4 120.00", "Carriage 1 9.50", "Gross total 12 154.11"]
    ]


def test_values_are_read_with_labels_that_end_with_a_colon() -> None:
    labels = set_block(1, 0, 0, "Customer:", "City:", "Country:")

    assert texts(labels, set_block(2, 400, 0, "Miller", "Oxford", "England")) == [
        ["Customer: Miller", "City: Oxford", "Country: England"]
    ]


def test_text_beside_text_stays_apart() -> None:
    left = set_block(1, 0, 0, "Brook Limited", "High Street", "Oxford")

    assert len(texts(left, set_block(2, 500, 0, "Hill and Sons", "Low Road", "Cambridge"))) == 2


def test_amounts_on_other_lines_stay_apart() -> None:
    assert (
        len(texts(set_block(1, 0, 0, *ENTRIES), set_block(2, 500, SIZE / 2, "120.00", "9.50", "154.11"))) == 2
    )


def test_amounts_alone_stay_columns() -> None:
    left = set_block(1, 0, 0, "120.00", "9.50")

    assert len(texts(left, set_block(2, 500, 0, "240.00", "19.00"))) == 2


def test_an_entry_without_an_amount_leaves_the_others_theirs() -> None:
    amounts = [*set_block(2, 500, 0, "120.00", "9.50"), *set_block(3, 800, 0, "4", "1")]

    assert texts(set_block(1, 0, 0, *ENTRIES, "See overleaf"), amounts) == [
        ["Net total 120.00 4", "Carriage 9.50 1", "Gross total", "See overleaf"]
    ]
