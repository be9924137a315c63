"""Item tables, taxes, sums and labels of an invoice are told apart as they stand on it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ocr_service.domain.page import Box, Page, PageSource, Word
from ocr_service.domain.rules import Rule, Rules
from ocr_service.layout.blocks.page_blocks import with_blocks
from ocr_service.layout.blocks.text_rows import type_of
from tests.unit.layout.blocks.test_table_finder import ITEMS, grid, page_of, texts, words_at


def together(*pages: Page) -> Page:
    """The words of several pages on one, in this order."""
    return replace(pages[0], words=tuple(word for page in pages for word in page.words))


def test_a_surcharge_close_below_its_item_is_a_row_of_its_own():
    items = page_of((*ITEMS[:3], ("of brass", "14", "0.80"), ITEMS[3]), step=20)
    words = [
        word._replace(box=word.box._replace(top=word.box.top - 8)) if word.box.top == 260 else word
        for word in items.words
    ]

    assert texts(replace(items, words=tuple(words)))[0][3] == ["of brass", "14", "0.80"]


def test_a_row_whose_value_is_empty_does_not_join_the_row_above():
    sums = (("Subtotal", "90.00"), ("Discounts", ""), ("Prepaid", ""), ("Tax", "17.10"), ("Total", "107.10"))

    assert texts(page_of(sums, lefts=(300, 480), step=13)) == [[list(row) for row in sums]]


def test_a_heading_between_two_tables_parts_them():
    taxes = page_of((("Kind", "Net", "Rate", "Tax"), ("Sales", "90.00", "19", "17.10")), (60, 240, 340, 440))
    heading = page_of((("Totals:",),), (60,), top=240)
    sums = page_of((("Subtotal", "90.00"), ("Tax", "17.10"), ("Total", "107.10")), (300, 440), top=260)

    found = texts(together(taxes, heading, sums))

    assert [len(table) for table in found] == [2, 3]
    assert found[1][0] == ["Subtotal", "90.00"]


def test_four_headings_over_a_single_row_are_a_table_and_three_are_none():
    rows = (("Kind", "Net", "Rate", "Tax"), ("Sales", "90.00", "19", "17.10"))

    assert texts(page_of(rows, (60, 240, 340, 440))) == [[list(row) for row in rows]]
    assert texts(page_of([row[:3] for row in rows], (60, 240, 340))) == []


def test_lines_below_the_last_item_belong_to_it_as_those_below_the_others_do():
    rows = (ITEMS[0], ITEMS[1], ("of steel",), ("Batch 7",), ITEMS[3], ("of brass",), ("Batch 9",))

    found = texts(page_of(rows, step=14))

    assert [row[0] for row in found[0]] == ["Item", "Valve\nof steel\nBatch 7", "Pump\nof brass\nBatch 9"]


def test_a_shade_behind_two_headings_of_four_does_not_cut_the_table():
    rows = (
        ("Item", "Pieces", "Price", "Sum"),
        ("Valve", "3", "12.50", "37.50"),
        ("Pump", "2", "9.00", "18.00"),
    )
    page = page_of(
        rows, (60, 240, 340, 440), rules=Rules(areas=(Box(230, 196, 80, 18), Box(330, 196, 80, 18)))
    )

    assert texts(page) == [[list(row) for row in rows]]


def test_frames_of_other_columns_are_other_tables():
    upper, lower = ITEMS, (("Bank", "Harbour Savings"), ("Due", "30 days"), ("Terms", "net"))
    page = together(page_of(upper), page_of(lower, (60, 180), top=400))
    one, other = (
        grid(50, 195, 500, 275, (250, 390), (215, 235, 255)),
        grid(50, 395, 500, 455, (150,), (415, 435)),
    )
    rules = Rules(lying=(*one.lying, *other.lying), standing=(*one.standing, *other.standing))

    found = texts(replace(page, rules=rules))

    assert found == [[list(row) for row in upper], [list(row) for row in lower]]


def test_a_rule_far_above_a_frame_is_none_of_it():
    letter = page_of((("Ada Holm",), ("Mill Lane 4",)), (300,), top=110)
    rules = grid(50, 195, 500, 275, (250, 390), (215, 235, 255))
    page = replace(
        together(letter, page_of(ITEMS)), rules=replace(rules, lying=(Rule(100, 50, 500), *rules.lying))
    )

    assert texts(page) == [[list(row) for row in ITEMS]]


def test_what_a_rule_closes_belongs_to_the_row_above_it_however_far_down():
    cells = (50.0, 250.0, 390.0, 500.0)
    pieces = [Rule(215, start, end) for start, end in itertools.pairwise(cells)]
    rows = [Rule(at, 50, 500) for at in (290, 330)]
    page = together(
        page_of(ITEMS[:2]),
        page_of((("", "in stock"),), top=268),
        page_of((ITEMS[2],), top=300),
    )

    found = texts(replace(page, rules=Rules(lying=(*pieces, *rows))))

    assert found == [[["Item", "Pieces", "Price"], ["Valve", "3\nin stock", "12.50"], list(ITEMS[2])]]


def test_a_sign_stays_with_its_number_where_a_column_ends_between_them():
    heads = tuple(Box(left, 197, width, 16) for left, width in ((57, 190), (250, 60), (313, 187)))
    page = page_of(
        (("Item", "VAT", "Price"), ("Valve", "", "12.50"), ("Pump", "", "3.00")),
        (60, 260, 400),
        rules=Rules(areas=heads),
    )
    rates = [word for top in (220, 240) for word in words_at(298, top, "19 %", 7)]

    assert [row[1] for row in texts(replace(page, words=(*page.words, *rates)))[0]] == ["VAT", "19 %", "19 %"]


def test_words_that_run_up_the_edge_are_in_no_row():
    turned = [
        Word(text, Box(12, 190 + 45 * place, 8, 40), 90.0, 9, 9, 9)
        for place, text in enumerate(("Form", "printed", "2024"))
    ]
    page = page_of(ITEMS)

    assert texts(replace(page, words=(*page.words, *turned))) == [[list(row) for row in ITEMS]]


def test_a_typewriters_blanks_do_not_part_columns():
    rows = (
        ("Kind", "Net", "Tax"),
        ("Sales tax low", "9.00", "0.63"),
        ("Sales tax full", "80.00", "15.20"),
        ("Sales tax none", "1.00", "0.00"),
    )
    low = [word._replace(box=word.box._replace(height=7)) for word in page_of(rows).words]
    page = replace(page_of(rows), words=tuple(low))

    assert type_of(page) > 7
    assert texts(page) == [[list(row) for row in rows]]


def typed(rows: Sequence[Sequence[tuple[int, str]]]) -> Page:
    """A scan of typewriting, seen as ink: rows of texts at columns of letters, 6 points each."""
    words = [
        Word(
            token, Box(61 + 6 * (column + at), 200 + 12 * number, 6 * len(token) - 1, 5.5), 90.0, 1, 1, number
        )
        for number, row in enumerate(rows)
        for column, text in row
        for at, token in words_of(text)
    ]
    return Page(number=1, text="", words=tuple(words), width=595, height=842, source=PageSource.OCR)


def words_of(text: str) -> Iterator[tuple[int, str]]:
    return ((found.start(), found.group()) for found in re.finditer(r"\S+", text))


def test_blanks_of_typewriting_part_no_columns_on_a_scan_either():
    page = typed(
        [
            [(0, "Description"), (40, "Unit"), (60, "Amount")],
            [],
            [(0, "Glass board large"), (40, "pcs"), (60, "138.09")],
            [(0, "Order seventeen checked")],
            [(0, "Chair with arms"), (40, "box"), (60, "647.76")],
            [(0, "Colour light grey")],
            [(0, "Cable long"), (40, "box"), (60, "256.00")],
        ]
    )

    (table,) = texts(page)

    assert [row[2] for row in table] == ["Amount", "138.09", "647.76", "256.00"]
    assert table[1][0] == "Glass board large\nOrder seventeen checked"


def test_addresses_above_the_number_and_date_of_a_letter_are_no_table():
    page = page_of(
        (
            ("Novak Print", "", "Tessera Supplies"),
            ("Accounts", "", "Hoog Straat"),
            ("Ring Road", "", "Rotterdam"),
            ("Number:", "94494", ""),
            ("Customer:", "49449", ""),
            ("Order:", "944", ""),
        )
    )

    assert texts(page) == []


def test_a_value_that_is_torn_at_its_blanks_leaves_pairs_pairs():
    page = with_blocks(
        page_of(
            (
                ("Bank:", "Harbour Savings"),
                ("IBAN:", "GB33 BUKB 2020", "5555", "55"),
                ("Due:", "30 days net"),
            ),
            lefts=(60, 150, 260, 300),
        )
    )

    assert [block.kind.value for block in page.blocks] == ["key_value"] * 3
    assert page.blocks[1].text == "IBAN: GB33 BUKB 2020 5555 55"


def test_labels_with_colons_are_pairs_also_where_values_stand_in_two_columns():
    page = with_blocks(
        page_of(
            (("Seller", ""), ("Number:", "4711"), ("Order:", "Book", "7"), ("Date:", "14.03.2024")),
            rules=grid(50, 195, 500, 275, (250, 390)),
        )
    )

    assert [block.kind.value for block in page.blocks] == ["paragraph", "key_value", "key_value", "key_value"]
    assert page.blocks[2].text == "Order: Book 7"


def test_a_table_is_read_where_most_of_it_stands_although_a_word_of_it_comes_first():
    heading, table = page_of((("Of the items",),), (60,), top=170), page_of(ITEMS)
    stray = table.words[-1]
    page = with_blocks(replace(table, words=(stray, *heading.words, *table.words[:-1])))

    assert page.blocks[0].text == "Of the items"
