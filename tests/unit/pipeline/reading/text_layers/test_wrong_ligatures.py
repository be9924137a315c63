from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.pipeline.reading.text_layers.wrong_ligatures import with_read_ligatures


def read(text: str) -> str:
    words = [Word(each, Box(0, 0, 40, 10), 100, 0, 0, 0) for each in text.split()]
    return " ".join(word.text for word in with_read_ligatures(words))


@pytest.mark.parametrize(
    ("told", "printed"),
    [
        ("The informaƟon and the aƩached soŌware oīer seƫngs", "The information and the attached software offer settings"),
        ("They conÞrm the Þrst ßoor and the proÞle", "They confirm the first floor and the profile"),
        ("a signi®cant ¯ow was de®ned and con®rmed", "a significant flow was defined and confirmed"),
        ("the di®erence of the coe±cient is de¯ned e®ectively", "the difference of the coefficient is defined effectively"),
    ],
    ids=["Calibri", "Mac", "publishers", "mathematicians"],
)  # fmt: skip
def test_ligatures_told_by_wrong_codes_are_written_out(told: str, printed: str) -> None:
    assert read(told) == printed


@pytest.mark.parametrize(
    "text",
    [
        "Straße und Fuß der Marke Acme®",
        "Þetta er íslenska og Þór býr þar",
        "Tas ir Rīgā un Ōsakā mājās",
        "Acme® at 20° ±5 and 30 m²",
    ],
)
def test_languages_and_signs_stay(text: str) -> None:
    assert read(text) == text
