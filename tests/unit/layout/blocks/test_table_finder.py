"""Tables are found by rules, by shades and by columns of words; prose and letterheads are none."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from ocr_service.domain.page import Box, Page, PageSource, Word
from ocr_service.domain.rules import Rule, Rules
from ocr_service.layout.blocks.table_finder import find_tables

_LETTER = 5.0
ITEMS = (
    ("Item", "Pieces", "Price"),
    ("Valve", "3", "12.50"),
    ("Steel hinge", "14", "7.00"),
    ("Pump", "1", "310.00"),
)


def words_at(left: float, top: float, text: str, line: int) -> list[Word]:
    words = []
    for token in text.split():
        words.append(Word(token, Box(left, top, _LETTER * len(token), 10), 90.0, 1, 1, line))
        left += _LETTER * (len(token) + 0.6)
    return words


def page_of(rows, lefts=(60, 260, 400), *, top=200.0, step=20.0, rules=None, extra=()) -> Page:
    words = [
        word
        for number, row in enumerate(rows)
        for left, text in zip(lefts, row, strict=False)
        for word in words_at(left, top + step * number, text, number)
    ]
    return Page(
        number=1,
        text="",
        words=(*words, *extra),
        width=595,
        height=842,
        source=PageSource.TEXT_LAYER,
        rules=rules or Rules(),
    )


def texts(page: Page) -> list[list[list[str]]]:
    found = []
    for table in find_tables(page, page.rules):
        rows = [[""] * table.table.columns for _ in range(table.table.rows)]
        for cell in table.table.cells:
            rows[cell.row][cell.column] = cell.text
        found.append(rows)
    return found


def grid(left, top, right, bottom, xs=(), ys=()) -> Rules:
    return Rules(
        lying=tuple(Rule(y, left, right) for y in (top, *ys, bottom)),
        standing=tuple(Rule(x, top, bottom) for x in (left, *xs, right)),
    )


def test_words_in_columns_are_a_table_without_any_rule():
    assert texts(page_of(ITEMS)) == [[list(row) for row in ITEMS]]


def test_the_row_without_numbers_above_numbers_is_its_heading():
    (table,) = find_tables(page_of(ITEMS), Rules())

    assert [cell.text for cell in table.table.cells if cell.is_header] == ["Item", "Pieces", "Price"]


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param(grid(50, 195, 500, 275, xs=(250, 390), ys=(215, 235, 255)), id="grid"),
        pytest.param(grid(50, 195, 500, 275, xs=(250, 390), ys=(215,)), id="columns and heading"),
        pytest.param(
            Rules(lying=tuple(Rule(y, 50, 500) for y in (195, 215, 275))), id="lines above and below"
        ),
        pytest.param(Rules(lying=(Rule(215, 50, 500), Rule(235, 50, 500))), id="lines between rows"),
        pytest.param(Rules(areas=(Box(50, 195, 450, 20), Box(50, 235, 450, 20))), id="shaded rows"),
    ],
)
def test_rules_and_shades_change_nothing_of_the_cells(rules):
    assert texts(page_of(ITEMS, rules=rules)) == [[list(row) for row in ITEMS]]


def test_a_further_line_stays_in_its_cell():
    rows = (*ITEMS[:2], ("Steel hinge", "14", "7.00"), ("", "", ""), ("Pump", "1", "310.00"))
    further = words_at(60 + 40, 200 + 52, "for doors", 9)
    page = page_of((*ITEMS[:3],), extra=())
    page = Page(
        number=1,
        text="",
        words=(
            *page_of(ITEMS[:3], lefts=(100, 260, 400)).words,
            *further,
            *page_of((rows[4],), lefts=(100, 260, 400), top=270).words,
        ),
        width=595,
        height=842,
        source=PageSource.TEXT_LAYER,
        rules=grid(90, 195, 500, 290, xs=(250, 390), ys=(215, 235, 265)),
    )

    assert texts(page)[0][2] == ["Steel hinge\nfor doors", "14", "7.00"]


def test_a_cell_without_walls_spans_columns_and_rows():
    rules = Rules(
        lying=(
            Rule(195, 50, 500),
            Rule(215, 250, 500),
            Rule(235, 50, 500),
            Rule(255, 50, 500),
            Rule(275, 50, 500),
        ),
        standing=(Rule(50, 195, 275), Rule(250, 195, 275), Rule(390, 215, 275), Rule(500, 195, 275)),
    )
    words = [
        *words_at(60, 210, "Site", 1),
        *words_at(330, 200, "First half", 2),
        *words_at(260, 220, "Plan", 3),
        *words_at(400, 220, "Actual", 3),
        *words_at(60, 240, "Corby", 4),
        *words_at(260, 240, "4.50", 4),
        *words_at(400, 240, "5.25", 4),
        *words_at(60, 260, "Elgin", 5),
        *words_at(260, 260, "6.00", 5),
    ]
    page = Page(
        number=1,
        text="",
        words=tuple(words),
        width=595,
        height=842,
        source=PageSource.TEXT_LAYER,
        rules=rules,
    )

    (found,) = find_tables(page, rules)

    spans = {
        cell.text: (cell.row, cell.column, cell.row_span, cell.column_span) for cell in found.table.cells
    }
    assert spans["Site"] == (0, 0, 2, 1)
    assert spans["First half"] == (0, 1, 1, 2)
    assert spans[""] == (3, 2, 1, 1)
    assert sum(cell.row_span * cell.column_span for cell in found.table.cells) == 12


def test_cells_cover_every_place_once():
    (found,) = find_tables(page_of(ITEMS, rules=grid(50, 195, 500, 275, xs=(250, 390))), Rules())
    places = [
        (cell.row + down, cell.column + across)
        for cell in found.table.cells
        for down in range(cell.row_span)
        for across in range(cell.column_span)
    ]

    assert sorted(places) == [(row, column) for row in range(4) for column in range(3)]


@pytest.mark.parametrize(
    ("rows", "lefts"),
    [
        pytest.param(
            [
                ("the mill was closed in spring when the", "water rose and nobody could say when")
                for _ in range(9)
            ],
            (60, 320),
            id="prose in two columns",
        ),
        pytest.param(
            [("Ada Holm", "Northern Tools"), ("Mill Lane 4", "Harbour Street 12"), ("Corby", "Elgin")],
            (60, 380),
            id="two addresses",
        ),
        pytest.param([("a line of prose that goes over the whole page",)] * 9, (60,), id="prose"),
    ],
)
def test_prose_and_addresses_are_no_table(rows, lefts):
    assert texts(page_of(rows, lefts)) == []


def test_what_a_firm_prints_at_the_foot_of_its_paper_is_no_table():
    rows = [
        ("Mill Ltd", "Bank 4711", "Tel 0123"),
        ("Lane 4", "Code 9900", "Fax 0124"),
        ("Corby", "No 558", "Reg 77"),
    ]

    assert texts(page_of(rows, top=780, step=12)) == []


def test_prose_between_two_ruled_tables_parts_them():
    first, second = page_of(ITEMS), page_of(ITEMS, top=400)
    prose = words_at(60, 330, "here is what was counted at the end of the year in all of our places", 20)
    lying = tuple(Rule(y, 50, 500) for y in (195, 215, 275, 395, 415, 475))
    page = Page(
        number=1,
        text="",
        words=(*first.words, *prose, *second.words),
        width=595,
        height=842,
        source=PageSource.TEXT_LAYER,
        rules=Rules(lying=lying),
    )

    assert texts(page) == [[list(row) for row in ITEMS]] * 2


def test_a_page_of_twenty_thousand_words_and_a_thousand_rules_is_no_trouble():
    words = [
        Word("w", Box(10 + 5 * column, 10 + 8 * row, 4, 6), 90, 1, 1, row)
        for row in range(100)
        for column in range(200)
    ]
    rules = Rules(
        lying=tuple(Rule(9.0 + 1.6 * row, 0, 1000) for row in range(500)),
        standing=tuple(Rule(2.0 * column, 0, 800) for column in range(500)),
    )
    page = Page(number=1, text="", words=tuple(words), width=1010, height=820, rules=rules)

    assert len(find_tables(page, rules)) <= 1


def heads(lefts, right=500.0, top=197.0, height=16.0) -> tuple[Box, ...]:
    """Shaded cells side by side with a little white between them."""
    ends = [*lefts[1:], right]
    return tuple(Box(left - 4, top, end - left - 3, height) for left, end in zip(lefts, ends, strict=True))


def test_a_head_of_shaded_cells_parts_the_columns_of_bare_rows_below():
    rows = (
        ("Pos", "Article", "Price", "Amount"),
        ("1", "Valve", "6.00", "12.00"),
        ("", "list price before rebate: 7.00"),
        ("2", "Steel hinge", "7.00", "98.00"),
        ("", "list price before rebate: 8.00"),
    )
    lefts = (60, 100, 190, 400)
    page = page_of(rows, lefts, step=26, rules=Rules(areas=heads(lefts)))

    assert texts(page) == [
        [
            ["Pos", "Article", "Price", "Amount"],
            ["1", "Valve\nlist price before rebate: 7.00", "6.00", "12.00"],
            ["2", "Steel hinge\nlist price before rebate: 8.00", "7.00", "98.00"],
        ]
    ]


def test_rules_that_meet_under_each_heading_part_the_columns_of_bare_rows_below():
    rows = (
        ("Pos", "Article", "Price", "Amount"),
        ("1", "Valve", "6.00", "12.00"),
        ("", "list price before rebate: 7.00"),
        ("2", "Steel hinge", "7.00", "98.00"),
        ("", "list price before rebate: 8.00"),
    )
    ends = (56, 96, 186, 396, 500)
    between = (Rule(263, 56, 96), Rule(263, 96, 396), Rule(263, 396, 500))
    rules = Rules(lying=(*(Rule(213, one, other) for one, other in pairwise(ends)), *between))
    page = page_of(rows, (60, 100, 190, 400), step=26, rules=rules)

    assert [[cell.replace("\n", " ") for cell in row] for row in texts(page)[0]] == [
        ["Pos", "Article", "Price", "Amount"],
        ["1", "Valve list price before rebate: 7.00", "6.00", "12.00"],
        ["2", "Steel hinge list price before rebate: 8.00", "7.00", "98.00"],
    ]


def test_dashes_under_a_line_of_words_are_no_head():
    dashes = tuple(Rule(213, 56 + 4 * place, 59 + 4 * place) for place in range(110))

    assert texts(page_of((ITEMS[0], ("the rest is prose below it",)), rules=Rules(lying=dashes))) == []


def test_two_heads_of_shaded_cells_begin_two_tables():
    lefts = (60, 260, 400)
    upper = page_of(ITEMS, lefts)
    shades = (*heads(lefts), *heads((60, 300, 420), top=317))
    moved = page_of(ITEMS, (60, 300, 420), top=320).words
    page = replace(upper, words=(*upper.words, *moved), rules=Rules(areas=shades))

    assert texts(page) == [[list(row) for row in ITEMS]] * 2


def test_headings_that_stand_as_close_as_words_are_cut_at_the_columns():
    rows = (
        ("Article", "Number", "Each", "Tax Sum"),
        ("Valve", "3", "12.50", "21%", "37.50"),
        ("Hinge", "14", "7.00", "21%", "98.00"),
        *[("Pump", "1", "310.00", "21%", "310.00")] * 5,
    )
    lefts = (60, 200, 280, 360, 390)
    shades = tuple(Box(56, top, 390, 20) for top in (215.0, 255.0, 295.0))
    page = page_of(rows, lefts, rules=Rules(areas=shades))

    assert texts(page)[0][0] == ["Article", "Number", "Each", "Tax", "Sum"]


def test_columns_that_are_ruled_in_the_head_alone_hold_below_it():
    rules = Rules(
        lying=(Rule(195, 50, 500), Rule(214, 50, 500), Rule(280, 50, 500)),
        standing=(Rule(50, 195, 280), Rule(250, 195, 214), Rule(390, 195, 214), Rule(500, 195, 280)),
    )

    assert texts(page_of(ITEMS, rules=rules)) == [[list(row) for row in ITEMS]]


def test_a_frame_around_the_text_of_a_page_is_no_table():
    letter = [(f"the garden is open from the first of May until the {line} of June",) for line in range(20)]
    rules = Rules(
        lying=(Rule(180, 40, 560), Rule(620, 40, 560), Rule(650, 40, 560)),
        standing=(Rule(40, 180, 650), Rule(480, 180, 650), Rule(560, 180, 650)),
    )
    page = page_of([*letter, ("", "Page")], (60, 500), rules=rules)

    assert texts(page) == []


def test_the_box_of_a_total_is_no_column_of_the_rows_above():
    rules = Rules(
        lying=(
            Rule(195, 50, 500),
            Rule(214, 50, 500),
            Rule(274, 380, 500),
            Rule(294, 380, 500),
            Rule(560, 50, 500),
        ),
        standing=(Rule(380, 274, 294), Rule(500, 274, 294)),
    )

    (found,) = texts(page_of((*ITEMS, ("", "Total", "329.50")), rules=rules))

    assert found[:4] == [list(row) for row in ITEMS]
