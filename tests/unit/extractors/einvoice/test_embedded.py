from __future__ import annotations

from dataclasses import replace

import pytest

from ocr_service.domain.attachment import Attachment
from ocr_service.domain.facts import FieldValue, Method
from ocr_service.extractors.einvoice.embedded import named_invoice, with_embedded
from tests.support.documents.invoice_xml import Bill, cii

BILL = Bill()
FILE = Attachment(name="factur-x.xml", content=cii(BILL))


def page(**values: str) -> dict[str, FieldValue | tuple[FieldValue, ...]]:
    return {
        name: FieldValue(value=value, confidence=0.95, page=1, text=value) for name, value in values.items()
    }


def test_what_both_say_is_exact_and_stands_where_the_page_has_it() -> None:
    found = with_embedded([FILE], page(amount="345.00")).fields["amount"]

    assert isinstance(found, FieldValue)
    assert (found.value, found.confidence, found.page, found.method) == ("345.00", 0.99, 1, Method.EMBEDDED)


def test_where_they_differ_both_values_are_said_and_a_person_is_asked() -> None:
    reading = with_embedded([FILE], page(amount="354.00"))

    amount = reading.fields["amount"]
    assert amount.confidence < 0.75
    assert (amount.value, amount.text, amount.page) == ("345.00", "354.00", 1)
    assert amount.rule == "factur-x.xml, against the page"
    assert reading.warnings == (
        "The embedded invoice and the page differ in: amount (XML 345.00, page 354.00).",
    )
    assert [(doubt.field, doubt.reason) for doubt in reading.doubts] == [
        ("amount", "the XML says 345.00, the page 354.00")
    ]


@pytest.mark.parametrize(
    "seen", [{"amount": "300.00"}, {"issuer": "Hafenbäckerei Lund"}], ids=["what is to pay", "a shorter name"]
)
def test_the_same_said_otherwise_is_no_difference(seen: dict[str, str]) -> None:
    assert with_embedded([FILE], page(**seen)).warnings == ()


def test_a_credit_note_and_its_page_differ_in_nothing_but_the_sign() -> None:
    file = replace(FILE, content=cii(replace(BILL, type_code="381")))

    reading = with_embedded([file], page(amount="345.00"))

    assert (reading.fields["amount"].value, reading.warnings) == ("-345.00", ())


def test_amounts_that_do_not_add_up_are_believed_less_and_named_with_their_rule() -> None:
    file = replace(FILE, content=cii(replace(BILL, payable="345.00")))

    reading = with_embedded([file], page(amount="345.00"))

    assert reading.fields["amount"].confidence <= 0.6
    assert "BR-CO-16" in reading.warnings[0]
    assert reading.doubts[0].field == "payable"


def test_xml_without_a_page_is_exact() -> None:
    reading = with_embedded([FILE], {}, has_page=False)

    assert {value.confidence for value in reading.fields.values() if isinstance(value, FieldValue)} == {0.99}


def test_a_file_without_a_telling_name_is_believed_where_the_page_shows_its_number() -> None:
    file = replace(FILE, name="daten.xml")

    assert with_embedded([file], page(invoice_number=BILL.number)).fields["amount"].value == "345.00"


def test_a_file_without_a_telling_name_that_the_page_does_not_show_is_only_said() -> None:
    reading = with_embedded([replace(FILE, name="daten.xml")], page(invoice_number="4711", amount="9.00"))

    assert reading.fields == page(invoice_number="4711", amount="9.00")
    assert "daten.xml" in reading.warnings[0]


def test_what_makes_a_document_an_invoice_is_named() -> None:
    assert named_invoice([FILE]) == "factur-x.xml"
    assert named_invoice([replace(FILE, name="daten.xml")]) == ""
    assert named_invoice([]) == ""
