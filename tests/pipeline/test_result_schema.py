"""Results have the form that docs/result.schema.json promises, and no member it does not name."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
from jsonschema import Draft202012Validator
from PIL import Image

from ocr_service.domain.facts import Method
from ocr_service.domain.page import Page, PageSource
from ocr_service.domain.status import Output
from ocr_service.results.facts import pages_of_facts
from ocr_service.results.pages import page_2
from ocr_service.results.schema_2 import VERSION, head_2
from ocr_service.results.units import scale_of
from tests.support.drawings import draw_page, scan_pdf, sentence, text_pdf
from tests.support.pipeline_runs import Ran

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCHEMA = json.loads((DOCS / "result.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
RENDERINGS = tuple(Output)
EXAMPLES = sorted(path for path in (DOCS / "examples").glob("*.json") if ".schema-1" not in path.name)


def assert_keeps_the_schema(result: Mapping[str, Any]) -> None:
    assert [f"{list(error.path)}: {error.message}" for error in VALIDATOR.iter_errors(result)] == []
    assert set(result) <= set(SCHEMA["properties"])
    assert set(result["fields"]) <= set(SCHEMA["$defs"]["Fields"]["properties"])
    assert set(result["metadata"]) <= set(SCHEMA["$defs"]["FileProperties"]["properties"])
    for page in result["pages"]:
        assert set(page) == set(SCHEMA["$defs"]["ResultPage"]["properties"])
        assert all(set(word) == set(SCHEMA["$defs"]["Word"]["properties"]) for word in page["words"])


def result_of(ran: Ran) -> dict[str, Any]:
    """The whole result, as the command line writes it."""
    head, pages = ran.head.to_json(), [page.to_json() for page in ran.pages]
    scales = {page["page"]: scale_of(page) for page in pages if page["page"] in pages_of_facts(head)}
    return {**head_2(head, scales), "text": ran.text, "pages": [page_2(page) for page in pages]}


def test_the_schema_is_one_and_of_the_version_that_is_written():
    Draft202012Validator.check_schema(SCHEMA)

    assert SCHEMA["properties"]["schema_version"]["const"] == VERSION
    assert set(SCHEMA["$defs"]["Method"]["enum"]) == set(Method)
    assert set(SCHEMA["$defs"]["PageSource"]["enum"]) == set(PageSource)
    assert set(SCHEMA["$defs"]["OutputFiles"]["properties"]) == {*Output} - {Output.JSON, Output.TEXT}


def test_the_documented_schema_is_that_of_the_api():
    script = DOCS.parent / "scripts" / "lib" / "document_result_schema.py"
    subprocess.run([sys.executable, script, "--check"], cwd=DOCS.parent, check=True)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_keep_the_schema(example):
    assert_keeps_the_schema(json.loads(example.read_text(encoding="utf-8")))


def _pages(folder: Path) -> Iterator[Path]:
    """A scan with an empty page, and a page of text."""
    drawn = draw_page(sentence(seed=2, length=20), inch=(6, 3)).picture
    yield scan_pdf(folder / "scan.pdf", [drawn, Image.new("L", drawn.size, 255)], dpi=200)
    yield text_pdf(folder / "text.pdf", [["The letter about our meeting in the garden"]])


def test_a_document_of_many_kinds_of_pages_keeps_the_schema(run_file, tmp_path):
    writer = pypdf.PdfWriter()
    for part in _pages(tmp_path):
        writer.append(str(part))
    source = tmp_path / "many.pdf"
    writer.write(source)

    result = result_of(run_file(source, outputs=RENDERINGS))

    assert [page["source"] for page in result["pages"]] == ["ocr", "blank", "text_layer"]
    by_ghostscript = {"pdfa"} if shutil.which("gs") else set()
    assert (
        set(result["outputs"])
        == {"hocr", "alto", "tsv", "markdown", "html", "csv", "pdf", "images"} | by_ghostscript
    )
    assert_keeps_the_schema(result)


def test_a_page_that_failed_keeps_the_schema():
    example = json.loads((DOCS / "examples" / "receipt.json").read_text(encoding="utf-8"))
    failed = Page(number=2, text="", source=PageSource.FAILED, decisions={"source": "no text layer"})
    failed = replace(failed, error={"code": "PAGE_TIMEOUT", "detail": "A page took too long."})

    assert_keeps_the_schema(
        {**example, "page_count": 2, "pages": [*example["pages"], page_2(failed.to_json())]}
    )
