"""Words of a page without a picture stand as high as their line."""

from __future__ import annotations

from typing import Any

import pytest

from ocr_service.api.page.sheet import sheet_of


def page(source: str, *words: tuple[str, float, float]) -> dict[str, Any]:
    """``words`` of one line: text, top and height."""
    told = [
        {
            "text": text,
            "box": [50.0 * at, top, 40.0, height],
            "confidence": 95,
            "block": 0,
            "paragraph": 0,
            "line": 0,
        }
        for at, (text, top, height) in enumerate(words)
    ]
    return {"page": 1, "width": 600, "height": 800, "confidence": 95, "source": source, "words": told}


def test_scanned_words_of_one_line_have_letters_of_one_size_on_one_foot() -> None:
    # Ten points: capitals reach 7.4 above the line, small letters 5.5, what hangs 2.1 below.
    sheet = sheet_of(
        page("ocr", ("Haus", 100.0, 7.4), ("neu", 101.9, 5.5), ("gegen", 101.9, 7.6), ("Tag", 100.0, 9.5))
    )

    assert {word.size for word in sheet.words} == {10.0}
    assert {word.foot for word in sheet.words} == {107.4}


def test_a_files_own_words_have_boxes_of_their_font() -> None:
    sheet = sheet_of(page("text_layer", ("Haus", 100.0, 9.5), ("neu", 100.0, 9.5)))

    assert {(word.size, word.foot) for word in sheet.words} == {(10.0, 107.4)}


@pytest.mark.parametrize("text", ["", "…", "漢字"])
def test_any_text_has_a_size(text: str) -> None:
    (word,) = sheet_of(page("ocr", (text, 100.0, 7.4))).words

    assert word.size > 0


def test_the_cells_of_a_table_stand_beside_each_other() -> None:
    cells = [
        ("Menge", 200.0, 10.0),
        ("Betrag", 300.0, 10.2),
        ("1", 200.0, 30.0),
        ("120,00", 300.0, 30.0),
        ("Danke", 50.0, 90.0),
    ]
    told = [
        {
            "text": text,
            "box": [left, top, 40.0, 7.4],
            "confidence": 95,
            "block": 0,
            "paragraph": at,
            "line": 0,
        }
        for at, (text, left, top) in enumerate(cells)
    ]
    table = {"kind": "table", "text": "Menge\tBetrag\n1\t120,00", "words": [0, 1, 2, 3]}
    sheet = sheet_of({**page("text_layer"), "words": told, "blocks": [table]})

    assert [[[word.text for word in line] for line in paragraph] for paragraph in sheet.paragraphs] == [
        [["Menge", "Betrag"], ["1", "120,00"]],
        [["Danke"]],
    ]
