"""Tables whose columns are parted by rules are read cell by cell, wherever they stand; all else keeps its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ocr_service.domain.page import Page, Word
from ocr_service.domain.rules import Rule, Rules
from ocr_service.layout.blocks.page_blocks import with_blocks
from tests.support.documents.set_words import SIZE, set_line

PITCH = 1.2 * SIZE
COLUMNS = (0.0, 30 * SIZE, 45 * SIZE, 60 * SIZE)
# Each cell's lines.
ROWS = (
    (("Task",), ("Due",), ("Who",)),
    (("Mend the roof of the", "old mill by the river"), ("May",), ("Carpenter and", "slater of the town")),
    (("Paint all window frames", "and both doors white"), ("June",), ("Painter",)),
    (("Clear the yard",), ("July",), ("Everybody",)),
)
READ = [line for row in ROWS for cell in row for line in cell]


def grid(
    rows: Sequence[Sequence[Sequence[str]]], left: float = 0, top: float = 300
) -> tuple[list[Word], Rules]:
    """The words of a ruled table line by line across its cells, as an engine reads them, and its rules."""
    words, levels, line = list[Word](), [top], 0
    for row in rows:
        height = max(len(cell) for cell in row)
        for number in range(height):
            for column, cell in enumerate(row):
                if number < len(cell):
                    at = levels[-1] + 1.2 * SIZE + number * PITCH
                    found = set_line(cell[number], left + COLUMNS[column] + SIZE, at)
                    words += [word._replace(block=1, paragraph=1, line=line) for word in found]
            line += 1
        levels.append(levels[-1] + height * PITCH + SIZE)
    edges = [left + column for column in COLUMNS]
    lying = tuple(Rule(level, edges[0], edges[-1]) for level in levels)
    standing = tuple(Rule(edge, levels[0], levels[-1]) for edge in edges)
    return words, Rules(lying=lying, standing=standing)


def page_of(words: Sequence[Word], rules: Rules) -> Page:
    return Page(number=1, text="", words=tuple(words), width=3000, height=3000, rules=rules)


def read(page: Page) -> list[str]:
    """The texts of the page's lines, in order."""
    lines: list[list[Word]] = []
    for word in with_blocks(page).words:
        place = (word.block, word.paragraph, word.line)
        if not lines or (lines[-1][0].block, lines[-1][0].paragraph, lines[-1][0].line) != place:
            lines.append([])
        lines[-1].append(word)
    return [" ".join(word.text for word in line) for line in lines]


def test_cells_of_several_lines_are_read_one_after_the_other() -> None:
    assert " ".join(read(page_of(*grid(ROWS)))).split() == " ".join(READ).split()


def test_a_row_of_short_cells_is_one_line_and_a_long_cell_has_its_own() -> None:
    assert read(page_of(*grid(ROWS))) == [
        "Task Due Who",
        "Mend the roof of the",
        "old mill by the river",
        "May",
        "Carpenter and",
        "slater of the town",
        "Paint all window frames",
        "and both doors white",
        "June Painter",
        "Clear the yard July Everybody",
    ]


def test_what_stands_above_and_below_is_read_before_and_after() -> None:
    words, rules = grid(ROWS)
    above = set_line("What is to be done this year", 0, 100)
    below = set_line("All of it was agreed upon", 0, 1500)

    found = with_blocks(page_of([*above, *words[:5], *below, *words[5:]], rules))

    wanted = f"What is to be done this year {' '.join(READ)} All of it was agreed upon"
    assert [word.text for word in found.words] == wanted.split()
    assert len({word.block for word in found.words}) == 3


def test_tables_of_two_columns_stay_in_their_columns() -> None:
    right = 70 * SIZE
    one, one_rules = grid(ROWS, top=600)
    other, other_rules = grid(ROWS, left=right, top=100)
    before = [*set_line("the left column begins", 0, 100), *set_line("with some lines", 0, 100 + PITCH)]
    after = [*set_line("the right column ends", right, 1500), *set_line("with others", right, 1500 + PITCH)]
    rules = Rules(
        lying=tuple(sorted((*one_rules.lying, *other_rules.lying))),
        standing=tuple(sorted((*one_rules.standing, *other_rules.standing))),
    )

    found = with_blocks(page_of([*before, *one, *other, *after], rules))

    table = " ".join(READ)
    wanted = f"the left column begins with some lines {table} {table} the right column ends with others"
    assert [word.text for word in found.words] == wanted.split()


def test_blocks_hold_the_words_at_their_new_places() -> None:
    found = with_blocks(page_of(*grid(ROWS)))

    (block,) = found.blocks
    assert block.table is not None
    for cell in block.table.cells:
        assert " ".join(found.words[place].text for place in cell.words) == cell.text.replace("\n", " ")


@pytest.mark.parametrize(
    "rows", [ROWS[:1] + ROWS[3:], [(("one", "line"),)]], ids=["rows of one line", "a box"]
)
def test_what_is_read_so_already_is_left_as_it_is(rows) -> None:
    page = page_of(*grid(rows))

    assert with_blocks(page).words is page.words


def test_text_from_right_to_left_is_left_as_it_is() -> None:
    words, rules = grid(ROWS)
    page = page_of([word._replace(text="שלום") for word in words], rules)

    assert with_blocks(page).words is page.words


def test_without_standing_rules_nothing_is_moved() -> None:
    words, rules = grid(ROWS)
    page = page_of(words, replace(rules, standing=()))

    assert with_blocks(page).words is page.words
