"""The size and the baseline of type, from the boxes of its words."""

from __future__ import annotations

import pytest

from ocr_service.domain.page import Box
from ocr_service.layout.type_size import baseline, type_size
from tests.support.documents.set_words import set_line


@pytest.mark.parametrize("text", ["sea", "Sky", "paper", "4711", "Rückgabe", "HOUSE", "note,", "Ärger"])
def test_all_words_of_one_line_have_nearly_one_size_and_one_baseline(text: str) -> None:
    (word,) = set_line(text, 0, 100, size=40)

    size = type_size(word)

    assert size == pytest.approx(40, rel=0.15)
    assert size is not None
    assert baseline(word, size) == pytest.approx(100, abs=4)


def test_a_box_as_high_as_two_lines_is_measured_by_its_width() -> None:
    (word,) = set_line("Address:", 0, 100, size=40)
    torn = word._replace(box=Box(word.box.left, word.box.top - 15, word.box.width, 2 * word.box.height))

    size = type_size(torn)

    assert size == pytest.approx(40, rel=0.2)
    assert size is not None
    assert baseline(torn, size) == pytest.approx(100, abs=15)


@pytest.mark.parametrize("text", ["-", "...", "•"])
def test_a_word_without_letters_shows_no_size(text: str) -> None:
    (word,) = set_line(text, 0, 100)

    assert type_size(word) is None
    assert baseline(word, 28) is None
