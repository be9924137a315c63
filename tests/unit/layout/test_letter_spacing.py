"""Words printed with space between their letters are words."""

from __future__ import annotations

from ocr_service.domain.page import Box, Word
from ocr_service.layout.letter_spacing import with_joined_letters


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


def test_letters_of_the_alphabet_are_no_word():
    assert texts(spaced("ABCDEF", gap=4)) == list("ABCDEF")


def test_single_figures_of_a_table_stay_apart():
    assert texts(spaced("403127", gap=6)) == list("403127")


def test_columns_of_single_letters_stay_apart():
    assert texts(spaced("TWFSMT", gap=30)) == list("TWFSMT")


def test_a_run_without_end_is_left_to_those_who_judge_text_layers():
    run = "thistextisspacedsoevenlythatnowordends"

    assert texts(spaced(run, gap=4)) == list(run)
