"""How large type is and where lines end on purpose."""

from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Page, PageSource, Word
from ocr_service.layout.blocks.lines import Line
from ocr_service.layout.blocks.look import Look


def line(text: str, *, left: float = 0, width: float = 100, height: float = 10) -> Line:
    box = Box(left, 0, width, height)
    return Line(words=(Word(text, box, 90, 1, 1, 1),), box=box)


def look_at(*lines: Line, source: PageSource = PageSource.OCR) -> Look:
    words = tuple(word for each in lines for word in each.words)
    return Look.of(Page(number=1, text="", words=words, source=source), lines)


@pytest.mark.parametrize(("text", "ink"), [("over", 5.4), ("the", 7.7), ("pours", 7.7), ("play", 10.0)])
def test_words_of_one_type_are_equally_large_whichever_letters_they_have(text, ink):
    word = line(text, height=ink)

    assert look_at(word).size(word) == pytest.approx(10)


def test_a_text_layer_tells_the_size_itself():
    word = line("over", height=5.4)

    assert look_at(word, source=PageSource.TEXT_LAYER).size(word) == 5.4


def test_a_dash_has_no_size():
    dash = line("–", height=1)

    assert look_at(dash, line("play")).size(dash) == 0


def test_a_line_ends_on_purpose_when_the_next_word_would_have_had_room():
    street, town, prose = line("Street 5", width=40), line("London", width=30), line("play", width=200)

    assert look_at(street, town, prose).ends_on_purpose(street, town)
    assert not look_at(street, town, prose).ends_on_purpose(prose, town)
    assert not look_at(street, town).ends_on_purpose(street, town)


def test_columns_end_where_their_own_lines_do():
    short, long, beside = line("of", width=80), line("play", width=100), line("far", left=300, width=300)

    assert not look_at(short, long, beside).ends_on_purpose(short, line("houses", width=60))
