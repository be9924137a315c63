"""A bar as high as a capital that stands on the line is an I; bars and rules stay bars."""

from __future__ import annotations

import pytest

from ocr_service.domain.page import Word
from ocr_service.pipeline.reading.signs.capital_i import with_capital_i
from tests.support.documents.set_words import SIZE, set_line


def set_with_bars(text: str) -> list[Word]:
    """The words of a line of type, each I read as a bar."""
    words = set_line(text, 100, 300)
    return [word._replace(text="|") if word.text == "I" else word for word in words]


@pytest.mark.parametrize(
    "text",
    ["I was 31 when I was young", "so I asked", "of Part I", "no, I", "I know gypsum", "World War I ends"],
)
def test_an_i_that_was_read_as_a_bar_is_an_i(text):
    assert " ".join(word.text for word in with_capital_i(set_with_bars(text))) == text


@pytest.mark.parametrize("text", ["Home | About | Contact", "one | two", "9 | 10"])
def test_a_bar_that_is_printed_stays(text):
    assert " ".join(word.text for word in with_capital_i(set_line(text, 100, 300))) == text


def test_a_rule_beside_a_word_stays():
    first, *others = set_with_bars("I total")
    high = first._replace(
        box=first.box._replace(top=first.box.top - 0.2 * SIZE, height=first.box.height * 1.5)
    )
    close = first._replace(box=first.box._replace(left=others[0].box.left - first.box.width - 1))
    far = first._replace(box=first.box._replace(left=others[0].box.left - 2 * SIZE))

    assert [with_capital_i([bar, *others])[0].text for bar in (high, close, far)] == ["|", "|", "|"]


def test_a_bar_by_itself_stays():
    [bar] = set_with_bars("I")
    [word] = set_line("total", 130, 300)

    assert with_capital_i([bar]) == (bar,)
    assert with_capital_i([bar, word._replace(line=bar.line + 1)])[0] == bar
