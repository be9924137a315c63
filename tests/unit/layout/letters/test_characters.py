"""Words are written as readers and searches expect them."""

from __future__ import annotations

import unicodedata

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.layout.letters.characters import clean_words, plain_text


def line(*texts: str) -> list[Word]:
    return [Word(text, Box(60 * at, 0, 50, 10), 100, 0, 0, 0) for at, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Con\ufb01rm", "Confirm"),
        ("o\ufb03ce", "office"),
        ("\u0132sland", "IJsland"),
        (unicodedata.normalize("NFD", "Prüfung"), "Prüfung"),
        ("Garten\xadbau", "Gartenbau"),
        ("2024\xad31", "2024-31"),
        ("E\xadMail", "E-Mail"),
        ("£1,\u200b200.00", "£1,200.00"),
        ("\ufeffInvoice", "Invoice"),
        ("aspect\x00", "aspect"),
        ("\u202b2024\u202c", "2024"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u200cb", "ab"),
        ("\ufedf\ufe8e", "لا"),
        ("\uf0fe", "☑"),
        ("x\ue123y", "x\ufffdy"),
        ("½ kg²", "½ kg²"),
        ("2024\u2011071", "2024-071"),
        ("\uff11\uff12\uff0c\uff10\uff10\uff10", "12,000"),
        ("\uff24\uff21\uff34\uff25\uff1a", "DATE\uff1a"),
        ("\uff76\uff9e", "ガ"),
        ("\u2f64意", "用意"),
        ("\u01c6ep", "džep"),
        ("\U0001d408nvoice", "Invoice"),
        ("aqu\u0131\u0301", "aquí"),
        ("con\uf001rm", "confirm"),
    ],
)
def test_a_text_becomes_plain(text, plain):
    assert plain_text(text) == plain


def test_the_glyph_of_a_symbol_font_before_a_line_is_a_bullet():
    words = clean_words([*line("\ue0a1", "Warm", "jacket"), Word("\ue0a1", Box(0, 20, 5, 10), 100, 0, 0, 1)])

    assert [word.text for word in words] == ["•", "Warm", "jacket", "\ufffd"]


def test_a_soft_hyphen_at_the_end_of_a_line_is_seen():
    assert [word.text for word in clean_words(line("the", "garden\xad"))] == ["the", "garden-"]


def test_a_word_of_nothing_but_unseen_characters_is_gone():
    assert [word.text for word in clean_words(line("a", "\u200b", "b"))] == ["a", "b"]
