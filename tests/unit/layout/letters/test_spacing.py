"""Words printed with space between their letters are words."""

from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.layout.letters.spacing import with_joined_letters


def spaced(text: str, *, gap: float, word_gap: float = 14, height: float = 12) -> list[Word]:
    """One letter a word, ``gap`` apart, 8 wide; a space in ``text`` is ``word_gap``."""
    words, left = [], 60.0
    for char in text:
        if char == " ":
            left += word_gap - gap
            continue
        words.append(Word(char, Box(left, 100, 8, height), 100, 0, 0, 0))
        left += 8 + gap
    return words


def texts(words: list[Word]) -> list[str]:
    return [word.text for word in with_joined_letters(words)]


def test_a_spaced_heading_is_one_word_in_one_box():
    (word,) = with_joined_letters(spaced("RECHNUNG", gap=6))

    assert (word.text, word.box) == ("RECHNUNG", Box(60, 100, 106, 12))


def test_words_and_amounts_of_a_spaced_line_are_told_apart_by_wider_gaps():
    assert texts(spaced("TOTAL DUE 249,90 EUR", gap=4)) == ["TOTAL", "DUE", "249,90", "EUR"]


def pieces(
    *texts_of: str, gap: float, letter: float = 0.7, space: float = 0.0, height: float = 20
) -> list[Word]:
    """Words with ``gap`` between them, their letters so wide and with ``space`` between them, all in heights."""
    words, left = [], 60.0
    for text in texts_of:
        width = (letter * len(text) + space * (len(text) - 1)) * height
        words.append(Word(text, Box(left, 100, width, height), 100, 0, 0, 0))
        left += width + gap * height
    return words


@pytest.mark.parametrize(
    "parts", ["R E C H N U NG", "F ac t ure", "С ЧЁТ", "РА Х У Н О К", "I NV OI CE"], ids=lambda parts: parts
)
def test_pieces_that_stand_a_tenth_of_the_size_apart_are_one_word(parts: str):
    assert texts(pieces(*parts.split(), gap=0.1)) == [parts.replace(" ", "")]


def test_pieces_of_a_widely_spaced_heading_are_one_word():
    assert texts(pieces("СЧ", "Ё", "Т", gap=0.4, space=0.4)) == ["СЧЁТ"]


def test_a_spaced_word_ends_where_the_gap_is_another():
    line = pieces("I", "NVOI", "CE", gap=0.1)
    behind = line[-1].box.left + line[-1].box.width
    others = [
        word._replace(box=word.box._replace(left=word.box.left - 60 + behind + 8))
        for word in pieces("D", "ATE", gap=0.1)
    ]

    assert texts([*line, *others]) == ["INVOICE", "DATE"]


@pytest.mark.parametrize(
    ("line", "gap"),
    [
        ("I am a man", 0.28),
        ("I AM A MAN", 0.4),
        ("TYPE A OR B", 0.4),
        ("PLAN A B C FLOOR", 0.32),
        ("Take A bus", 0.1),
        ("x ABC", 0.1),
        ("RE CHNUNG", 0.1),
        ("4 Stk", 0.1),
        ("و كتاب", 0.1),
        ("A BC DE", 0.1),
    ],
)
def test_words_of_prose_and_of_tables_stay_apart(line: str, gap: float):
    assert texts(pieces(*line.split(), gap=gap)) == line.split()


def test_pieces_at_uneven_gaps_are_words():
    one, two, three = pieces("A", "LOT", "OF", gap=0.1)
    nearer = three._replace(box=three.box._replace(left=three.box.left + 1))

    assert texts([one, two, nearer])[-1] == "OF"


def test_letters_of_the_alphabet_are_no_word():
    assert texts(spaced("ABCDEF", gap=4)) == list("ABCDEF")


def test_single_figures_of_a_table_stay_apart():
    assert texts(spaced("403127", gap=6)) == list("403127")


def test_columns_of_single_letters_stay_apart():
    assert texts(spaced("TWFSMT", gap=30)) == list("TWFSMT")


def test_a_run_without_end_is_left_to_those_who_judge_text_layers():
    run = "thistextisspacedsoevenlythatnowordends"

    assert texts(spaced(run, gap=4)) == list(run)
