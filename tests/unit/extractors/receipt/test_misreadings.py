from __future__ import annotations

import pytest

from ocr_service.extractors.receipt.misreadings import repaired


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
        ("NORTHWIND SIN BHD", "NORTHWIND SDN BHD"),
        ("NORTHWIND (M) SUM BH", "NORTHWIND (M) SDN BHD"),
        ("NORTHWIND EON BHD", "NORTHWIND SDN BHD"),
        ("A.1.B. PAPER", "A.I.B. PAPER"),
        ("WR. PAPER", "MR. PAPER"),
        ("NORTHWIND (MELATD", "NORTHWIND (MELATI)"),
        ("MASA! 81750", "MASAI 81750"),
        ("NQ. 12, JALAN MAWAR", "NO. 12, JALAN MAWAR"),
        ("JALAN MAWAR UI3/4", "JALAN MAWAR U13/4"),
        ("BATU & 1/2", "BATU 8 1/2"),
        ("53100 KUALA LUROUR", "53100 KUALA LUMPUR"),
        ("JALAN \u00a7521/60", "JALAN SS21/60"),
    ],
)
def test_a_usual_misreading_is_put_right(misread: str, right: str) -> None:
    assert repaired(misread) == right


@pytest.mark.parametrize(
    "text",
    [
        "NORTHWIND SDN BHD",
        "SON OF BRAHMS",
        "NO. 12, JALAN MAWAR 3",
        "LOT 1851-A",
        "KUALA LIPIS",
        "PAPER & 1ST ROW",
        "NORTH & SON",
    ],
)
def test_what_is_right_stays(text: str) -> None:
    assert repaired(text) == text
