"""Reading order: block of text after block of text, tables row by row."""

from __future__ import annotations

from itertools import chain

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.layout.order import reading_order
from ocr_service.layout.order.reading_order import in_reading_order
from tests.support.documents.set_words import SIZE, set_block, set_line

FIRM = ["Brook and Hill Limited", "High Street", "Oxford"]
BUYER = ["Garden Society", "Low Road", "Cambridge"]
LEFT = [f"the carriers asked for {what}" for what in ("payment", "their bread", "more time", "the road")]
RIGHT = [f"before winter nobody {what}" for what in ("answered", "came back", "wrote again", "had left")]
THIRD = [f"seven bridges had been {what}" for what in ("closed", "opened", "built", "seen")]


def text_of(*parts: list[Word]) -> list[str]:
    """The lines after ordering, ``""`` between blocks and paragraphs."""
    lines: list[str] = []
    before = None
    for word in in_reading_order(list(chain.from_iterable(parts))):
        if before is None or word[3:6] != before[3:6]:
            lines += [""] if before is not None and word[3:5] != before[3:5] else []
            lines.append(word.text)
        else:
            lines[-1] += f" {word.text}"
        before = word
    return lines


def in_one_line(*parts: list[Word]) -> str:
    """The ordered words without regard to lines."""
    return " ".join(word.text for word in in_reading_order(list(chain.from_iterable(parts))))


def test_two_columns_of_text_are_read_one_after_the_other() -> None:
    assert text_of(set_block(2, 700, 7, *RIGHT), set_block(1, 0, 0, *LEFT)) == [*LEFT, "", *RIGHT]


def test_columns_whose_lines_the_engine_ran_together_are_read_one_after_the_other() -> None:
    left, right = set_block(1, 0, 0, *LEFT), set_block(1, 700, 0, *RIGHT)

    assert text_of(set_line("Number 17", 700, 400, block=2), left, right) == [
        *LEFT,
        "",
        *RIGHT,
        "",
        "Number 17",
    ]


def test_a_heading_across_three_columns_is_read_before_them() -> None:
    heading = set_line("News of the society and its garden", 100, 60, size=60)
    columns = [set_block(2 + n, 600 * n, 100, *text) for n, text in enumerate((LEFT, RIGHT, THIRD))]

    assert in_one_line(heading, *columns) == " ".join(
        ["News of the society and its garden", *LEFT, *RIGHT, *THIRD]
    )


def test_two_addresses_side_by_side_are_read_one_after_the_other() -> None:
    assert text_of(
        set_line("Invoice", 0, 40, size=48, block=1),
        set_block(2, 0, 150, *FIRM),
        set_block(3, 600, 150, *BUYER),
    ) == ["Invoice", "", *FIRM, "", *BUYER]


def test_text_below_two_addresses_is_read_after_both() -> None:
    below = set_line(
        "With this letter we send what you asked for in the spring of this year", 0, 400, block=3
    )

    assert text_of(set_block(1, 0, 0, *FIRM), set_block(2, 600, 0, *BUYER), below)[-1].startswith("With this")


def test_a_block_that_the_engine_put_too_late_comes_where_it_stands() -> None:
    body = set_block(1, 0, 200, *LEFT)

    assert text_of(body, set_block(2, 0, 0, *FIRM)) == [*FIRM, "", *LEFT]


def test_a_table_with_descriptions_of_two_lines_is_read_row_by_row() -> None:
    rows = [
        [
            *set_block(1, 0, 200 * number, f"{name} chair of", "oiled oak"),
            *set_line("4 pieces", 500, 200 * number + SIZE, block=2),
            *set_line("320.00", 800, 200 * number + SIZE, block=3),
        ]
        for number, name in enumerate(["Garden", "Kitchen", "Office"])
    ]

    assert in_one_line(*rows) == " ".join(
        f"{name} chair of oiled oak 4 pieces 320.00" for name in ("Garden", "Kitchen", "Office")
    )


def test_a_table_whose_rows_stand_apart_is_read_row_by_row() -> None:
    names = set_block(1, 0, 0, "Garden chair", "Candles", "Paper", pitch=2.0)
    makers = set_block(2, 500, 0, "Brook", "Hill", "Miller", pitch=2.0)

    assert in_one_line(names, makers) == "Garden chair Brook Candles Hill Paper Miller"


def test_amounts_close_below_each_other_are_read_with_their_entries() -> None:
    entries = set_block(1, 0, 0, "Net total", "Carriage", "Gross total")

    assert text_of(entries, set_block(2, 500, 0, "120.00", "9.50", "154.11")) == [
        "Net total 120.00",
        "Carriage 9.50",
        "Gross total 154.11",
    ]


def test_a_form_of_labels_and_values_is_read_field_by_field() -> None:
    labels = set_block(1, 0, 0, "Name", "City", "Country", pitch=2.2)
    values = set_block(2, 300, 0, "Miller", "Oxford", "England", pitch=2.2)

    assert in_one_line(labels, values) == "Name Miller City Oxford Country England"


def test_the_paragraphs_of_the_engine_stay_paragraphs() -> None:
    first = set_block(1, 0, 0, *LEFT)
    second = [word._replace(paragraph=2) for word in set_block(1, 0, 4 * 1.2 * SIZE, *THIRD)]

    assert text_of(first, second, set_line("17", 0, 900, block=2)) == [*LEFT, "", *THIRD, "", "17"]


def test_no_word_is_lost_and_none_added() -> None:
    words = [
        *set_block(1, 0, 0, "Total", "Tax", "."),
        *set_line("9.50 -", 300, 60, block=2),
        *set_line("x" * 300, 0, 155, block=3),
    ]

    ordered = in_reading_order(words)

    assert sorted((word.text, word.box) for word in ordered) == sorted(
        (word.text, word.box) for word in words
    )


def test_ordering_again_changes_nothing() -> None:
    once = in_reading_order(
        [*set_block(1, 600, 0, *BUYER), *set_block(2, 0, 0, *FIRM), *set_block(3, 0, 300, *LEFT)]
    )

    assert in_reading_order(once) == once


def test_words_of_boxes_without_width_or_height_keep_the_page_readable() -> None:
    empty = Word("lost", Box(10, 10, 0, 0), 50.0, 3, 1, 1)

    assert len(in_reading_order([empty, *set_block(1, 0, 50, *FIRM)])) == 1 + len(" ".join(FIRM).split())


def test_a_page_of_one_block_stays_as_it_is() -> None:
    words = set_block(4, 0, 0, *FIRM)

    assert in_reading_order(words) == tuple(words)


def test_a_page_of_more_pieces_than_can_be_judged_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_order, "_MOST_PIECES", 1)
    words = [*set_block(1, 600, 0, *BUYER), *set_block(2, 0, 0, *FIRM)]

    assert in_reading_order(words) == tuple(words)


def test_text_from_right_to_left_stays_as_it_is() -> None:
    words = [word._replace(text="שלום") for word in set_block(1, 0, 0, *FIRM)]

    assert in_reading_order(words[::-1]) == tuple(words[::-1])


def test_an_empty_page_stays_empty() -> None:
    assert in_reading_order([]) == ()
