from __future__ import annotations

import pytest

from ocr_service.extractors.amounts.look_alikes import is_berhad, is_of_another_thing


@pytest.mark.parametrize(
    ("text", "sign", "is_minus"),
    [("BD23 1AA", "BD", False), ("CHE-100.155.212", "CHE", True), ("KD-1712", "KD", True)],
    ids=["postcode", "firm", "paper"],
)
def test_postcodes_firms_and_papers_begin_as_money_does(text: str, sign: str, is_minus: bool) -> None:
    assert is_of_another_thing(text, 0, sign, is_minus=is_minus)


@pytest.mark.parametrize(
    ("text", "sign", "is_minus"),
    [("RM12 4PC", "RM", False), ("EUR-250", "EUR", True), ("KD-17.120", "KD", True)],
    ids=["four pieces", "a usual code", "decimals"],
)
def test_money_is_no_other_thing(text: str, sign: str, is_minus: bool) -> None:
    assert not is_of_another_thing(text, 0, sign, is_minus=is_minus)


def test_the_end_of_a_firms_name_is_berhad() -> None:
    assert is_berhad("BHD", "KEDAI SDN BHD", 10)
    assert not is_berhad("BHD", "Total BHD", 6)
