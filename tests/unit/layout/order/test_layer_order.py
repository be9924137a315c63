"""A text layer's own order stays unless rows are torn into columns or columns are read across."""

from __future__ import annotations

from itertools import chain

from ocr_service.domain.page import Word
from ocr_service.layout.order.layer_order import in_order_of_layer, is_doubtful
from tests.support.documents.set_words import set_block, set_line

THINGS = ["Oak table", "Garden chair", "Lamp oil", "Copper wire"]
AMOUNTS = ["120.00", "9.50", "154.11", "3.20"]
LEFT = [f"the carriers asked for {what}" for what in ("payment", "their bread", "more time", "the road")]
RIGHT = [f"before winter nobody {what}" for what in ("answered", "came back", "wrote again", "had left")]


def text_of(words: list[Word]) -> str:
    return " ".join(word.text for word in in_order_of_layer(words))


def test_entries_and_amounts_that_were_torn_apart_are_read_row_by_row() -> None:
    torn = [*set_block(1, 0, 0, *THINGS), *set_block(2, 600, 0, *AMOUNTS)]

    assert text_of(torn) == " ".join(chain.from_iterable(zip(THINGS, AMOUNTS, strict=True)))


def test_columns_that_were_read_across_are_read_one_after_the_other() -> None:
    across = [
        word
        for number, (one, other) in enumerate(zip(LEFT, RIGHT, strict=True))
        for block, left, text in ((1, 0, one), (2, 700, other))
        for word in set_line(text, left, 34 * number, block=block)
    ]

    assert text_of(across) == " ".join([*LEFT, *RIGHT])


def test_columns_of_prose_keep_the_order_of_the_layer() -> None:
    words = [*set_block(1, 0, 0, *LEFT), *set_block(2, 700, 0, *RIGHT)]

    assert not is_doubtful(words)
    assert in_order_of_layer(words) == tuple(words)


def test_a_page_of_one_column_is_not_looked_at_twice() -> None:
    assert not is_doubtful(set_block(1, 0, 0, *LEFT, *RIGHT))


def test_a_running_head_with_its_number_makes_no_doubt() -> None:
    head = [*set_line("The Garden Society", 0, 0, block=1), *set_line("17", 900, 0, block=3)]

    assert not is_doubtful([*head[:3], *set_block(2, 0, 100, *LEFT), *head[3:]])


def test_an_empty_layer_stays_empty() -> None:
    assert in_order_of_layer([]) == ()


def test_a_hebrew_table_that_was_torn_into_columns_is_read_row_by_row_from_the_right() -> None:
    things, amounts = ["ארון", "הובלה", "שולחן", "מנורה"], ["120.00", "9.50", "154.11", "3.20"]
    torn = [*set_block(1, 600, 0, *things), *set_block(2, 0, 0, *amounts)]

    assert text_of(torn) == " ".join(chain.from_iterable(zip(things, amounts, strict=True)))
