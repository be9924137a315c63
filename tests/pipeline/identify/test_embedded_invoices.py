"""Invoices as XML inside PDFs, wherever a PDF may carry a file."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest

from ocr_service.domain.status import Profile
from ocr_service.extractors.general import GeneralExtractor
from ocr_service.extractors.invoice.extractor import InvoiceExtractor
from tests.support.documents.invoice_xml import GUIDELINES, Bill, cii, ubl, zugferd_1
from tests.support.documents.pdfs_with_files import (
    associate,
    associate_page,
    file_in,
    list_by_name,
    page_that_says,
    pin,
    saved,
)
from tests.support.pipeline_runs import Setting

XML = cii(Bill())
SETTING = Setting(extractors=(InvoiceExtractor(), GeneralExtractor()))


def in_names(writer: pypdf.PdfWriter) -> None:
    list_by_name(writer, a=file_in(writer, "factur-x.xml", XML))


def in_af_alone(writer: pypdf.PdfWriter) -> None:
    associate(writer, file_in(writer, "factur-x.xml", XML, "Alternative"))


def in_af_of_a_page(writer: pypdf.PdfWriter) -> None:
    writer.add_blank_page()
    associate_page(writer, 2, file_in(writer, "factur-x.xml", XML, "Alternative"))


def in_an_annotation(writer: pypdf.PdfWriter) -> None:
    pin(writer, file_in(writer, "factur-x.xml", XML))


def behind_many(writer: pypdf.PdfWriter) -> None:
    others = {f"a{number:02}": file_in(writer, f"a{number:02}.png", b"picture") for number in range(40)}
    list_by_name(writer, **others, z=file_in(writer, "xrechnung.xml", XML))


def behind_a_supplement(writer: pypdf.PdfWriter) -> None:
    supplement = file_in(writer, "anlage.xml", cii(Bill(number="OLD-1")), "Supplement")
    invoice = file_in(writer, "daten.xml", XML, "Data")
    list_by_name(writer, a=supplement, b=invoice)
    associate(writer, supplement, invoice)


def in_utf_16(writer: pypdf.PdfWriter) -> None:
    text = XML.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    list_by_name(writer, a=file_in(writer, "factur-x.xml", text.encode("utf-16")))


PLACES = (
    in_names,
    in_af_alone,
    in_af_of_a_page,
    in_an_annotation,
    behind_many,
    behind_a_supplement,
    in_utf_16,
)


def value_of(ran, name: str) -> object:
    return ran.head.fields[name].value


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_the_invoice_is_found_whatever_the_page_says(
    run_file, tmp_path: Path, place: Callable[[pypdf.PdfWriter], None]
) -> None:
    writer = page_that_says("Thank you for your visit", "See you soon")
    place(writer)

    ran = run_file(saved(writer, tmp_path / "thanks.pdf"), setting=SETTING)

    assert ran.head.category.name == "invoice"
    assert (value_of(ran, "invoice_number"), value_of(ran, "amount")) == ("HB-2026-077", "345.00")


@pytest.mark.parametrize("place", (in_af_alone, in_af_of_a_page), ids=lambda place: place.__name__)
def test_an_invoice_in_packed_objects_is_found(
    run_file, tmp_path: Path, place: Callable[[pypdf.PdfWriter], None]
) -> None:
    writer = page_that_says("Thank you")
    place(writer)
    plain, packed = saved(writer, tmp_path / "plain.pdf"), tmp_path / "packed.pdf"
    subprocess.run(["qpdf", "--object-streams=generate", plain, packed], check=True)
    assert b"/AFRelationship" not in packed.read_bytes()

    assert value_of(run_file(packed, setting=SETTING), "invoice_number") == "HB-2026-077"


SYNTAXES = {
    **{profile: ("factur-x.xml", cii(Bill(), profile)) for profile in GUIDELINES},
    "ZUGFeRD 1": ("ZUGFeRD-invoice.xml", zugferd_1(Bill())),
    "UBL": ("xrechnung.xml", ubl(Bill())),
}


@pytest.mark.parametrize(("name", "content"), SYNTAXES.values(), ids=SYNTAXES)
def test_every_profile_is_read_from_a_pdf(run_file, tmp_path: Path, name: str, content: bytes) -> None:
    writer = page_that_says("Invoice HB-2026-077", "Total  EUR  345.00")
    list_by_name(writer, a=file_in(writer, name, content))

    ran = run_file(saved(writer, tmp_path / "invoice.pdf"), setting=SETTING)

    assert value_of(ran, "amount") == "345.00"


def test_all_files_are_listed_with_what_they_are_to_the_document(run_file, tmp_path: Path) -> None:
    writer = page_that_says("Thank you")
    behind_a_supplement(writer)

    ran = run_file(saved(writer, tmp_path / "two.pdf"), setting=SETTING)

    assert [one.value for one in ran.head.facts["attachments"]] == [
        {"name": "anlage.xml", "relationship": "Supplement"},
        {"name": "daten.xml", "relationship": "Data"},
    ]


def test_a_file_that_catalog_and_page_both_name_is_listed_once(run_file, tmp_path: Path) -> None:
    writer = page_that_says("Thank you")
    file = file_in(writer, "daten.xml", XML, "Data")
    associate(writer, file)
    associate_page(writer, 1, file)

    ran = run_file(saved(writer, tmp_path / "once.pdf"), setting=SETTING)

    assert [one.value for one in ran.head.facts["attachments"]] == [
        {"name": "daten.xml", "relationship": "Data"}
    ]


def test_a_file_that_cannot_be_read_costs_itself_alone(run_file, tmp_path: Path) -> None:
    writer = page_that_says("Invoice number 4711", "Total  EUR 12.50", "IBAN DE08 7009 0100 1234 5678 90")
    unreadable = b'<?xml version="1.0" encoding="UTF-7"?><x/>'
    list_by_name(writer, a=file_in(writer, "factur-x.xml", unreadable))

    ran = run_file(saved(writer, tmp_path / "broken.pdf"), setting=SETTING, profile=Profile.INVOICE)

    assert (value_of(ran, "invoice_number"), value_of(ran, "amount")) == ("4711", "12.50")
    assert any("factur-x.xml could not be read" in warning for warning in ran.head.warnings)


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "it is empty"), (XML[: len(XML) // 2], "it is not well-formed"), (b"Rechnung", "it is not well-formed")],
    ids=["no bytes", "cut off", "not XML"],
)  # fmt: skip
@pytest.mark.parametrize("is_listed", (True, False), ids=["in names", "in AF alone"])
def test_an_invoice_that_is_no_longer_one_is_said_and_the_page_is_read(
    run_file, tmp_path: Path, content: bytes, why: str, is_listed: bool
) -> None:
    writer = page_that_says("Invoice number 4711", "Total  EUR 12.50", "IBAN DE08 7009 0100 1234 5678 90")
    held = file_in(writer, "factur-x.xml", content, "Alternative")
    if is_listed:
        list_by_name(writer, a=held)
    else:
        associate(writer, held)

    ran = run_file(saved(writer, tmp_path / "spoilt.pdf"), setting=SETTING, profile=Profile.INVOICE)

    assert (value_of(ran, "invoice_number"), value_of(ran, "amount")) == ("4711", "12.50")
    assert any(f"factur-x.xml could not be read: {why}" in warning for warning in ran.head.warnings)


def test_a_file_that_cannot_be_read_is_said_of_any_document(run_file, tmp_path: Path) -> None:
    writer = page_that_says("Thank you for your visit")
    with_entities = XML.replace(b"?>\n", b'?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n', 1)
    list_by_name(writer, a=file_in(writer, "factur-x.xml", with_entities))

    ran = run_file(saved(writer, tmp_path / "letter.pdf"), setting=SETTING)

    assert ran.head.category.name == "other"
    assert ran.head.warnings == (
        "The attached file factur-x.xml could not be read: it has a document type declaration or entities, which no invoice needs.",
    )


def test_where_page_and_xml_differ_a_person_is_asked_with_both_values(run_file, tmp_path: Path) -> None:
    writer = page_that_says(
        "Invoice", "Invoice number: HB-2026-077", "Invoice date: 4 March 2026", "Total due  EUR 354.00"
    )
    in_names(writer)

    ran = run_file(saved(writer, tmp_path / "differs.pdf"), setting=SETTING)

    assert ran.head.to_json()["needs_review"]
    assert {"field": "amount", "reason": "the XML says 345.00, the page 354.00"} in ran.head.to_json()[
        "review"
    ]
