from __future__ import annotations

import pytest

from ocr_service.errors import UnsupportedMediaType
from ocr_service.intake.media_type import decides, media_type_of
from tests.support.documents.invoice_xml import Bill, cii, enveloped, ubl, zugferd_1

BILL = Bill()
COMMENT = b"<!-- " + b"All rights reserved. " * 300 + b"-->\n"
INVOICES = {
    "CII": cii(BILL),
    "ZUGFeRD 1": zugferd_1(BILL),
    "UBL": ubl(BILL),
    "UBL credit note": ubl(BILL, is_credit_note=True),
    "with a mark of its encoding": b"\xef\xbb\xbf" + cii(BILL),
    "UTF-16": cii(BILL).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "UTF-16 without a mark": cii(BILL).decode().replace("UTF-8", "UTF-16").encode("utf-16-le"),
    "behind 6 kB of licence": cii(BILL).replace(b"?>\n", b"?>\n" + COMMENT, 1),
    "in an envelope": enveloped(ubl(BILL)),
    "behind blanks and without a declaration": b"\n\n  " + ubl(BILL).partition(b"?>\n")[2],
}
OTHERS = {
    "html": b"<!DOCTYPE html><html></html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "an order": cii(BILL).replace(b"CrossIndustryInvoice", b"SCRDMCCBDACIOMessageStructure"),
    "an invoice of another form": b'<Invoice xmlns="http://www.ebinterface.at/schema/6p1/"></Invoice>',
    "a document type before the root": cii(BILL).replace(b"?>\n", b"?>\n<!DOCTYPE x>\n", 1),
    "an invoice that is only quoted": b"<html>" + cii(BILL) + b"</html>",
    "an empty envelope": enveloped(b""),
    "an order in an envelope": enveloped(b"<Order/>"),
    "a comment without an end": b"<!-- " + b"x" * 40_000,
}


@pytest.mark.parametrize("content", INVOICES.values(), ids=INVOICES)
def test_an_invoice_in_xml_is_told_by_its_root(content: bytes) -> None:
    assert media_type_of(content[:16_384]) == "application/xml"


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS)
def test_other_xml_is_refused(content: bytes) -> None:
    with pytest.raises(UnsupportedMediaType):
        media_type_of(content[:16_384])


def test_more_of_a_text_is_waited_for_than_of_a_picture() -> None:
    assert decides(b"\x89PNG" + bytes(2_000))
    assert not decides(b"<?xml " + bytes(2_000))
    assert decides(b"<?xml " + bytes(16_384))
