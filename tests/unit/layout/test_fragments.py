"""Fragments: words of a row without a wide gap, of one size and on one baseline."""

from __future__ import annotations

import pytest

from ocr_service.layout.fragments import fragments_of
from tests.support.documents.set_words import set_block, set_line


def test_a_wide_gap_parts_a_row() -> None:
    words = [*set_line("Net amount", 0, 100), *set_line("120.00", 500, 100)]

    fragments = fragments_of(words)

    assert [[word.text for word in each.words] for each in fragments] == [["Net", "amount"], ["120.00"]]
    assert fragments[0].baseline == fragments[1].baseline


def test_lines_of_high_and_of_low_letters_have_one_size() -> None:
    fragments = fragments_of(set_block(1, 0, 0, "no man saw us", "Ägypten, Übung", "4711 0815"))

    assert len({fragment.size for fragment in fragments}) == 1
    assert fragments[0].size == pytest.approx(28, rel=0.1)


def test_a_heading_keeps_its_own_size() -> None:
    words = [*set_line("Invoice", 0, 60, size=48), *set_block(1, 0, 100, "for the garden", "and the house")]

    heading, *lines = fragments_of(words)

    assert heading.size > 1.4 * lines[0].size


def test_marks_take_the_usual_size() -> None:
    words = [*set_line("•", 0, 100), *set_line("the first of several words", 80, 100)]

    mark, text = fragments_of(words)

    assert mark.size == text.size


def test_a_page_of_marks_alone_is_measured_by_their_boxes() -> None:
    assert fragments_of(set_line("- -", 0, 100))[0].size > 0


def test_no_words_make_no_fragments() -> None:
    assert fragments_of([]) == ()
