"""The paper of a picture has a size that paper has."""

from __future__ import annotations

import pytest

from ocr_service.pipeline.imaging.drawing.paper_size import dots_per_inch

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
