from __future__ import annotations

from decimal import Decimal

import pytest

from ocr_service.extractors.receipt.rated_taxes import RatedTax, rated_taxes
from ocr_service.extractors.receipt.rows import receipt_rows
from ocr_service.layout.plain_text import page_from_text
from ocr_service.layout.rows import rows_of

SIX = Decimal("0.06")


@pytest.mark.parametrize(
    ("text", "taxes"),
    [
        ("PEN  26.00\nGST @ 6%  1.56\nTOTAL  27.56", {RatedTax(Decimal("1.56"), SIX)}),
        ("GST SUMMARY  %  (RM)  (RM)\nSR  6.00  26.00  1.56", {RatedTax(Decimal("1.56"), SIX)}),
        ("PEN  26.00\nGST  1.56\nTOTAL  27.56", set()),
        ("PEN 6%  26.00\nTOTAL  27.56", set()),
        ("PEN  0.50\nGST @ 6%  0.03", set()),
    ],
    ids=["percent", "table without a sign", "no rate", "no tax", "too small to tell"],
)
def test_a_tax_goes_with_the_rate_that_stands_on_the_paper(text: str, taxes: set[RatedTax]) -> None:
    assert rated_taxes(receipt_rows(rows_of(page_from_text(text)))) == taxes


def test_a_tax_is_on_its_net_amount_and_in_its_gross_amount() -> None:
    tax = RatedTax(Decimal("1.56"), SIX)

    assert tax.is_on(Decimal("26.00"))
    assert tax.is_in(Decimal("27.56"))
    assert not tax.is_in(Decimal("26.00"))
    assert not tax.is_on(Decimal("27.56"))
