"""A searchable PDF is the PDF that came in, with words: whatever its pages' boxes and its other contents are."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pypdf
import pytest
from pypdf.annotations import Link
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    RectangleObject,
    TextStringObject,
)

from ocr_service.domain.status import Output
from tests.support.drawings import Drawing, draw_page, scan_pdf, sentence
from tests.support.pdf_words import (
    assert_clean,
    assert_words_lie_over_their_ink,
    words_drawn,
    words_in_pdf,
)

INCH = (6.0, 3.0)
WIDTH_POINTS, HEIGHT_POINTS = INCH[0] * 72, INCH[1] * 72


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return draw_page(sentence(seed=3, length=24), inch=INCH, points=12)


@pytest.fixture
def scan(tmp_path, drawing) -> pypdf.PdfWriter:
    """A one-page scan to be changed before it is read."""
    return pypdf.PdfWriter(clone_from=scan_pdf(tmp_path / "plain.pdf", [drawing.picture], dpi=200))


def shift_origin(writer: pypdf.PdfWriter, right: float, up: float) -> None:
    """Move the page's content and its media box away from 0/0."""
    page = writer.pages[0]
    page.add_transformation(pypdf.Transformation().translate(right, up))
    page.mediabox = RectangleObject((right, up, right + WIDTH_POINTS, up + HEIGHT_POINTS))
    page.cropbox = page.mediabox


def crop(writer: pypdf.PdfWriter, name: str = "/CropBox") -> None:
    """Cut 12, 6, 18 and 9 points off the left, lower, right and upper edge."""
    x0, y0, x1, y1 = map(float, writer.pages[0].mediabox)
    writer.pages[0][NameObject(name)] = RectangleObject((x0 + 12, y0 + 6, x1 - 18, y1 - 9))


def elsewhere_and_cropped(writer: pypdf.PdfWriter) -> None:
    shift_origin(writer, 100, -50)
    crop(writer)


def with_points_twice_as_large(writer: pypdf.PdfWriter) -> None:
    writer.pages[0][NameObject("/UserUnit")] = NumberObject(2)


def all_at_once(writer: pypdf.PdfWriter) -> None:
    elsewhere_and_cropped(writer)
    crop(writer, "/TrimBox")
    with_points_twice_as_large(writer)


def box(writer: pypdf.PdfWriter, name: str, *corners: float) -> None:
    writer.pages[0][NameObject(name)] = RectangleObject(corners)


def told_by_the_node_above(writer: pypdf.PdfWriter) -> None:
    crop(writer)
    page = writer.pages[0]
    for name in ("/MediaBox", "/CropBox", "/Resources"):
        page["/Parent"][NameObject(name)] = page[name]
        del page[name]


def named_by_number(writer: pypdf.PdfWriter) -> None:
    crop(writer)
    page = writer.pages[0]
    for name in ("/MediaBox", "/CropBox"):
        page[NameObject(name)] = writer._add_object(ArrayObject(page[name]))


def with_the_origin_at_the_upper_right(writer: pypdf.PdfWriter) -> None:
    writer.pages[0].mediabox = RectangleObject((WIDTH_POINTS, HEIGHT_POINTS, 0, 0))


PAGES = {
    "media box not at 0/0": lambda writer: shift_origin(writer, 100, -50),
    "cropped": crop,
    "trimmed": lambda writer: crop(writer, "/TrimBox"),
    "not at 0/0 and cropped": elsewhere_and_cropped,
    "user unit 2": with_points_twice_as_large,
    "corners the other way round": with_the_origin_at_the_upper_right,
    "all at once": all_at_once,
    "cropped beyond the page": lambda writer: box(writer, "/CropBox", -50, -30, 460, 280),
    "trimmed beyond the page": lambda writer: box(writer, "/TrimBox", -50, -30, 460, 280),
    "trimmed partly beyond the page": lambda writer: box(writer, "/TrimBox", 20, -30, 460, 210),
    "trimmed somewhere else": lambda writer: box(writer, "/TrimBox", 1000, 1000, 1200, 1200),
    "told by the node above": told_by_the_node_above,
    "boxes that are objects of their own": named_by_number,
}


@pytest.mark.parametrize("change", PAGES.values(), ids=PAGES)
def test_words_lie_over_their_ink_whatever_boxes_the_page_has(run_file, tmp_path, drawing, scan, change):
    change(scan)
    source = tmp_path / "boxes.pdf"
    scan.write(source)

    ran = run_file(source, outputs=(Output.PDF,))

    written = ran.folder / "document.pdf"
    assert_words_lie_over_their_ink(words_in_pdf(written), words_drawn(drawing), within_points=2)
    assert_clean(written)


@pytest.mark.parametrize("turn", [90, 180, 270, -90, 450])
def test_words_lie_over_their_ink_on_a_cropped_page_that_is_shown_turned(run_file, tmp_path, drawing, turn):
    lying = drawing.picture.rotate(turn, expand=True)
    writer = pypdf.PdfWriter(clone_from=scan_pdf(tmp_path / "lying.pdf", [lying], dpi=200))
    crop(writer)
    writer.pages[0][NameObject("/Rotate")] = NumberObject(turn)
    source = tmp_path / "turned.pdf"
    writer.write(source)

    ran = run_file(source, outputs=(Output.PDF,))

    written = ran.folder / "document.pdf"
    assert_words_lie_over_their_ink(words_in_pdf(written), words_drawn(drawing), within_points=2)


def test_what_else_a_pdf_holds_is_kept(run_file, tmp_path, scan):
    scan.add_outline_item(title="First chapter", page_number=0)
    scan.add_attachment(filename="notes.txt", data=b"some notes")
    scan.add_metadata({"/Title": "Minutes", "/Author": "The society"})
    scan.add_annotation(page_number=0, annotation=Link(rect=(10, 10, 60, 30), url="https://example.org/"))
    source = tmp_path / "rich.pdf"
    scan.write(source)

    ran = run_file(source, outputs=(Output.PDF,))

    reader = pypdf.PdfReader(ran.folder / "document.pdf")
    assert [item.title for item in reader.outline] == ["First chapter"]
    assert reader.attachments == {"notes.txt": [b"some notes"]}
    assert (reader.metadata.title, reader.metadata.author) == ("Minutes", "The society")
    assert reader.pages[0].annotations[0].get_object()["/A"]["/URI"] == "https://example.org/"


def test_a_form_can_still_be_filled_in(run_file, tmp_path, drawing):
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    source = tmp_path / "form.pdf"
    canvas = Canvas(str(source), pagesize=(WIDTH_POINTS, HEIGHT_POINTS))
    canvas.drawImage(ImageReader(drawing.picture), 0, 0, WIDTH_POINTS, HEIGHT_POINTS)
    canvas.acroForm.textfield(name="reply", value="yes", x=300, y=20, width=80, height=20)
    canvas.save()

    ran = run_file(source, outputs=(Output.PDF,))

    written = ran.folder / "document.pdf"
    assert pypdf.PdfReader(written).get_form_text_fields() == {"reply": "yes"}
    assert_clean(written)


def test_a_pdf_that_only_its_owner_may_change_stays_so(run_file, tmp_path, drawing):
    plain = scan_pdf(tmp_path / "plain.pdf", [drawing.picture], dpi=200)
    source = tmp_path / "protected.pdf"
    protect = ["qpdf", "--encrypt", "", "the owner", "256", "--modify=none", "--", plain, source]
    subprocess.run(protect, check=True)

    ran = run_file(source, outputs=(Output.PDF,))

    written = ran.folder / "document.pdf"
    assert_words_lie_over_their_ink(words_in_pdf(written), words_drawn(drawing))
    assert_clean(written)
    said = subprocess.run(["pdfinfo", written], capture_output=True, text=True, check=True).stdout
    assert "Encrypted:       yes" in said
    assert "change:no" in said


def test_a_signature_that_the_words_break_is_named(run_file, tmp_path, scan):
    signature = {"/Type": "/Sig", "/Filter": "/Adobe.PPKLite", "/SubFilter": "/adbe.pkcs7.detached"}
    value = DictionaryObject({NameObject(key): NameObject(name) for key, name in signature.items()})
    field = {"/FT": NameObject("/Sig"), "/T": TextStringObject("signed"), "/V": value}
    fields = ArrayObject([DictionaryObject({NameObject(key): part for key, part in field.items()})])
    form = {NameObject("/Fields"): fields, NameObject("/SigFlags"): NumberObject(3)}
    scan.root_object[NameObject("/AcroForm")] = DictionaryObject(form)
    source = tmp_path / "signed.pdf"
    scan.write(source)

    ran = run_file(source, outputs=(Output.PDF,))

    assert any("signature is not valid any more" in warning for warning in ran.head.warnings)


def test_the_picture_of_a_scan_is_kept_byte_for_byte(run_file, tmp_path, drawing):
    source = scan_pdf(tmp_path / "scan.pdf", [drawing.picture], dpi=200)

    ran = run_file(source, outputs=(Output.PDF,))

    assert _picture(ran.folder / "document.pdf", tmp_path / "after") == _picture(source, tmp_path / "before")


def _picture(document: Path, root: Path) -> bytes:
    subprocess.run(["pdfimages", "-all", document, root], check=True)
    return root.with_name(f"{root.name}-000.jpg").read_bytes()
