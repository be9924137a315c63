from __future__ import annotations

from decimal import Decimal

import pytest

from ocr_service.domain.facts import Category
from ocr_service.extractors.invoice.amount import amount_places, whole_amount
from ocr_service.extractors.invoice.amount_labels import labels_of
from ocr_service.extractors.invoice.extractor import InvoiceExtractor
from ocr_service.layout.plain_text import page_from_text
from ocr_service.layout.rows import rows_of
from tests.support.read_documents import ReadDocument

HEAD = "Norton Tools Ltd\n4 Mill Road, York YO1 7AA\n{title}\n{title} no: N-118\nDate: 12 March 2024\n"


def fields(title: str, rows: str):
    document = ReadDocument((HEAD.format(title=title) + rows,))
    return InvoiceExtractor().extract(document, Category(name="invoice", confidence=0.9)).fields


@pytest.mark.parametrize(
    "rows",
    [
        "Subtotal   (150.00)\nVAT 20%   (30.00)\nTotal   £(180.00)",
        "Subtotal   150.00-\nVAT 20%   30.00-\nTotal   £180.00-",
        "Subtotal   -150.00\nVAT 20%   -30.00\nTotal   -£180.00",
        "Subtotal   150.00 CR\nVAT 20%   30.00 CR\nTotal   £180.00 CR",
        "Subtotal   150.00\nVAT 20%   30.00\nTotal   £180.00",
    ],
    ids=["brackets", "minus behind", "minus", "CR", "said by the heading alone"],
)
def test_a_credit_note_has_a_sign_however_it_is_printed(rows: str) -> None:
    found = fields("CREDIT NOTE", rows)

    assert [found[name].value for name in ("amount", "net", "tax")] == ["-180.00", "-150.00", "-30.00"]


@pytest.mark.parametrize(
    ("rows", "amount", "currency"),
    [
        ("Pump   2   81.250   162.500\nVAT 10%   BHD 16.250\nTotal   BHD 178.750", "178.750", "BHD"),
        ("Work   ¥98,000\nTax 10%   ¥9,800\nTotal Due   ¥107,800", "107800", "JPY"),
        ("Saris   150   640.00   96,000.00\nIGST 18%   17,280.00\nGrand Total   ₹ 1,13,280.00", "113280.00", "INR"),
        ("Labor   $400\nSales tax   $45\nTotal Due   $445", "445.00", "USD"),
        ("Fence   400\nGate   150\nSubtotal   550\nTotal   595", "595.00", None),
        ("Arbete   4 500 kr\nMoms 25 %   1 125 kr\nAtt betala   5 625 kr", "5625.00", "SEK"),
        ("Dach   12’400.00\nMWST 8.1 %   1’004.40\nTotal CHF   13’404.40", "13404.40", "CHF"),
        ("Total   £180.00 (30.00)", "180.00", "GBP"),
    ],
)  # fmt: skip
def test_the_gross_amount_is_read_as_its_country_writes_it(
    rows: str, amount: str, currency: str | None
) -> None:
    found = fields("INVOICE", rows)

    assert found["amount"].value == amount
    assert currency is None or found["currency"].value == currency


def test_a_date_behind_unknown_words_asks_for_a_look() -> None:
    page = "Norton Tools Ltd\nINVOICE\nInvoice no: N-118\nThe hall was painted until 12 March 2024 by two men\nTotal   £180.00"

    found = InvoiceExtractor().extract(ReadDocument((page,)), Category(name="invoice", confidence=0.9))

    assert found.fields["date"].confidence < 0.75
    assert "date" in [one.field for one in found.review]


def test_several_taxes_make_up_the_tax() -> None:
    found = fields(
        "TAX INVOICE", "Taxable value   1,000.00\nCGST 9%   90.00\nSGST 9%   90.00\nGrand Total   ₹ 1,180.00"
    )

    assert (found["tax"].value, found["net"].value) == ("180.00", "1000.00")


def test_a_number_does_not_run_on_across_columns() -> None:
    (row,) = rows_of(page_from_text("Cotton        150        640.00"))

    assert [place.value for place in amount_places([row])] == [Decimal("640.00")]


def test_groups_of_digits_without_money_are_no_amount() -> None:
    (row,) = rows_of(page_from_text("TVA FR 40 303 265 045 on 12.50"))

    assert [place.value for place in amount_places([row])] == [Decimal("12.50")]


def test_a_whole_number_behind_any_other_word_is_no_amount() -> None:
    (row,) = rows_of(page_from_text("Omaha, Nebraska 68102"))

    assert whole_amount(row) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Excavation", set()),
        ("Private lesson", set()),
        ("Renovation of stairs", set()),
        ("Industrieboden, August", set()),
        ("Summer camp", set()),
        ("Specialty coffee", set()),
        ("Imported wine", set()),
        ("Steuerberatung", set()),
        ("zzgl. 19% USt", {"tax"}),
        ("T VA 20%", {"tax"}),
        ("I.V.A. 21%", {"tax"}),
        ("IVA21%", {"tax"}),
        ("CGST 9%", {"tax"}),
        ("Momsbelopp", {"tax"}),
        ("Total ex VAT", {"net", "tax", "total"}),
        ("Rechnungssumme", {"total"}),
        ("I alt", {"gross"}),
        ("Yhteensä", {"total"}),
    ],
)
def test_a_label_is_a_word_and_no_part_of_another(text: str, kinds: set[str]) -> None:
    assert labels_of(text) == kinds


def test_goods_are_no_tax_whatever_their_names_have_in_them() -> None:
    found = fields("INVOICE", "Excavation   $300\nPrivate road gravel   $150\nTotal   $450")

    assert found["amount"].value == "450.00"
    assert "tax" not in found


def test_a_tax_with_a_short_name_is_no_net_amount_below_one() -> None:
    found = fields("INVOICE", "Net total   1,800.00\nVAT 20 %    360.00\nTotal GBP   2,160.00")

    assert [found[name].value for name in ("amount", "net", "tax")] == ["2160.00", "1800.00", "360.00"]


@pytest.mark.parametrize(
    ("row", "net", "tax"),
    [
        ("合计   ¥3097.35   ¥402.65", "3097.35", "402.65"),
        ("Total   3097.35   402.65   3500.00", "3097.35", "402.65"),
        ("Boxes   3097.35   402.65", None, None),
        ("Total   2500.00   1000.00", None, None),
        ("合计   ¥402.65   ¥3097.35", None, None),
    ],
    ids=["China", "three sums", "an item", "no state's rate", "the other way round"],
)
def test_net_and_tax_of_a_row_of_sums_are_told_by_their_sum(
    row: str, net: str | None, tax: str | None
) -> None:
    found = fields("Invoice", f"{row}\n价税合计（小写）   ¥3500.00")

    assert [getattr(found.get(name), "value", None) for name in ("net", "tax")] == [net, tax]
