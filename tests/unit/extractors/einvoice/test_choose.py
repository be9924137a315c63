from __future__ import annotations

from dataclasses import replace

import pytest

from ocr_service.domain.attachment import Attachment
from ocr_service.extractors.einvoice.choose import choose_invoice
from tests.support.documents.invoice_xml import Bill, cii, ubl

RIGHT, OTHER = Bill(number="RIGHT"), Bill(number="OTHER")


def number_of(*files: Attachment) -> str | None:
    chosen = choose_invoice(files).embedded
    return chosen.invoice.number if chosen else None


def xml(name: str, bill: Bill = RIGHT, relationship: str = "") -> Attachment:
    return Attachment(name=name, content=cii(bill), relationship=relationship)


@pytest.mark.parametrize(
    "name", ["factur-x.xml", "ZUGFeRD-invoice.xml", "zugferd-invoice.xml", "xrechnung.xml", "FACTUR-X.XML"]
)
def test_a_name_of_the_standard_is_the_invoice_whatever_stands_before_it(name: str) -> None:
    assert number_of(xml("a.xml", OTHER), xml(name), xml("z.xml", OTHER)) == "RIGHT"


def test_without_such_a_name_the_relationship_tells() -> None:
    files = xml("a.xml", OTHER), xml("b.xml", OTHER, "Supplement"), xml("c.xml", RIGHT, "Alternative")

    assert number_of(*files) == "RIGHT"


def test_a_supplement_is_not_the_invoice() -> None:
    assert number_of(xml("a.xml", OTHER, "Supplement")) is None


def test_of_two_that_nothing_tells_apart_none_is_chosen() -> None:
    assert number_of(xml("a.xml", OTHER), xml("b.xml", RIGHT)) is None


def test_the_only_one_is_chosen_and_known_to_have_no_name() -> None:
    chosen = choose_invoice([xml("daten.xml"), Attachment(name="bild.png")]).embedded

    assert chosen is not None
    assert not chosen.is_named


def test_an_order_is_no_invoice() -> None:
    order = cii(OTHER).replace(b"CrossIndustryInvoice", b"SCRDMCCBDACIOMessageStructure")

    assert number_of(Attachment(name="order-x.xml", content=order, relationship="Data")) is None


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty."),
        (b" \n", "it is empty."),
        (None, "it is damaged, larger than 4 MB, or stands behind many others."),
        (b"<html><body/></html>", "it is no invoice, its root element is html."),
    ],
    ids=["no bytes", "blanks", "not unpacked", "another document"],
)
def test_a_name_of_the_standard_without_an_invoice_behind_it_is_said(content: bytes | None, why: str) -> None:
    choice = choose_invoice([Attachment(name="Factur-X.xml", content=content)])

    assert choice.embedded is None
    assert choice.warnings == (f"The attached file Factur-X.xml could not be read: {why}",)


def test_other_xml_and_files_that_are_none_need_no_word() -> None:
    files = [Attachment(name="bild.png"), Attachment(name="layout.xml", content=b"<layout/>")]

    assert choose_invoice(files).warnings == ()


def test_one_that_cannot_be_read_costs_itself_and_is_said() -> None:
    broken = Attachment(name="factur-x.xml", content=b'<?xml version="1.0" encoding="UTF-7"?><x/>')

    choice = choose_invoice([broken, replace(broken, name="xrechnung.xml", content=ubl(RIGHT))])

    assert choice.embedded is not None
    assert choice.warnings == (
        "The attached file factur-x.xml could not be read: its encoding is unknown or wrong.",
    )
