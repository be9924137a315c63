"""A scan with a stamp, a number or a filled field as its text layer is read as well as its stamp."""

from __future__ import annotations

import pypdf
import pytest
from PIL import Image
from pypdf.annotations import FreeText

from ocr_service.domain.page import PageSource
from ocr_service.domain.status import Output
from tests.support.drawings import Drawing, draw_page, scan_pdf, sentence
from tests.support.pdf_words import assert_words_lie_over_their_ink, words_drawn, words_in_pdf
from tests.support.pipeline_runs import word_recall


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return draw_page(sentence(seed=3, length=40), inch=(6.0, 3.0), points=12)


def stamped(source, target):
    """The scan with a note that somebody put on it in a viewer."""
    writer = pypdf.PdfWriter(clone_from=source)
    writer.add_annotation(
        0, FreeText(text="Received Monday", rect=(280, 10, 420, 30), font_size="12pt", border_color=None)
    )
    writer.write(target)
    return target


def test_a_scan_is_read_behind_its_stamp(run_file, tmp_path, drawing):
    source = stamped(scan_pdf(tmp_path / "scan.pdf", [drawing.picture], dpi=200), tmp_path / "stamped.pdf")

    ran = run_file(source, outputs=(Output.PDF,))

    assert ran.pages[0].source is PageSource.MIXED
    assert ran.text.rstrip().endswith("Received Monday")
    assert word_recall(drawing.text, ran.text) > 0.95
    found = words_in_pdf(ran.folder / "document.pdf")
    assert_words_lie_over_their_ink(found, words_drawn(drawing))
    assert sum(word.text == "Received" for word in found) == 1


def test_a_stamped_scan_that_lies_on_its_head_is_turned_upright(run_file, tmp_path, drawing):
    lying = scan_pdf(tmp_path / "scan.pdf", [drawing.picture.transpose(Image.Transpose.ROTATE_180)], dpi=200)

    ran = run_file(stamped(lying, tmp_path / "stamped.pdf"))

    assert ran.pages[0].rotation == 180
    assert word_recall(drawing.text, ran.text) > 0.95


def test_a_searchable_scan_keeps_its_words(run_file, tmp_path, drawing):
    first = run_file(scan_pdf(tmp_path / "scan.pdf", [drawing.picture], dpi=200), outputs=(Output.PDF,))
    searchable = (first.folder / "document.pdf").rename(tmp_path / "searchable.pdf")

    ran = run_file(searchable, outputs=(Output.PDF,))

    assert ran.pages[0].source is PageSource.TEXT_LAYER
    assert (ran.folder / "document.pdf").read_bytes() == searchable.read_bytes()
