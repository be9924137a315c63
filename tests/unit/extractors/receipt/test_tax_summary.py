from __future__ import annotations

from decimal import Decimal

import pytest

from ocr_service.extractors.receipt.rows import receipt_rows
from ocr_service.extractors.receipt.tax_summary import grosses_of
from ocr_service.layout.plain_text import page_from_text
from ocr_service.layout.rows import rows_of


def grosses(text: str) -> set[Decimal]:
    return set(grosses_of(receipt_rows(rows_of(page_from_text(text)))))


@pytest.mark.parametrize(
    ("text", "gross"),
    [
        ("GST SUMMARY  AMOUNT(RM)  TAX(RM)\nSR @ 6%  30.48  1.83", "32.31"),
        ("GST SUMMARY  AMOUNT(RM)  TAX(RM)\nSR 6%  20.00  1.20\nZRL 0%  5.00  0.00", "26.20"),
        ("TAX CODE  NET  TAX  GROSS\nA 19%  10.00  1.90  11.90", "11.90"),
    ],
    ids=["one rate", "two rates together", "with the gross amount beside"],
)
def test_net_and_tax_of_the_table_add_up(text: str, gross: str) -> None:
    assert Decimal(gross) in grosses(text)


def test_amounts_outside_of_a_table_of_taxes_are_left_alone() -> None:
    assert grosses("PEN  30.48  1.83\nTOTAL  32.31") == set()


def test_a_tax_above_three_tenths_is_none() -> None:
    assert grosses("GST SUMMARY  AMOUNT(RM)  TAX(RM)\nSR  10.00  9.00") == set()
