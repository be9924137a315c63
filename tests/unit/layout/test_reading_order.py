"""Reading order: what stands side by side is read across, columns of text one after the other."""

from __future__ import annotations

from ocr_service.domain.page import Box, Word
from ocr_service.layout.reading_order import in_reading_order

LINE, HEIGHT, LETTER = 30, 20, 10
PROSE = "the carriers asked for payment"
FIRM = ["Brook and Hill Limited", "High Street 14 Oxford", "Telephone 555 0134"]
BANK = ["Bank of the Borough", "Account 4711 0815", "Sort code 12 34 56"]


def block(number: int, left: float, top: float, *lines: str) -> list[Word]:
    """Lines of text as an engine gives them: one block, one paragraph."""
    words = []
    for line, text in enumerate(lines, start=1):
        x, y = left, top + (line - 1) * LINE
        for word in text.split():
            words.append(Word(word, Box(x, y, LETTER * len(word), HEIGHT), 95.0, number, 1, line))
            x += LETTER * (len(word) + 1)
    return words


def text_of(*blocks: list[Word]) -> list[str]:
    """The lines after ordering, ``""`` between blocks and paragraphs."""
    lines: list[str] = []
    before = None
    for word in in_reading_order([word for each in blocks for word in each]):
        if before is None or word[3:6] != before[3:6]:
            lines += [""] if before is not None and word[3:5] != before[3:5] else []
            lines.append(word.text)
        else:
            lines[-1] += f" {word.text}"
        before = word
    return lines


def test_labels_and_the_values_beside_them_become_rows() -> None:
    labels = block(1, 0, 0, "Number:", "Date:", "Customer:")
    values = block(2, 400, 0, "2024-17", "3 May 2024", "Miller")

    assert text_of(labels, values) == ["Number: 2024-17", "Date: 3 May 2024", "Customer: Miller"]


def test_columns_of_a_table_become_rows() -> None:
    entries = block(1, 0, 0, "Garden chair of oak", "Garden table of oak", "Candles and paper")
    counts = block(2, 500, 0, "4", "1", "12")
    amounts = block(3, 800, 0, "320.00", "410.00", "15.60")

    assert text_of(entries, counts, amounts) == [
        "Garden chair of oak 4 320.00",
        "Garden table of oak 1 410.00",
        "Candles and paper 12 15.60",
    ]


def test_the_last_words_of_a_page_in_columns_are_not_read_into_the_first_one() -> None:
    full = block(1, 0, 0, *[PROSE] * 9)
    rest = block(2, 600, 0, "which was late")

    assert text_of(full, rest) == [*[PROSE] * 9, "", "which was late"]


def test_running_text_in_columns_keeps_the_order_of_the_engine() -> None:
    left = block(1, 0, 0, *[PROSE] * 5)
    right = block(2, 600, 7, *[PROSE] * 5)

    ordered = in_reading_order([*left, *right])

    assert ordered == (*left, *right)


def test_two_addresses_side_by_side_are_read_one_after_the_other() -> None:
    heading = block(1, 0, 0, "Invoice")
    firm, bank = block(2, 0, 200, *FIRM), block(3, 500, 200, *BANK)

    assert text_of(heading, firm, bank) == ["Invoice", "", *FIRM, "", *BANK]


def test_a_block_that_the_engine_put_too_late_comes_where_it_stands() -> None:
    title = block(1, 300, 200, "Invoice 4711")
    address = block(2, 700, 0, *FIRM)
    body = block(3, 0, 300, PROSE, PROSE)

    assert text_of(title, address, body) == [*FIRM, "", "Invoice 4711", "", PROSE, PROSE]


def test_a_cell_of_several_lines_keeps_them_below_each_other() -> None:
    label = block(1, 0, 0, "Cheque")
    cell = block(2, 300, 0, "Please send cheques to", "the office in Oxford")

    assert text_of(label, cell) == ["Cheque Please send cheques to", "the office in Oxford"]


def test_white_between_rows_of_a_table_begins_a_paragraph() -> None:
    labels = block(1, 0, 0, "Net:", "", "", "Gross:")
    values = block(2, 400, 0, "120.00", "", "", "142.80")
    parted = [word._replace(paragraph=word.line) for word in (*labels, *values)]

    assert text_of(parted) == ["Net: 120.00", "", "Gross: 142.80"]


def test_rows_of_dots_count_as_no_letters() -> None:
    contents = [f"Chapter the {name} ..... 12" for name in ("first", "second", "third", "fourth")]
    left, right = block(1, 0, 0, *contents), block(2, 700, 5, *contents)

    assert in_reading_order([*left, *right]) == (*left, *right)


def test_no_word_is_lost_and_none_added() -> None:
    words = [*block(1, 0, 0, "Total", "Tax"), *block(2, 300, 4, "9.50"), *block(3, 0, 55, "x" * 300)]

    ordered = in_reading_order(words)

    assert sorted((word.text, word.box) for word in ordered) == sorted(
        (word.text, word.box) for word in words
    )


def test_a_page_of_one_block_stays_as_it_is() -> None:
    words = block(4, 0, 0, *FIRM)

    assert in_reading_order(words) == tuple(words)


def test_an_empty_page_stays_empty() -> None:
    assert in_reading_order([]) == ()
