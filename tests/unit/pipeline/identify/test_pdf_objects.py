"""Objects of a PDF, as qpdf tells them, whatever its author wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocr_service.pipeline.identify.pdf_objects import (
    TRAILER,
    Source,
    member,
    objects,
    page_names,
    read_object,
)

BOXES = {
    "[0 0 595. 842]": [0, 0, 595, 842],
    "[-.0 .5 00595.50 0842]": [0, 0.5, 595.5, 842],
    "[0 0 --5 842]": [0, 0, "u:--5", 842],
    "4 0 R": "4 0 R",
}


def pdf(path: Path, box: str, title: str = "(plain)") -> Source:
    """A page without content, its cross-references left to be found."""
    path.write_text(
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        "2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n"
        f"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox {box} >>\nendobj\n"
        f"4 0 obj\n<< /Title {title} >>\nendobj\n"
        "trailer\n<< /Root 1 0 R /Info 4 0 R /Size 5 >>\nstartxref\n0\n%%EOF\n",
        encoding="latin-1",
    )
    return Source(path)


@pytest.mark.parametrize(("box", "told"), BOXES.items(), ids=BOXES)
def test_numbers_may_be_written_as_no_json_allows(tmp_path, box, told):
    source = pdf(tmp_path / "boxes.pdf", box)

    assert read_object(source, "3 0 R", tmp_path)["/MediaBox"] == told


def test_pages_are_told_by_number_and_name(tmp_path):
    assert list(page_names(pdf(tmp_path / "page.pdf", "[0 0 9 9]"), tmp_path)) == [(1, "3 0 R")]


def test_what_is_not_there_does_not_come(tmp_path):
    source = pdf(tmp_path / "page.pdf", "[0 0 9 9]")

    assert [name for name, value in objects(source, ["3 0 R", "77 0 R"], tmp_path) if value] == ["3 0 R"]
    assert read_object(source, "77 0 R", tmp_path) == {}


def test_an_object_too_long_to_be_looked_at_does_not_come(tmp_path):
    source = pdf(tmp_path / "long.pdf", "[0 0 9 9]", title=f"({'x' * 1_100_000})")

    assert member(source, read_object(source, TRAILER, tmp_path), "/Info", tmp_path) == {}


def test_no_pdf_has_no_objects(tmp_path):
    (tmp_path / "notes.pdf").write_text("no document at all")

    assert read_object(Source(tmp_path / "notes.pdf"), TRAILER, tmp_path) == {}
