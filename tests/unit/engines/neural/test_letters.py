"""What a network says of each step becomes letters, and letters words with frames."""

from __future__ import annotations

import numpy as np
import pytest

from ocr_service.engines.neural.letters import Alphabet, Letter
from ocr_service.engines.neural.words import pieces, words_of

LISTED = "a\r\nb\r\n字\r\né\r\n"


def said(alphabet: Alphabet, *steps: tuple[str, float]) -> np.ndarray:
    """One row a step; what is left of a step's certainty is that of no letter."""
    names = ["", "a", "b", "é", " ", "字"]
    rows = np.zeros((len(steps), len(alphabet.columns)), np.float32)
    for row, (letter, sure) in zip(rows, steps, strict=True):
        row[0] = 1 - sure
        row[names.index(letter)] = sure
    return rows


def test_steps_with_one_letter_are_one_letter_as_sure_as_the_surest():
    alphabet = Alphabet(LISTED.encode())

    letters = alphabet.read(said(alphabet, ("a", 0.7), ("a", 0.9), ("", 1.0), ("a", 0.8), ("é", 0.6)))

    assert [letter.text for letter in letters] == ["a", "a", "é"]
    assert [letter.sure for letter in letters] == pytest.approx([0.9, 0.8, 0.6])
    assert [letter.at for letter in letters] == pytest.approx([0.2, 0.7, 0.9])


def test_a_letter_of_another_script_never_wins():
    alphabet = Alphabet(LISTED.encode())
    rows = said(alphabet, ("字", 0.9))
    rows[0, 1] = 0.08

    (letter,) = alphabet.read(rows) or [None]

    assert letter is None or letter.text != "字"


def test_a_blank_is_told_by_how_likely_it_is_even_where_it_does_not_win():
    alphabet = Alphabet(LISTED.encode())
    rows = said(alphabet, ("a", 0.9), ("", 1.0), ("b", 0.9), (" ", 0.8), ("a", 0.9))
    rows[1, len("abé ")] = 0.2

    letters = alphabet.read(rows)

    assert [letter.text for letter in letters] == ["a", "b", "a"]
    assert [letter.blank for letter in letters] == pytest.approx([0.0, 0.2, 0.8])


def test_words_are_framed_by_their_ink():
    picture = np.full((48, 200), 255, np.uint8)
    picture[10:40, 20:60] = 0
    picture[15:40, 110:150] = 0
    letters = [Letter("a", 0.9, 0.2), Letter("b", 0.5, 0.6, blank=0.9), Letter("b", 0.7, 0.7)]

    first, second = words_of(letters, picture)

    assert (first.text, first.left, first.top, first.right, first.bottom) == ("a", 20, 10, 60, 40)
    assert (second.text, second.left, second.top, second.right, second.bottom) == ("bb", 110, 15, 150, 40)
    assert (second.mean, second.least) == (pytest.approx(0.6), 0.5)


def test_a_line_without_letters_has_no_words():
    assert list(words_of([], np.full((48, 64), 255, np.uint8))) == []


@pytest.mark.parametrize(("blank", "words"), [(0.08, ["ab"]), (0.12, ["a", "b"])])
def test_words_part_where_a_blank_is_hardly_likely(blank, words):
    letters = [Letter("a", 0.9, 0.2), Letter("b", 0.9, 0.6, blank=blank)]

    assert [word.text for word in words_of(letters, np.full((48, 200), 255, np.uint8))] == words


def test_long_lines_are_cut_between_words():
    picture = np.full((48, 1000), 255, np.uint8)
    for left in range(0, 1000, 50):
        picture[10:40, left : left + 40] = 0
    picture[:, 430:470] = 255

    (_, cut), (start, end) = pieces(picture, 500)

    assert 430 <= cut < 470
    assert (start, end) == (cut, 1000)


def test_a_line_no_longer_than_a_piece_is_one():
    assert list(pieces(np.full((48, 300), 255, np.uint8), 500)) == [(0, 300)]
