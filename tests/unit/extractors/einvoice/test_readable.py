from __future__ import annotations

from dataclasses import replace

from ocr_service.extractors.einvoice.read import read_invoice
from ocr_service.extractors.einvoice.readable import readable
from tests.support.documents.invoice_xml import Bill, cii


def test_an_invoice_reads_as_rows_and_columns() -> None:
    text = readable(read_invoice(cii(Bill())))

    assert text.startswith("Invoice\n\nNumber:             HB-2026-077\n")
    assert "Brotkorb" in text
    assert "Amount to pay                                           300.00 EUR" in text


def test_a_credit_note_is_called_one() -> None:
    assert readable(read_invoice(cii(replace(Bill(), type_code="381")))).startswith("Credit note\n")


def test_long_texts_are_broken_between_words() -> None:
    lines = (("Wartung der Backstube " * 10, "1", "300.00", "19", "300.00"),)

    text = readable(read_invoice(cii(replace(Bill(), lines=lines))))

    assert max(map(len, text.splitlines())) <= 96
