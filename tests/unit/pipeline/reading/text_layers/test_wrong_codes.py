from __future__ import annotations

from ocr_service.domain.page import Box, Word
from ocr_service.pipeline.reading.text_layers.wrong_codes import with_readable_codes


def read(text: str) -> str:
    words = [Word(one, Box(60 * at, 0, 50, 10), 100, 0, 0, 0) for at, one in enumerate(text.split(" "))]
    return " ".join(word.text for word in with_readable_codes(words))


def test_letters_with_their_bytes_the_other_way_round_are_read() -> None:
    told = " ".join(
        "".join(chr(256 * ord(letter)) for letter in word)
        for word in ["The", "lift", "is", "out", "of", "service"]
    )

    assert read(told) == "The lift is out of service"


def test_windows_bytes_are_the_signs_that_windows_has_there() -> None:
    assert read("\x93Total\x94 \x96 12 \x80") == "“Total” – 12 €"


def test_letters_told_as_control_characters_are_seen_to_be_missing() -> None:
    assert read("\x01bc \x04e\x06") == "\ufffdbc \ufffde\ufffd"


def test_tabs_between_words_are_blanks_and_no_letters() -> None:
    assert read("The\tlift\tis out") == "The\tlift\tis out"


def test_a_stray_control_character_is_left_to_be_dropped() -> None:
    text = "a sentence of plain words that ends here\x00"

    assert read(text) == text


def test_chinese_stays_chinese() -> None:
    assert read("人民 一日 发票 请于 本月 付款 谢谢") == "人民 一日 发票 请于 本月 付款 谢谢"
