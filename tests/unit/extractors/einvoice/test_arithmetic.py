from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from ocr_service.extractors.einvoice.arithmetic import broken_sums
from ocr_service.extractors.einvoice.read import read_invoice
from tests.support.documents.invoice_xml import GUIDELINES, Bill, cii, ubl

BILL = Bill()
WRONG = {
    "BR-CO-10": replace(BILL, lines=(BILL.lines[0],)),
    "BR-CO-13": replace(BILL, net="290.00", gross="335.00", payable="290.00"),
    "BR-CO-14": replace(BILL, tax="46.00", gross="346.00", payable="301.00"),
    "BR-CO-15": replace(BILL, gross="344.00", payable="299.00"),
    "BR-CO-16": replace(BILL, payable="345.00"),
    "BR-CO-17": replace(BILL, taxes=(("19", "200.00", "30.00"), ("7", "100.00", "15.00"))),
}


@pytest.mark.parametrize("profile", GUIDELINES)
def test_sums_that_come_out_break_nothing(profile: str) -> None:
    assert broken_sums(read_invoice(cii(BILL, profile))) == ()


@pytest.mark.parametrize("write", [cii, ubl], ids=["CII", "UBL"])
@pytest.mark.parametrize(("rule", "bill"), WRONG.items(), ids=WRONG)
def test_a_wrong_sum_breaks_the_rule_it_is_under(rule: str, bill: Bill, write) -> None:
    assert {one.rule for one in broken_sums(read_invoice(write(bill)))} == {rule}


def test_what_was_prepaid_cannot_be_said_in_the_profile_minimum() -> None:
    content = re.sub(rb"<ram:TotalPrepaidAmount>[^<]*</ram:TotalPrepaidAmount>", b"", cii(BILL, "MINIMUM"))

    invoice = read_invoice(content)

    assert (invoice.totals.prepaid, invoice.totals.payable) == (None, Decimal("300.00"))
    assert broken_sums(invoice) == ()


def test_what_is_wrong_is_said_with_both_numbers() -> None:
    (broken,) = broken_sums(read_invoice(cii(WRONG["BR-CO-16"])))

    assert broken.text == "345.00 is to be paid, the gross amount less what was prepaid is 300.00"


def test_extended_invoices_may_be_a_cent_off_for_each_line() -> None:
    bill = replace(BILL, line_total="300.01", net="300.01", gross="345.01", payable="300.01")

    assert broken_sums(read_invoice(cii(bill, "EXTENDED"))) == ()
    assert broken_sums(read_invoice(cii(bill))) != ()


def test_sums_are_compared_as_they_are_rounded() -> None:
    lines = (("Strom", "1234", "0.0811", "19", "200.0023"), ("Gas", "1", "100", "7", "99.9999"))

    assert broken_sums(read_invoice(cii(replace(BILL, lines=lines)))) == ()
