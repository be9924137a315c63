"""A text layer is judged by its words."""

from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.pipeline.reading.text_layers.text_layer import is_plausible, unsoundness


def words(text: str) -> list[Word]:
    return [Word(each, Box(0, 0, 10, 10), 100, 1, 1, 1) for each in text.split()]


@pytest.mark.parametrize(
    "text",
    [
        "Seite 3 von 12",
        "The quick brown fox jumps over the lazy dog",
        "Rechnung Nr. 2024-117 vom 03.05.2024 Betrag 1.234,50 €",
        "Die Straße führt über größere Höhen und äußerst müde Brücken",
        "Привет мир как дела сегодня",
        "東京都 千代田区 丸の内",
        "GST ID : 000182431744 RM13.00",
        "0 1 1 0 0 " * 8,
    ],
)
def test_text_of_any_length_and_language_is_sound(text):
    assert unsoundness(words(text), is_scan=False) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no text layer"),
        ("\ue001\ue002\ue003 \ue004\ue005", "text layer has no Unicode map"),
        ("T h i s  t e x t  i s  s p a c e d  o u t  a n d  u s e l e s s", "text layer has spaced letters"),
        ("aaa aaaaaa aa aaaa " * 6, "text layer has one letter for all"),
        (f"{'A' * 29} {'A' * 40} Page 1 of 1", "text layer has one letter for all"),
        ("xqz wrtk pzzv bcdfg hjklm npqrs tvwxz", "text layer is garbled"),
    ],
)
def test_garbage_is_not_sound_and_says_why(text, why):
    assert unsoundness(words(text), is_scan=False) == why


def test_a_scan_needs_a_better_layer_than_a_page_without_a_picture():
    half_bad = words("the letter was qwrtz pzzvk sent winter garden")

    assert unsoundness(half_bad, is_scan=False) is None
    assert unsoundness(half_bad, is_scan=True) == "text layer is garbled"


@pytest.mark.parametrize(
    "token", ["word", "it's", "12.50", "GmbH", "e-mail", "a@b.example", "(see", "USA", "–"]
)
def test_tokens_of_real_text_are_plausible(token):
    assert is_plausible(token)


@pytest.mark.parametrize("token", ["xkcdqz", "w~ord", "bcdfghjk"])
def test_tokens_of_no_language_are_not(token):
    assert not is_plausible(token)
