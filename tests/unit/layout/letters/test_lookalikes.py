from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.layout.letters.lookalikes import in_one_script


def read(text: str) -> str:
    words = [Word(one, Box(60 * at, 0, 50, 10), 100, 0, 0, 0) for at, one in enumerate(text.split())]
    return " ".join(word.text for word in in_one_script(words))


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        ("Invоicе fоr thе wоrkshор", "Invoice for the workshop"),
        ("Thе lift оf the hоuse а", "The lift of the house a"),
        ("Cчёт зa paботу", "Счёт за работу"),
        ("Tιμολόγιo", "Τιμολόγιο"),
    ],
)
def test_letters_that_look_alike_are_of_their_words_script(told: str, seen: str) -> None:
    assert read(told) == seen


@pytest.mark.parametrize(
    "text",
    [
        "Москва and London",
        "ΔT of 5 µm",
        "E = hν and cosν at ν",
        "ΔΣT",
        "COVID-ом",
        "ITшник и SMSками",
        "Счёт № A-12",
        "plain words",
        "αβγ Test",
    ],
)
def test_words_of_one_script_and_signs_stay_as_they_are(text: str) -> None:
    assert read(text) == text


def test_words_of_a_script_that_the_page_has_indeed_stay_in_it() -> None:
    assert read("The Invоice of a Russian association called НАТО МЫШЬ") == (
        "The Invoice of a Russian association called НАТО МЫШЬ"
    )
