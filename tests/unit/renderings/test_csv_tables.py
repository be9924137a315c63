"""No cell of the CSV is a formula to a spreadsheet, and numbers stay numbers."""

from __future__ import annotations

import pytest

from ocr_service.domain.page import Box
from ocr_service.domain.shapes.blocks import Cell, Table
from ocr_service.renderings.csv_tables import harmless, rows_of


@pytest.mark.parametrize(
    "text",
    ["=1+2", "+49 171 22", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "＝1+2", "-12.50=3", "--1"],
)
def test_what_a_spreadsheet_would_reckon_with_becomes_text(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["-12.50", "+3", "-1.234,56", "-1'000.00", "-5 %", "-", "12-3", "Total = 5", ""]
)
def test_numbers_and_text_stay_as_they_are(text):
    assert harmless(text) == text


def test_a_cell_over_several_places_stands_at_the_first_of_them():
    box = Box(0, 0, 1, 1)
    cells = (
        Cell(row=0, column=0, column_span=2, box=box, text="a\nb"),
        Cell(row=1, column=0, box=box, text="=c"),
        Cell(row=1, column=1, box=box),
    )

    assert list(rows_of(Table(rows=2, columns=2, cells=cells))) == [["a b", ""], ["'=c", ""]]
