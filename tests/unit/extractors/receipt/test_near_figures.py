from __future__ import annotations

import pytest

from ocr_service.extractors.receipt.near_figures import has_near_figure


@pytest.mark.parametrize(
    ("figure", "text", "is_near"),
    [
        ("2018-03-16", "No 901-2018-03-18 13:21", True),
        ("2018-03-16", "2018-03-16 13:18", False),
        ("2018-03-16", "2018-04-18", False),
        ("31.02", "CASH 31.00", True),
        ("31.02", "CASH 131.00", False),
        ("3 Mar 2018", "3 Mar 2019", True),
    ],
    ids=["one digit", "the same", "two digits", "amount", "longer", "named month"],
)
def test_a_figure_written_alike_with_one_other_digit_is_near(figure: str, text: str, is_near: bool) -> None:
    assert has_near_figure(figure, ["PAPER", text]) is is_near
