"""Pages that only stand for a document are told from documents."""

from __future__ import annotations

import pytest

from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.identify.pdf_content import PdfContent
from ocr_service.pipeline.understanding.placeholder import is_placeholder, placeholder_warnings


@pytest.mark.parametrize(
    "text",
    [
        "Please wait... If this message is not eventually replaced, your PDF viewer may not be able to display this. Adobe Reader",
        "Bitte warten... Wenn diese Meldung nicht ersetzt wird, kann Ihr PDF-Anzeigeprogramm das nicht. Adobe Reader",
        "Veuillez patienter... Adobe Reader",
        "Espere... Adobe Reader",
        "请稍候 Adobe Reader",
    ],
)
def test_a_page_that_asks_to_wait_for_its_viewer_is_a_placeholder(text):
    assert is_placeholder(text, 1, is_xfa=False)


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("Please wait for the letter of confirmation before you pay.", 1),
        ("Please wait. " + "Adobe Reader shows the report below. " * 40, 1),
        ("Please wait... Adobe Reader", 12),
    ],
    ids=["no viewer named", "a page of text", "many pages"],
)
def test_a_document_that_says_so_is_none(text, pages):
    assert not is_placeholder(text, pages, is_xfa=False)


def test_a_form_with_its_fields_on_the_page_is_read(tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("Application for a permit\n" + "Name Street Town Date of birth " * 30, encoding="utf-8")

    assert placeholder_warnings(form(), text, tmp_path) == ()


def test_a_dynamic_form_is_not_read(tmp_path):
    text = tmp_path / "text.txt"
    text.write_text(
        "The document you are trying to load requires Adobe Reader 8 or higher.", encoding="utf-8"
    )

    (warning,) = placeholder_warnings(form("dynamic form"), text, tmp_path)

    assert "XFA" in warning


def form(*mentions: str) -> Inspection:
    return Inspection(
        source=None,
        media_type="application/pdf",
        page_count=1,
        numbers=(1,),
        properties={"form": "XFA"},
        content=PdfContent(mentions=frozenset(mentions)),
    )
