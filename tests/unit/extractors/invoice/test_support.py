from __future__ import annotations

import pytest

from ocr_service.domain.facts import Category
from ocr_service.extractors.invoice.extractor import InvoiceExtractor
from ocr_service.extractors.invoice.support import UNSUPPORTED
from tests.support.read_documents import ReadDocument

CATEGORY = Category(name="invoice", confidence=0.9)
HEAD = "Keller Optik GmbH\nInvoice number: KO-1\nInvoice date: 07.05.2024\n"


def reasons_of(sums: str) -> list[str]:
    read = InvoiceExtractor().extract(ReadDocument((HEAD + sums,)), CATEGORY)
    return [doubt.reason for doubt in read.review if doubt.field == "amount"]


@pytest.mark.parametrize(
    "sums",
    [
        "Net total      200,00\nVAT 19 %       38,00\nTotal         238,00 EUR",
        "Description   Quantity   Price   Amount\nGlasses       2   60,00   120,00\nCase   1   80,00   80,00\nTotal due   200,00 EUR",
        "Goods         200,00\nVAT 19 %       38,00\nTotal         238,00 EUR",
    ],
    ids=["net and tax", "items", "net without a label"],
)
def test_an_amount_that_adds_up_needs_no_look(sums: str) -> None:
    assert reasons_of(sums) == []


def test_an_amount_that_no_item_or_tax_supports_needs_a_look() -> None:
    assert reasons_of("Total   238,00 EUR") == [UNSUPPORTED]


def test_net_and_gross_that_are_the_same_beside_a_tax_need_a_look() -> None:
    (reason,) = reasons_of("Net total   238,00\nVAT 19 %   38,00\nTotal   238,00 EUR")

    assert "38.00" in reason
