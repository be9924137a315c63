from __future__ import annotations

from ocr_service.domain.page import Box, Page, Word
from ocr_service.layout.plain_text import page_from_text
from ocr_service.layout.rows import rows_of


def word(text: str, left: float, top: float, *, block: int = 1, line: int = 1, height: float = 20) -> Word:
    return Word(text, Box(left, top, 10.0 * len(text), height), 90.0, block, 1, line)


def page(*words: Word) -> Page:
    return Page(number=1, text="", words=words, width=600, height=800)


def test_words_of_two_blocks_at_one_height_are_one_row() -> None:
    rows = rows_of(page(word("TOTAL", 0, 100), word("12.50", 400, 103, block=2)))

    assert [row.text for row in rows] == ["TOTAL 12.50"]


def test_a_row_is_cut_into_segments_at_wide_gaps() -> None:
    (row,) = rows_of(page(word("Invoice", 0, 0), word("number", 76, 0), word("4711", 300, 0)))

    assert [segment.text for segment in row.segments] == ["Invoice number", "4711"]


def test_words_below_each_other_are_rows_of_their_own() -> None:
    rows = rows_of(page(word("upper", 0, 0), word("lower", 0, 22, line=2)))

    assert [row.text for row in rows] == ["upper", "lower"]


def test_a_slightly_slanted_row_stays_one_row() -> None:
    rows = rows_of(page(word("left", 0, 100), word("right", 500, 107, block=2)))

    assert len(rows) == 1


def test_blank_words_are_passed_over() -> None:
    assert rows_of(page(word(" ", 0, 0))) == ()


def test_plain_text_keeps_its_lines_and_wide_gaps() -> None:
    rows = rows_of(page_from_text("Date    01.02.2024\nTotal due"))

    assert [[segment.text for segment in row.segments] for row in rows] == [
        ["Date", "01.02.2024"],
        ["Total due"],
    ]


def test_a_row_of_a_hebrew_page_begins_on_the_right() -> None:
    total = [word("סה״כ", 480, 0, block=1), word("לתשלום", 400, 0, block=1)]

    (row,) = rows_of(page(*total, word("1,404.00", 60, 0, block=2)))

    assert row.text == "סה״כ לתשלום 1,404.00"
    assert [segment.text for segment in row.segments] == ["סה״כ לתשלום", "1,404.00"]
