"""What does not fit the worker's memory is said to be too large, not broken."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, NumberObject, StreamObject
from reportlab.pdfgen.canvas import Canvas

from ocr_service.bootstrap.sizing import NUMPY_MB
from ocr_service.domain.document import Limits
from ocr_service.errors import MemoryLimit
from tests.support.drawings import draw_page, scan_pdf, sentence
from tests.support.pipeline_runs import Setting, run, word_recall


def jpeg2000_pdf(path: Path, picture: Image.Image) -> Path:
    """A page of A4 filled by the picture."""
    data = io.BytesIO()
    picture.save(data, format="JPEG2000", quality_mode="rates", quality_layers=[20])
    scan = StreamObject()
    scan.set_data(data.getvalue())
    scan.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(picture.width),
            NameObject("/Height"): NumberObject(picture.height),
            NameObject("/Filter"): NameObject("/JPXDecode"),
        }
    )
    content = StreamObject()
    content.set_data(b"q 595 0 0 842 0 0 cm /Scan Do Q")
    pdf = PdfWriter()
    page = pdf.add_blank_page(width=595, height=842)
    pictures = DictionaryObject({NameObject("/Scan"): pdf._add_object(scan)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): pictures})
    page[NameObject("/Contents")] = pdf._add_object(content)
    pdf.write(path)
    return path


def progressive_jpeg(folder: Path) -> Path:
    Image.new("RGB", (5000, 5000), "white").save(folder / "page.jpg", progressive=True)
    return folder / "page.jpg"


def lossless_webp(folder: Path) -> Path:
    Image.new("RGB", (4000, 3000), "white").save(folder / "page.webp", lossless=True, method=0)
    return folder / "page.webp"


def large_scan_in_jpeg2000(folder: Path) -> Path:
    return jpeg2000_pdf(folder / "page.pdf", Image.new("RGB", (2000, 2800), "white"))


@pytest.mark.parametrize("make", [progressive_jpeg, lossless_webp, large_scan_in_jpeg2000])
def test_what_must_be_decoded_as_a_whole_is_refused_with_the_memory_that_helps(make, tmp_path):
    source = make(tmp_path)

    with pytest.raises(MemoryLimit) as refused:
        run(source, tmp_path / "refused", Setting(limits=Limits(memory_mb=128, page_slots=1)))
    advice = re.search(r"raise WORKER_MEMORY_MB by (\d+) with PAGE_SLOTS=1", refused.value.detail)
    assert advice is not None
    raised = Limits(memory_mb=128 + int(advice[1]), page_slots=1)

    assert run(source, tmp_path / "read", Setting(limits=raised)).head.page_count == 1


def test_a_page_of_nine_thousand_words_is_read_whole(tmp_path):
    canvas = Canvas(str(tmp_path / "sheet.pdf"), pagesize=(2400, 3400))
    canvas.setFont("Helvetica", 9)
    for row in range(180):
        canvas.drawString(10, 3380 - 18 * row, " ".join(f"cell{row}x{column}" for column in range(50)))
    canvas.save()

    read = run(tmp_path / "sheet.pdf", tmp_path / "out", Setting(limits=Limits(memory_mb=128, page_slots=1)))

    assert len(read.text.split()) == 9_000


def test_one_that_fits_is_read(tmp_path):
    page = draw_page(sentence(1, 80), dpi=150)
    source = jpeg2000_pdf(tmp_path / "scan.pdf", page.picture)

    read = run(source, tmp_path / "out", Setting(limits=Limits(memory_mb=128, page_slots=1)))

    assert word_recall(page.text, read.text) > 0.95


def test_a_page_on_its_head_is_turned_where_the_model_of_orientation_has_no_room(tmp_path):
    drawing = draw_page(sentence(seed=3, length=300))
    source = scan_pdf(tmp_path / "scan.pdf", [drawing.picture.transpose(Image.Transpose.ROTATE_180)], dpi=200)

    ran = run(source, tmp_path / "out", Setting(limits=Limits(memory_mb=128 - NUMPY_MB)))

    assert [page.rotation for page in ran.pages] == [180]
    assert word_recall(drawing.text, ran.text) > 0.95


@pytest.mark.parametrize(
    ("suffix", "options"), [("png", {}), ("tif", {"compression": "group4"})], ids=["PNG", "fax"]
)
def test_a_page_of_one_bit_at_600_dpi_is_read_with_one_slot(
    suffix: str, options: dict[str, str], tmp_path: Path
) -> None:
    drawing = draw_page(sentence(seed=4, length=200), dpi=600)
    source = tmp_path / f"page.{suffix}"
    drawing.picture.convert("1").save(source, dpi=(600, 600), **options)

    ran = run(source, tmp_path / "out", Setting(limits=Limits(memory_mb=128)))

    assert word_recall(drawing.text, ran.text) > 0.95
