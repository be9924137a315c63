"""Values beside their entries: which columns are read across."""

from __future__ import annotations

from ocr_service.domain.page import Word
from ocr_service.layout.order.neighbours import Neighbours
from ocr_service.layout.order.pieces import pieces_of
from ocr_service.layout.order.value_rows import value_rows
from tests.support.documents.set_words import SIZE, set_block, set_line

ENTRIES = ["Garden chair", "Candles and lamp oil", "Paper", "Copper wire"]


def rows_of(*words: Word) -> list[tuple[str, str]]:
    near = Neighbours(pieces_of(words))
    return [(near.pieces[entry].text, near.pieces[value].text) for entry, value in value_rows(near).items()]


def flush_right(texts: list[str], right: float, *, block: int) -> list[Word]:
    words = []
    for number, text in enumerate(texts):
        line = set_line(text, 0, SIZE * (1 + 1.2 * number), block=block)
        shift = right - line[-1].box.left - line[-1].box.width
        words += [word._replace(box=word.box._replace(left=word.box.left + shift)) for word in line]
    return words


def test_amounts_belong_to_their_entries() -> None:
    values = ["120.00", "9.50", "14.20", "3.10"]

    assert rows_of(*set_block(1, 0, 0, *ENTRIES), *set_block(2, 600, 0, *values)) == list(
        zip(ENTRIES, values, strict=True)
    )


def test_values_behind_leaders_need_no_digits() -> None:
    values = ["garden.example.org", "oil.example.org", "paper.example.org", "wire.example.com.au"]

    assert rows_of(*set_block(1, 0, 0, *ENTRIES), *flush_right(values, 900, block=2)) == list(
        zip(ENTRIES, values, strict=True)
    )


def test_two_columns_of_text_hold_no_values() -> None:
    left = [f"the carriers asked for {what}" for what in ("payment", "bread", "time", "roads", "more")]
    right = [f"before winter nobody {what}" for what in ("answered", "came", "wrote", "had left", "saw")]

    assert rows_of(*set_block(1, 0, 0, *left), *set_block(2, 600, 0, *right)) == []


def test_two_columns_of_amounts_without_entries_hold_no_rows() -> None:
    years, amounts = ["2019", "2020", "2021"], ["10.00", "12.00", "14.00"]

    assert rows_of(*set_block(1, 0, 0, *years), *set_block(2, 600, 0, *amounts)) == []


def test_a_letterhead_beside_an_address_keeps_its_lines_though_some_are_numbers_on_a_level_with_it():
    address = [
        *set_line("Theodor Est", 100, 300, block=1),
        *set_line("Bahnstr. 42", 100, 340, block=1),
    ]
    letterhead = [
        word
        for place, text in enumerate(
            ["Example Ltd", "Corner 12", "12345 Townhall", "phone 555 2378", "HRA 12345"]
        )
        for word in set_line(text, 900, 220 + 40 * place, block=2)
    ]

    assert rows_of(*address, *letterhead) == []


def test_a_column_of_amounts_with_a_single_line_below_it_is_still_read_across():
    entries = set_block(1, 100, 200, *ENTRIES)
    amounts = set_block(2, 900, 200, "120.00", "14.50", "9.90", "88.00", "232.40")

    assert [value for _, value in rows_of(*entries, *amounts)] == ["120.00", "14.50", "9.90", "88.00"]
