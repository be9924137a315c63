"""A searchable PDF for archives: it says PDF/A-2b of itself and keeps its pages, or says why there is none.

A PDF becomes one by Ghostscript, which need not be installed; where it is missing, the result says that.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ocr_service.domain.document import Limits
from ocr_service.domain.status import Output
from ocr_service.pipeline.rendering.pdf.pdf_file import PdfFile
from ocr_service.pipeline.rendering.pdf.picture_stream import add_picture
from ocr_service.pipeline.rendering.pdf.srgb import srgb_profile
from tests.support.drawings import Drawing, draw_page, jpeg_bytes, scan_pdf, sentence, text_pdf
from tests.support.pdf_archive import assert_archive, title_in_xmp
from tests.support.pdf_words import (
    assert_clean,
    assert_words_lie_over_their_ink,
    words_drawn,
    words_in_pdf,
)
from tests.support.pipeline_runs import Ran, Setting

WIDTH, HEIGHT = 6.0 * 72, 3.0 * 72
TITLE = "Łódź – „Brücke“"


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return draw_page(sentence(seed=4, length=24), inch=(6.0, 3.0), points=12)


def written_by_ghostscript(ran: Ran) -> Path | None:
    """The PDF/A; None where the program is missing, after a look at what is there instead."""
    if shutil.which("gs"):
        return ran.folder / ran.head.outputs["pdfa"]
    assert_there_is_a_plain_pdf(ran, because="needs Ghostscript")
    return None


def assert_there_is_a_plain_pdf(ran: Ran, *, because: str) -> None:
    assert "pdfa" not in ran.head.outputs
    assert any(because in warning for warning in ran.head.warnings)
    assert_clean(ran.folder / ran.head.outputs["pdf"])


PICTURES = {"gray.jpg": "L", "colours.jpg": "RGB", "print.jpg": "CMYK", "gray.png": "L", "fax.tif": "1"}


@pytest.mark.parametrize(("name", "mode"), PICTURES.items(), ids=PICTURES)
def test_a_picture_becomes_a_pdf_for_archives(run_file, tmp_path, drawing, name, mode):
    source = tmp_path / name
    drawing.picture.convert(mode).save(source, dpi=(200, 200))

    ran = run_file(source, outputs=(Output.PDF_A,))

    written = ran.folder / ran.head.outputs["pdfa"]
    assert_archive(written)
    assert_clean(written)
    assert_words_lie_over_their_ink(words_in_pdf(written), words_drawn(drawing))
    assert title_in_xmp(written) == source.stem


def test_the_same_picture_gives_the_same_file(run_file, tmp_path, drawing):
    files = []
    for folder in (tmp_path / "first", tmp_path / "second"):
        folder.mkdir()
        (folder / f"{folder.name}.jpg").write_bytes(jpeg_bytes(drawing.picture))
        ran = run_file((folder / f"{folder.name}.jpg").rename(folder / "page.jpg"), outputs=(Output.PDF_A,))
        files.append((ran.folder / "document.pdfa.pdf").read_bytes())
        ran.folder.rename(folder / "out")

    assert files[0] == files[1]


def test_a_scan_keeps_its_picture_its_words_and_its_title(run_file, tmp_path, drawing):
    writer = pypdf.PdfWriter(clone_from=scan_pdf(tmp_path / "plain.pdf", [drawing.picture], dpi=200))
    writer.add_metadata({"/Title": TITLE, "/CreationDate": "D:20200102030405+01'00'"})
    source = tmp_path / "scan.pdf"
    writer.write(source)

    ran = run_file(source, outputs=(Output.PDF_A,))

    if written := written_by_ghostscript(ran):
        assert_archive(written)
        assert_clean(written)
        assert_words_lie_over_their_ink(words_in_pdf(written), words_drawn(drawing))
        assert pypdf.PdfReader(written).metadata.title == title_in_xmp(written) == TITLE
        # Ghostscript ends the picture a second time.
        assert jpeg_of(written, tmp_path / "after").startswith(jpeg_of(source, tmp_path / "before"))


def jpeg_of(document: Path, root: Path) -> bytes:
    subprocess.run(["pdfimages", "-all", document, root], check=True)
    return root.with_name(f"{root.name}-000.jpg").read_bytes()


def test_a_born_digital_pdf_gets_its_fonts_embedded(run_file, tmp_path):
    source = text_pdf(tmp_path / "text.pdf", [["The letter about our meeting in the garden"]])

    ran = run_file(source, outputs=(Output.PDF_A,))

    if written := written_by_ghostscript(ran):
        assert_archive(written)
        assert "our meeting in the garden" in pypdf.PdfReader(written).pages[0].extract_text()


def test_a_form_keeps_its_look(run_file, tmp_path):
    source = tmp_path / "form.pdf"
    canvas = Canvas(str(source), pagesize=(300, 200))
    canvas.drawString(20, 150, "The letter about our meeting in the garden")
    canvas.acroForm.textfield(name="reply", value="certainly", x=20, y=100, width=80, height=20)
    canvas.linkURL("https://example.org/", (20, 140, 60, 160))
    canvas.save()

    ran = run_file(source, outputs=(Output.PDF_A,))

    if written := written_by_ghostscript(ran):
        assert_archive(written)
        assert "certainly" in [word.text for word in words_in_pdf(written)]


def test_a_pdf_that_is_one_for_archives_already_stays_as_it_is(run_file, tmp_path, drawing):
    source = tmp_path / "page.jpg"
    source.write_bytes(jpeg_bytes(drawing.picture))
    made = run_file(source, outputs=(Output.PDF_A,)).folder / "document.pdfa.pdf"
    archived = made.rename(tmp_path / "archived.pdf")

    ran = run_file(archived, outputs=(Output.PDF_A,))

    assert (ran.folder / ran.head.outputs["pdfa"]).read_bytes() == archived.read_bytes()


@pytest.mark.parametrize("output", [Output.PDF, Output.PDF_A])
def test_a_scan_that_is_one_for_archives_gets_its_words_and_stays_one(run_file, tmp_path, drawing, output):
    (tmp_path / "page.jpg").write_bytes(jpeg_bytes(drawing.picture))
    source = tmp_path / "archived.pdf"
    with PdfFile(source, title="Archived", archive_colours=srgb_profile()) as pdf:
        picture = add_picture(pdf, tmp_path / "page.jpg", "image/jpeg", 0)
        content = b"q %f 0 0 %f 0 0 cm /P Do Q" % (WIDTH, HEIGHT)
        resources = f"/XObject << /P {picture.number} 0 R >>"
        pdf.add_page(width=WIDTH, height=HEIGHT, content=content, resources=resources)

    ran = run_file(source, outputs=(output,))

    written = ran.folder / ran.head.outputs[output.value]
    assert_archive(written)
    assert_words_lie_over_their_ink(words_in_pdf(written), words_drawn(drawing))
    assert jpeg_of(written, tmp_path / "after") == (tmp_path / "page.jpg").read_bytes()


def test_what_an_archive_cannot_keep_leaves_a_plain_pdf_and_the_reason(run_file, tmp_path, drawing):
    plain = scan_pdf(tmp_path / "plain.pdf", [drawing.picture], dpi=200)
    with_file = pypdf.PdfWriter(clone_from=plain)
    with_file.add_attachment(filename="notes.txt", data=b"some notes")
    with_file.write(tmp_path / "with-file.pdf")
    locked = tmp_path / "locked.pdf"
    subprocess.run(["qpdf", "--encrypt", "", "the owner", "256", "--", plain, locked], check=True)

    for source, reason in ((tmp_path / "with-file.pdf", "attached files"), (locked, "encrypted")):
        ran = run_file(source, outputs=(Output.PDF_A,))
        assert_there_is_a_plain_pdf(ran, because=reason)


def test_a_pdf_too_long_for_the_memory_stays_a_plain_one(run_file, tmp_path):
    source = text_pdf(tmp_path / "long.pdf", [["The letter about our meeting in the garden"]] * 3)

    ran = run_file(source, setting=Setting(limits=Limits(memory_mb=104)), outputs=(Output.PDF_A,))

    assert_there_is_a_plain_pdf(ran, because="PDF/A of more than")


def test_without_ghostscript_there_is_a_plain_pdf_and_the_reason(run_file, tmp_path, drawing, monkeypatch):
    which = shutil.which
    monkeypatch.setattr("shutil.which", lambda name: None if name == "gs" else which(name))

    ran = run_file(scan_pdf(tmp_path / "scan.pdf", [drawing.picture], dpi=200), outputs=(Output.PDF_A,))

    assert_there_is_a_plain_pdf(ran, because="needs Ghostscript")


def test_a_rotated_picture_is_one_for_archives_too(run_file, tmp_path, drawing):
    exif = Image.Exif()
    exif[0x0112] = 6
    source = tmp_path / "phone.jpg"
    drawing.picture.transpose(Image.Transpose.ROTATE_90).save(source, dpi=(200, 200), exif=exif)

    ran = run_file(source, outputs=(Output.PDF_A, Output.PDF))

    assert_archive(ran.folder / ran.head.outputs["pdfa"])
    assert_words_lie_over_their_ink(words_in_pdf(ran.folder / "document.pdfa.pdf"), words_drawn(drawing))
