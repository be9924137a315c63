"""Bands of a strip are joined to one page in which no line is lost and none stands twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ocr_service.domain.page import Box, Page, Word
from ocr_service.domain.ports import PageImage
from ocr_service.pipeline.imaging.bands import Band
from ocr_service.pipeline.reading.strip import joined

BASE = PageImage(path=Path("none"), width=300, height=4_000, dpi=200)
PITCH = 40


def line(number: int, *texts: str) -> tuple[Word, ...]:
    """One line of the strip."""
    return tuple(
        Word(text, Box(20 + 60 * place, number * PITCH, 50, 24), 90.0, 1, 1, number)
        for place, text in enumerate(texts)
    )


def page(*lines: tuple[Word, ...]) -> Page:
    return Page(
        number=1, text="", words=tuple(word for each in lines for word in each), width=300, height=500
    )


def test_a_line_that_stands_in_two_bands_is_kept_once():
    bands = (Band(0, 500, 0), Band(420, 900, 460))
    above = page(*(line(number, f"row{number}", "x") for number in range(12)))
    below = page(*(line(number, f"row{number}", "x") for number in range(11, 20)))

    whole = joined(BASE, bands, [above, below])

    rows = [word.text for word in whole.words if word.text != "x"]
    assert rows == [f"row{number}" for number in range(20)]


def test_a_line_at_the_seam_whose_readings_stand_a_little_apart_is_kept_once():
    bands = (Band(0, 500, 0), Band(420, 900, 452))
    above = page(line(11, "cut"))
    lower = [word._replace(box=word.box._replace(top=word.box.top + 2)) for word in line(11, "cut")]

    whole = joined(BASE, bands, [above, page(tuple(lower))])

    assert [word.text for word in whole.words] == ["cut"]


def moved(lines: tuple[Word, ...], down: float) -> tuple[Word, ...]:
    return tuple(word._replace(box=word.box._replace(top=word.box.top + down)) for word in lines)


def test_a_line_that_both_bands_leave_to_each_other_is_kept_once():
    bands = (Band(0, 500, 0), Band(400, 900, 452))
    above = page(line(9, "row9"), moved(line(11, "both", "leave"), 2), line(12, "cut"))
    below = page(moved(line(11, "both", "leave"), -2), line(12, "row12"))

    whole = joined(BASE, bands, [above, below])

    assert [word.text for word in whole.words] == ["row9", "both", "leave", "row12"]


def test_a_row_that_one_band_reads_in_two_lines_is_kept_whole():
    bands = (Band(0, 500, 0), Band(400, 900, 452))
    left, right = line(11, "No1010", "garden", "80.50")[:2], line(11, "No1010", "garden", "80.50")[2:]
    above = page(line(9, "row9"), moved(left + right, -1))
    below = page(
        moved(left, -1), tuple(word._replace(line=99) for word in moved(right, 4)), line(13, "row13")
    )

    whole = joined(BASE, bands, [above, below])

    assert [word.text for word in whole.words] == ["row9", "No1010", "garden", "80.50", "row13"]


def test_two_columns_side_by_side_are_two_lines():
    left = (Word("left", Box(20, 100, 50, 24), 90.0, 1, 1, 1),)
    right = (Word("right", Box(200, 100, 50, 24), 90.0, 2, 1, 1),)

    whole = joined(BASE, (Band(0, 500, 0),), [page(left, right)])

    assert [word.text for word in whole.words] == ["left", "right"]
    assert whole.words[0].block != whole.words[1].block


def test_an_empty_band_leaves_the_others_as_they_are():
    bands = (Band(0, 500, 0), Band(500, 900, 500))
    read = replace(page(line(15, "alone")), decisions={"preparation": "plain"})

    whole = joined(BASE, bands, [page(), read])

    assert whole.text == "alone"
    assert whole.decisions["bands"] == [0, 500]
    assert (whole.width, whole.height) == (300, 4_000)
