from __future__ import annotations

import pytest

from ocr_service.domain.facts import Category, FieldValue
from ocr_service.extractors.general import GeneralExtractor
from ocr_service.extractors.invoice.extractor import InvoiceExtractor
from tests.support.read_documents import ReadDocument

HEAD = "Norton Tools Ltd\n4 Mill Road, York YO1 7AA\nINVOICE\nInvoice no: N-118\nDate: 12 March 2024\n"


def sums(rows: str) -> list[str | None]:
    """Gross amount, net amount and tax."""
    document = ReadDocument((HEAD + rows,))
    found = InvoiceExtractor().extract(document, Category(name="invoice", confidence=0.9)).fields
    told = [found.get(name) for name in ("amount", "net", "tax")]
    return [one.value if isinstance(one, FieldValue) else None for one in told]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("Door   60.00   15.00\nPaint   20.00   5.00\nTotal   80.00   20.00\nTo pay   £100.00", ["100.00", "80.00", "20.00"]),
        ("Śledź   904,00   56,00   960,00\nRazem   904,00   56,00   960,00\nDo zapłaty   960,00 PLN", ["960.00", "904.00", "56.00"]),
        ("Kazán   28 000   7 560   35 560\nÖsszesen:   28 000   7 560   35 560\nFizetendő   35 560 Ft", ["35560.00", "28000.00", "7560.00"]),
        (
            "Total   ₹ 40,592.00\nHSN   Taxable Value   CGST   SGST   Total Tax\n"
            "8539   17,000.00   1,530.00   1,530.00   3,060.00\n8544   17,400.00   1,566.00   1,566.00   3,132.00\n"
            "Total   34,400.00   3,096.00   3,096.00   6,192.00",
            ["40592.00", "34400.00", "6192.00"],
        ),
    ],
    ids=["to pay below", "gross in the row", "blanks in thousands", "two taxes and their sum"],
)  # fmt: skip
def test_a_row_of_sums_is_told_apart_by_its_sum(rows: str, told: list[str]) -> None:
    assert sums(rows) == told


def test_a_row_of_quantity_and_price_is_no_row_of_sums() -> None:
    assert sums("Total hours   8.00   45.00   360.00\nTotal   £360.00") == ["360.00", None, None]


def test_a_head_of_sums_names_what_stands_below_it() -> None:
    rows = "Elarbete   8 000,00\nExkl. moms   Moms %   Moms   Att betala\n8 000,00     25       2 000,00   SEK 10 000,00"

    assert sums(rows) == ["10000.00", "8000.00", "2000.00"]


def test_rates_are_summed_where_they_make_up_the_gross_amount() -> None:
    rates = "Taux TVA   Base HT   TVA    TTC\n5,5 %      68,25     3,75   72,00\n20 %       20,83     4,17   25,00\n"

    assert sums(f"{rates}Total TTC   97,00 €") == ["97.00", "89.08", "7.92"]
    assert sums(f"{rates}Port   8,00\nTotal TTC   105,00 €") == ["105.00", None, None]


def test_what_a_discount_leaves_is_the_gross_amount_where_nothing_is_taxed() -> None:
    left = "Filter   108.500\nTotal   108.500\nDiscount   8.500\nNet Amount KD   100.000"

    assert sums(left)[0] == "100.000"
    assert sums(f"{left}\nVAT 5%   5.000\nTotal   105.000")[0] == "105.000"


@pytest.mark.parametrize(
    ("label", "amount"),
    [
        *[(label, "120.00") for label in ("Total including GST", "Iš viso su PVM", "Разом з ПДВ", "Total con IVA", "Summa inkl. moms", "Skupaj z DDV")],
        ("Total (including VAT 20.00)", "120.00"),
    ],
)  # fmt: skip
def test_a_sum_with_its_tax_is_the_gross_amount(label: str, amount: str) -> None:
    assert sums(f"Work   100.00\nSubtotal   100.00\n{label}   £ 120.00")[0] == amount


def test_a_sum_carried_over_is_no_total() -> None:
    pages = (
        "Work   740.00\nPaint   192.00\nÜbertrag   932.00",
        "Übertrag   932.00\nLieferung   68.00\nSumme   1.000,00 EUR",
    )
    found = InvoiceExtractor().extract(
        ReadDocument((HEAD + pages[0], pages[1])), Category(name="invoice", confidence=0.9)
    )

    assert found.fields["amount"].value == "1000.00"


def test_amounts_of_items_have_no_label_by_a_head_of_sums() -> None:
    page = HEAD + "Net     VAT     Amount due\n80.00   20.00   100.00"
    found = GeneralExtractor().extract(ReadDocument((page,)), Category(name="invoice", confidence=0.9))

    assert {"amount": "20.00", "label": "tax"} not in [one.value for one in found.facts.get("amounts", ())]
