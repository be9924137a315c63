from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ocr_service.extractors.einvoice.fields import invoice_fields
from ocr_service.extractors.einvoice.read import NotAnInvoice, read_invoice
from tests.support.documents.invoice_xml import GUIDELINES, Bill, cii, enveloped, ubl, zugferd_1

BILL = Bill()
SYNTAXES = {
    **{f"CII {profile}": cii(BILL, profile) for profile in GUIDELINES},
    "ZUGFeRD 1": zugferd_1(BILL),
    "UBL": ubl(BILL),
    "UBL in an envelope": enveloped(ubl(BILL)),
}
HEAD = {
    "document_type": "invoice",
    "invoice_number": "HB-2026-077",
    "date": "2026-03-04",
    "due_date": "2026-04-03",
    "delivery_date": "2026-03-02",
    "issuer": "Hafenbäckerei Lund GmbH",
    "issuer_address": "Kaiweg 3, 20457 Hamburg, DE",
    "issuer_vat_id": "DE136695976",
    "buyer": "Kantine Nord eG",
    "customer_number": "K-88",
    "buyer_reference": "04011000-12345-03",
    "order_number": "B-71",
    "currency": "EUR",
    "net": "300.00",
    "tax": "45.00",
    "amount": "345.00",
    "prepaid": "45.00",
    "payable": "300.00",
    "iban": "DE08700901001234567890",
    "payment_reference": "RF18539007547034",
}


def values(content: bytes) -> dict[str, object]:
    fields, _ = invoice_fields(read_invoice(content), "bill.xml")
    return {name: value.value for name, value in fields.items() if not isinstance(value, tuple)}


@pytest.mark.parametrize("content", SYNTAXES.values(), ids=SYNTAXES)
def test_every_syntax_and_profile_gives_the_same_fields(content: bytes) -> None:
    assert values(content) == HEAD


@pytest.mark.parametrize("content", [cii(BILL), zugferd_1(BILL), ubl(BILL)], ids=["CII", "ZUGFeRD 1", "UBL"])
def test_lines_and_taxes_by_rate_are_read(content: bytes) -> None:
    fields, _ = invoice_fields(read_invoice(content), "bill.xml")

    assert next(one.value for one in fields["line_items"]) == {
        "description": "Brotkorb",
        "quantity": "20",
        "unit": "C62",
        "unit_price": "10.00",
        "tax_rate": "19",
        "amount": "200.00",
    }
    assert [(one.value["rate"], one.value["basis"], one.value["amount"]) for one in fields["taxes"]] == [
        ("19", "200.00", "38.00"),
        ("7", "100.00", "7.00"),
    ]


def test_the_tax_is_that_in_the_currency_of_the_invoice() -> None:
    other = '<ram:TaxTotalAmount currencyID="SEK">517.50</ram:TaxTotalAmount>'

    invoice = read_invoice(cii(replace(BILL, more_totals=other)))

    assert invoice.totals.tax == Decimal("45.00")


def test_taxes_of_the_accounting_currency_are_no_taxes_of_a_ubl_invoice() -> None:
    other = '<cac:TaxTotal><cbc:TaxAmount currencyID="SEK">517.50</cbc:TaxAmount></cac:TaxTotal>'
    content = ubl(replace(BILL, more_totals=other), more="<cbc:TaxCurrencyCode>SEK</cbc:TaxCurrencyCode>")

    invoice = read_invoice(content)

    assert (invoice.totals.tax, invoice.totals.accounting_tax) == (Decimal("45.00"), Decimal("517.50"))


@pytest.mark.parametrize(
    "content",
    [
        cii(replace(BILL, type_code="381")),
        zugferd_1(replace(BILL, type_code="381")),
        ubl(BILL, is_credit_note=True),
    ],
    ids=["CII 381", "ZUGFeRD 1 381", "UBL CreditNote"],
)
def test_amounts_of_a_credit_note_are_below_zero_and_its_type_is_said(content: bytes) -> None:
    found = values(content)

    assert (found["document_type"], found["amount"], found["net"], found["payable"]) == (
        "credit_note",
        "-345.00",
        "-300.00",
        "-300.00",
    )


def test_a_credit_note_that_is_written_below_zero_stays_so() -> None:
    bill = replace(BILL, type_code="381", gross="-345.00", net="-300.00", payable="-300.00", tax="-45.00")

    assert values(cii(bill))["amount"] == "-345.00"


@pytest.mark.parametrize("content", [cii, ubl], ids=["CII", "UBL"])
def test_files_inside_the_xml_are_named_with_their_size(content) -> None:
    bill = replace(BILL, files=(("zeiten.pdf", "application/pdf", "JVBERi0xLjQK"),))

    fields, _ = invoice_fields(read_invoice(content(bill)), "bill.xml")

    assert [one.value for one in fields["enclosed_files"]] == [
        {"name": "zeiten.pdf", "media_type": "application/pdf", "bytes": 9}
    ]


def test_a_number_of_300_kilobytes_is_left_out_and_said() -> None:
    fields, warnings = invoice_fields(read_invoice(cii(replace(BILL, number="9" * 300_000))), "bill.xml")

    assert "invoice_number" not in fields
    assert warnings == ("`invoice_number` of bill.xml is longer than 300 characters and left out.",)


def test_of_more_lines_than_a_result_holds_the_first_are_given_and_said() -> None:
    bill = replace(BILL, lines=(("Brot", "1", "1.00", "7", "1.00"),) * 201)

    fields, warnings = invoice_fields(read_invoice(cii(bill)), "bill.xml")

    assert (len(fields["line_items"]), warnings) == (
        200,
        ("`line_items` has the first 200 of 201 lines of bill.xml.",),
    )


@pytest.mark.parametrize(
    ("written", "shown"), [("1.5", "1.50"), ("12.345", "12.345"), ("7", "7.00"), ("0.000", "0.00")]
)
def test_amounts_have_two_decimals_or_all_that_are_written(written: str, shown: str) -> None:
    assert values(cii(replace(BILL, gross=written)))["amount"] == shown


@pytest.mark.parametrize("written", ["1,50", "1e9", "NaN", "9" * 40, ""])
def test_what_is_no_decimal_number_is_no_amount(written: str) -> None:
    assert read_invoice(cii(replace(BILL, net=written))).totals.net is None


@pytest.mark.parametrize("day", ["20261331", "2026", "next week"])
def test_a_day_that_does_not_exist_is_none(day: str) -> None:
    assert read_invoice(cii(replace(BILL, day=day))).date == ""


@pytest.mark.parametrize(
    "content",
    [
        b"<html/>",
        b"<Invoice/>",
        b'<Invoice xmlns="http://www.ebinterface.at/schema/6p1/"/>',
        b'<o:SCRDMCCBDACIOMessageStructure xmlns:o="urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100"/>',
    ],
    ids=["a page", "no namespace", "another form", "an order"],
)
def test_what_is_neither_cii_nor_ubl_is_refused(content: bytes) -> None:
    with pytest.raises(NotAnInvoice):
        read_invoice(content)
