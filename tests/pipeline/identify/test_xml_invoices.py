"""Invoices that are XML and nothing else, as documents of their own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ocr_service.domain.status import Mode, Output
from ocr_service.errors import DocumentCorrupt
from ocr_service.extractors.general import GeneralExtractor
from ocr_service.extractors.invoice.extractor import InvoiceExtractor
from tests.support.documents.invoice_xml import Bill, cii, ubl, zugferd_1
from tests.support.pipeline_runs import Setting

SETTING = Setting(extractors=(InvoiceExtractor(), GeneralExtractor()))
CONTENTS = {
    "CII": cii(Bill()),
    "ZUGFeRD 1": zugferd_1(Bill()),
    "UBL": ubl(Bill()),
    "UTF-16": cii(Bill()).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
}


def written(folder: Path, content: bytes) -> Path:
    path = folder / "bill.xml"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_an_xml_is_read_as_an_invoice_of_one_page(run_file, tmp_path: Path, content: bytes) -> None:
    ran = run_file(written(tmp_path, content), setting=SETTING)

    head = ran.head.to_json()
    assert (head["category"], head["page_count"], head["needs_review"]) == ("invoice", 1, False)
    assert head["fields"]["amount"] == {
        "value": "345.00", "confidence": 0.99, "page": None, "box": None, "text": "345.00", "method": "embedded", "rule": "bill.xml"
    }  # fmt: skip
    assert [row["value"]["description"] for row in head["fields"]["line_items"]] == ["Brotkorb", "Salzgebäck"]
    assert "Hafenbäckerei Lund GmbH" in ran.text


@pytest.mark.parametrize("mode", Mode)
def test_no_mode_asks_for_a_picture_of_it(run_file, tmp_path: Path, mode: Mode) -> None:
    assert "HB-2026-077" in run_file(written(tmp_path, CONTENTS["UBL"]), mode=mode).text


def test_its_text_has_every_rendering_but_those_of_pages(run_file, tmp_path: Path) -> None:
    ran = run_file(written(tmp_path, CONTENTS["CII"]), outputs=tuple(Output))

    assert set(ran.head.outputs) == {"hocr", "alto", "tsv", "markdown", "html", "csv"}
    assert [warning.partition(" could")[0] for warning in ran.head.warnings] == [
        "The output `pdf`",
        "The output `pdfa`",
        "The output `images`",
    ]
    assert "| 1 | Brotkorb | 20 C62 | 10.00 | 19 | 200.00 |" in (ran.folder / "document.md").read_text()


@pytest.mark.parametrize(
    "content",
    [CONTENTS["CII"][:-40], CONTENTS["UBL"].replace(b"</cbc:ID>", b"", 1), CONTENTS["UTF-16"][:-7]],
    ids=["cut off", "a tag is missing", "half a letter"],
)
def test_broken_xml_is_a_corrupt_document(run_file, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DocumentCorrupt):
        run_file(written(tmp_path, content), setting=SETTING)


def test_a_document_type_behind_the_root_is_a_corrupt_document(run_file, tmp_path: Path) -> None:
    content = CONTENTS["CII"].replace(b"<rsm:SupplyChain", b'<!ENTITY a "b"><rsm:SupplyChain')

    with pytest.raises(DocumentCorrupt):
        run_file(written(tmp_path, content))


def test_sums_that_do_not_come_out_are_named_with_their_rule(run_file, tmp_path: Path) -> None:
    head = run_file(written(tmp_path, ubl(replace(Bill(), payable="345.00"))), setting=SETTING).head.to_json()

    assert head["warnings"] == [
        "bill.xml breaks BR-CO-16: 345.00 is to be paid, the gross amount less what was prepaid is 300.00."
    ]
    assert [doubt["field"] for doubt in head["review"]] == ["payable"]
