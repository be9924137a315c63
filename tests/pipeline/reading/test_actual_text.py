"""What a PDF gives as the text of a span (ActualText) is read whole, however it is broken."""

from __future__ import annotations

import pypdf
import pytest
from reportlab.pdfgen.canvas import Canvas

SHOWN = "The workshop of the harbour is open on weekdays from nine to five."


def page_with_span(path, actual):
    """A page of running text whose last row says in other words what it shows."""
    canvas = Canvas(str(path), pagesize=(600, 800), pageCompression=0)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(60, 700, SHOWN)
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=path)
    (page,) = writer.pages
    content = page.get_contents()
    span = f"/Span << /ActualText ({actual}) >> BDC (Notice of termination) Tj EMC"
    content.set_data(content.get_data() + f"BT /F1 11 Tf 60 670 Td {span} ET".encode())
    page.replace_contents(content)
    writer.write(path)
    return path


@pytest.mark.parametrize(
    "actual",
    [r"Notice of\ntermination", r"Notice\tof termination", r"Notice  of\r\ntermination"],
    ids=["line break", "tab", "both"],
)
def test_a_span_is_read_whole(run_file, tmp_path, actual):
    (page,) = run_file(page_with_span(tmp_path / "span.pdf", actual)).pages

    assert page.text.split() == f"{SHOWN} Notice of termination".split()
    span = page.words[-3:]
    assert [word.box.left for word in span] == sorted(word.box.left for word in span)
    assert all(60 <= word.box.left < 180 for word in span)
