"""The paper of a picture has a size that paper has."""

from __future__ import annotations

import pytest

from ocr_service.pipeline.imaging.drawing.paper_size import dots_per_inch, states_a_sheet

PHONE, SHEET, ROLL, SCREEN = (3024, 4032), (1654, 2339), (600, 12_000), (1080, 24_000)


@pytest.mark.parametrize(
    ("stated", "size", "dpi"),
    [
        pytest.param((200, 200), SHEET, (200, 200), id="a scan"),
        pytest.param((203, 98), (1728, 1100), (203, 98), id="a fax"),
        pytest.param((200, 204), SHEET, (200, 200), id="rounding"),
        pytest.param((72, 72), PHONE, (366, 366), id="a phone that says 72"),
        pytest.param((96, 96), PHONE, (366, 366), id="a program that says 96"),
        pytest.param(None, PHONE, (366, 366), id="a phone that says nothing"),
        pytest.param((96, 96), (794, 1123), (96, 96), id="a sheet printed on the screen"),
        pytest.param(None, ROLL, (190, 190), id="a long receipt"),
        pytest.param((72, 72), SCREEN, (343, 343), id="a long screenshot"),
        pytest.param((300, 300), (20_000, 9_000), (600, 600), id="no scanner is so wide"),
        pytest.param(("many", 3), SHEET, (200, 200), id="words"),
        pytest.param((1e400, -5), SHEET, (200, 200), id="no number"),
        pytest.param((200,), SHEET, (200, 200), id="one number"),
        pytest.param(300, SHEET, (200, 200), id="no pair"),
        pytest.param(None, (100, 30_000), (151, 151), id="PDF has no longer pages"),
    ],
)
def test_dots_per_inch(stated, size, dpi):
    assert dots_per_inch(stated, size) == dpi


@pytest.mark.parametrize(
    ("stated", "size", "is_sheet"),
    [
        pytest.param((200, 200), SHEET, True, id="A4"),
        pytest.param((200, 200), SHEET[::-1], True, id="A4 across"),
        pytest.param((200, 200), (1166, 1654), True, id="A5"),
        pytest.param((300, 300), (2550, 3300), True, id="letter"),
        pytest.param((200, 200), (620, 1654), False, id="a till roll"),
        pytest.param((300, 300), PHONE, False, id="a phone that says 300"),
        pytest.param((96, 96), (794, 1123), False, id="a program that says 96"),
        pytest.param(None, SHEET, False, id="nothing stated"),
        pytest.param((0, 0), SHEET, False, id="nothing that can be"),
    ],
)
def test_a_scan_of_a_sheet_is_told_by_its_stated_size(stated, size, is_sheet):
    assert states_a_sheet(stated, size) is is_sheet
