"""Results have the form that docs/result.schema.json promises, and no member it does not name."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
from jsonschema import Draft202012Validator
from PIL import Image

from ocr_service.domain.document import RESULT_SCHEMA_VERSION
from ocr_service.domain.facts import Method
from ocr_service.domain.page import Page, PageSource
from ocr_service.domain.status import Output
from tests.support.drawings import draw_page, scan_pdf, sentence, text_pdf
from tests.support.pipeline_runs import Ran

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCHEMA = json.loads((DOCS / "result.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
RENDERINGS = tuple(Output)


def assert_keeps_the_schema(result: Mapping[str, Any]) -> None:
    assert [f"{list(error.path)}: {error.message}" for error in VALIDATOR.iter_errors(result)] == []
    assert set(result) <= set(SCHEMA["properties"])
    for page in result["pages"]:
        assert set(page) == set(SCHEMA["$defs"]["page"]["properties"])
        assert all(set(word) == set(SCHEMA["$defs"]["word"]["properties"]) for word in page["words"])


def result_of(ran: Ran) -> dict[str, Any]:
    """The whole result, as the command line writes it."""
    return {**ran.head.to_json(), "text": ran.text, "pages": [page.to_json() for page in ran.pages]}


def test_the_schema_is_one_and_of_the_version_that_is_written():
    Draft202012Validator.check_schema(SCHEMA)

    assert SCHEMA["properties"]["schema_version"] == {"const": RESULT_SCHEMA_VERSION}
    assert set(SCHEMA["$defs"]["method"]["enum"]) == set(Method)
    assert set(SCHEMA["$defs"]["page"]["properties"]["source"]["enum"]) == set(PageSource)
    assert set(SCHEMA["properties"]["outputs"]["propertyNames"]["enum"]) == {*Output} - {
        Output.JSON,
        Output.TEXT,
    }


@pytest.mark.parametrize("example", sorted((DOCS / "examples").glob("*.json")), ids=lambda path: path.stem)
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
    assert set(result["outputs"]) == {"hocr", "alto", "tsv", "markdown", "pdf", "images"} | by_ghostscript
    assert_keeps_the_schema(result)


def test_a_page_that_failed_keeps_the_schema():
    example = json.loads((DOCS / "examples" / "receipt.json").read_text(encoding="utf-8"))
    failed = Page(number=2, text="", source=PageSource.FAILED, decisions={"source": "no text layer"})
    failed = replace(failed, error={"code": "PAGE_TIMEOUT", "detail": "A page took too long."})

    assert_keeps_the_schema({**example, "page_count": 2, "pages": [*example["pages"], failed.to_json()]})
