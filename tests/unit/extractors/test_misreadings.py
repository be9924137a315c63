from __future__ import annotations

import pytest

from ocr_service.extractors.misreadings import repaired


@pytest.mark.parametrize(
    ("misread", "right"),
    [
        ("NORTHWIND SON BHD", "NORTHWIND SDN BHD"),
        ("EASTGATE $/8", "EASTGATE S/B"),
        ("PAPER CO. CM) SDN BHD", "PAPER CO. (M) SDN BHD"),
        ("JALAN $S15/4", "JALAN SS15/4"),
        ("5310@ KUALA LUMPUR", "53100 KUALA LUMPUR"),
        ("JIN MAWAR", "JLN MAWAR"),
        ("(NORTH}", "(NORTH)"),
    ],
)
def test_a_usual_misreading_is_put_right(misread: str, right: str) -> None:
    assert repaired(misread) == right


@pytest.mark.parametrize(
    "text", ["NORTHWIND SDN BHD", "SON OF BRAHMS", "NO. 12, JALAN MAWAR 3", "LOT 1851-A"]
)
def test_what_is_right_stays(text: str) -> None:
    assert repaired(text) == text
