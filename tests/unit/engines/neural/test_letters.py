"""What a network says of each step becomes letters, and letters words with frames."""

from __future__ import annotations

import numpy as np
import pytest

from ocr_service.engines.neural.letters import Alphabet, Letter
from ocr_service.engines.neural.words import words_of

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


def test_words_are_framed_by_their_ink():
    picture = np.full((48, 200), 255, np.uint8)
    picture[10:40, 20:60] = 0
    picture[15:40, 110:150] = 0
    letters = [Letter("a", 0.9, 0.2), Letter(" ", 0.9, 0.4), Letter("b", 0.5, 0.6), Letter("b", 0.7, 0.7)]

    first, second = words_of(letters, picture)

    assert (first.text, first.left, first.top, first.right, first.bottom) == ("a", 20, 10, 60, 40)
    assert (second.text, second.left, second.top, second.right, second.bottom) == ("bb", 110, 15, 150, 40)
    assert (second.mean, second.least) == (pytest.approx(0.6), 0.5)


def test_a_line_without_letters_has_no_words():
    assert list(words_of([], np.full((48, 64), 255, np.uint8))) == []
    assert list(words_of([Letter(" ", 0.9, 0.5)], np.full((48, 64), 255, np.uint8))) == []


def printed(text: str, lefts: dict[int, int]) -> tuple[list[Letter], np.ndarray]:
    """Letters 10 pixels wide, each where ``lefts`` says or 3 pixels after the one before, and their picture."""
    picture, left, letters = np.full((48, 400), 255, np.uint8), 10, []
    for place, character in enumerate(text):
        left = lefts.get(place, left)
        if not character.isspace():
            picture[12:36, left : left + 10] = 0
        letters.append(Letter(character, 0.9, (left + 5) / 400))
        left += 13
    return letters, picture


@pytest.mark.parametrize(
    ("text", "lefts", "words"),
    [
        pytest.param("taxinvoice", {3: 67}, ["tax", "invoice"], id="a gap no blank was read in"),
        pytest.param("taxinvoice", {}, ["taxinvoice"], id="gaps as between letters"),
        pytest.param("No.12", {2: 38}, ["No.12"], id="a little more white beside a point"),
        pytest.param("a bcde", {2: 50, 4: 98}, ["a", "bc", "de"], id="as wide as a blank that was read"),
    ],
)
def test_gaps_as_wide_as_blanks_are_blanks(text, lefts, words):
    letters, picture = printed(text, lefts)

    assert [word.text for word in words_of(letters, picture)] == words
