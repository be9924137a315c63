"""A brace that pairs with another bracket is one like it; all others stay."""

from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.pipeline.reading.signs.brackets import with_paired_brackets


def read(*lines: str, paragraphs: bool = False) -> list[Word]:
    return [
        Word(text, Box(0, 0, 9, 9), 90.0, 1, number if paragraphs else 1, number)
        for number, line in enumerate(lines)
        for text in line.split()
    ]


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("{c) 2020", "(c) 2020"),
        ("(see page 4}, too", "(see page 4), too"),
        ("{see page 4)", "(see page 4)"),
        ("note {3]", "note [3]"),
        ("{a} is {b}", "{a} is {b}"),
        ("f(x) { return (y); }", "f(x) { return (y); }"),
        ("from [0, 1) on", "from [0, 1) on"),
        ("a) first b} second", "a) first b} second"),
        ("{ alone", "{ alone"),
        ("(one {two) three}", "(one (two) three)"),
    ],
)
def test_brackets_of_a_line(seen, meant):
    assert " ".join(word.text for word in with_paired_brackets(read(seen))) == meant


def test_a_bracket_is_closed_lines_below_but_in_no_other_paragraph():
    one = with_paired_brackets(read("{applies to accounts", "of others)"))
    two = with_paired_brackets(read("{applies to accounts", "of others)", paragraphs=True))

    assert one[0].text == "(applies"
    assert two[0].text == "{applies"
