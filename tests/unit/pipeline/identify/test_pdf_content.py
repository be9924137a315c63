"""What pages hold beside text and plain rules is told without drawing them."""

from __future__ import annotations

import pypdf
import pytest
from PIL import Image
from pypdf.generic import FloatObject, NameObject
from reportlab.pdfgen.canvas import Canvas

from ocr_service.pipeline.identify.pdf_content import look_at_content
from tests.support.documents.odd_pages import odd_page
from tests.support.drawings import text_pdf


def test_pages_of_text_and_rules_have_no_marks(tmp_path):
    canvas = Canvas(str(tmp_path / "ruled.pdf"))
    for _ in range(3):
        canvas.drawString(72, 700, "a c d y l v 3 c 4 y 5 l (an answer in brackets)")
        for row in range(20):
            canvas.line(72, 600 - 20 * row, 500, 600 - 20 * row)
        canvas.roundRect(72, 100, 100, 50, 8)
        canvas.showPage()
    canvas.save()

    found = look_at_content(tmp_path / "ruled.pdf", 3)

    assert [page.marks for page in found.pages.values()] == [frozenset()] * 3
    assert all(page.operators > 500 for page in found.pages.values())
    assert not any(found.may_hold_pictures(page) for page in (1, 2, 3))


@pytest.mark.parametrize(
    "kind", ["stencil", "inline", "pattern", "nested forms", "outlines", "glyphs without a map"]
)
def test_whatever_may_paint_letters_is_a_mark(tmp_path, kind):
    picture = Image.linear_gradient("L").resize((300, 200))

    found = look_at_content(odd_page(kind, picture, tmp_path / "page.pdf"), 1)

    assert found.pages[1].marks
    assert found.may_hold_pictures(1)


@pytest.mark.parametrize("packed", [False, True], ids=["plain objects", "packed objects"])
def test_a_unit_is_told_wherever_the_page_object_lies(tmp_path, packed):
    writer = pypdf.PdfWriter(clone_from=text_pdf(tmp_path / "one.pdf", [["one"], ["two"]]))
    writer.pages[1][NameObject("/UserUnit")] = FloatObject(2.5)
    writer.write(tmp_path / "unit.pdf")
    source = tmp_path / "unit.pdf"
    if packed:
        import subprocess

        source = tmp_path / "packed.pdf"
        subprocess.run(["qpdf", "--object-streams=generate", tmp_path / "unit.pdf", source], check=True)

    assert [page.unit for page in look_at_content(source, 2).pages.values()] == [1.0, 2.5]


def test_nothing_is_known_of_the_pages_of_an_encrypted_file(tmp_path):
    found = look_at_content(text_pdf(tmp_path / "locked.pdf", [["one"]], password="secret"), 1)

    assert not found.pages
    assert found.may_hold_pictures(1)
    assert "encrypted" in found.mentions


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n", b"obj" * 1000, b"1 0 obj stream " * 5000])
def test_what_is_no_pdf_is_no_reason_to_fail(tmp_path, data):
    (tmp_path / "odd.pdf").write_bytes(data)

    assert not look_at_content(tmp_path / "odd.pdf", 1).pages
