"""Every rendering holds the words of the page, where they stand."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pypdf
import pytest
from PIL import Image

from ocr_service.domain.status import Output
from ocr_service.errors import EngineFailed
from ocr_service.pipeline.limits.command import run_command
from tests.support.drawings import (
    A4_INCH,
    Drawing,
    DrawnWord,
    draw_page,
    jpeg_bytes,
    scan_pdf,
    scanned,
    sentence,
    text_pdf,
)
from tests.support.pdf_words import (
    assert_clean,
    assert_words_lie_over_their_ink,
    centre,
    words_drawn,
    words_in_pdf,
    words_in_viewer,
)

HEIGHT_POINTS, WIDTH_POINTS = A4_INCH[1] * 72, A4_INCH[0] * 72


# Where words stand, and on a page that lies on its side or head, is told by the engine.
with_each_engine = pytest.mark.parametrize("engine", ["tesserocr", "tesseract"])


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return draw_page(sentence(seed=8, length=70))


TURNS = {
    "upright": (None, lambda x, y: (x, y)),
    "on its left side": (Image.Transpose.ROTATE_90, lambda x, y: (y, WIDTH_POINTS - x)),
    "on its head": (Image.Transpose.ROTATE_180, lambda x, y: (WIDTH_POINTS - x, HEIGHT_POINTS - y)),
    "on its right side": (Image.Transpose.ROTATE_270, lambda x, y: (HEIGHT_POINTS - y, x)),
}


@with_each_engine
@pytest.mark.parametrize("turn", TURNS)
def test_words_of_a_searchable_pdf_lie_over_their_ink(run_file, tmp_path, drawing, turn):
    transpose, shown = TURNS[turn]
    picture = drawing.picture.transpose(transpose) if transpose is not None else drawing.picture
    source = scan_pdf(tmp_path / "scan.pdf", [picture], dpi=200)

    ran = run_file(source, outputs=(Output.PDF,))

    written = ran.folder / ran.head.outputs["pdf"]
    drawn = [at(word, shown(*centre(word))) for word in words_drawn(drawing)]
    assert_words_lie_over_their_ink(words_in_pdf(written), drawn)
    assert_words_lie_over_their_ink(words_in_viewer(written), drawn)
    assert_clean(written)
    assert written.stat().st_size <= source.stat().st_size * 1.1 + 5_000


@with_each_engine
@pytest.mark.parametrize("skew", [0.0, 1.5])
def test_a_phrase_is_found_on_a_page_that_stands_on_its_head(run_file, tmp_path, drawing, skew):
    picture = scanned(drawing.picture, skew=skew).transpose(Image.Transpose.ROTATE_180)

    ran = run_file(scan_pdf(tmp_path / "scan.pdf", [picture], dpi=200), outputs=(Output.PDF,))

    found = [word.text for word in words_in_viewer(ran.folder / "document.pdf")]
    phrase = [word.text for word in drawing.words[:6]]
    assert any(found[place : place + 6] == phrase for place in range(len(found)))


@with_each_engine
def test_words_of_a_skewed_scan_lie_over_their_ink(run_file, tmp_path, drawing):
    source = scan_pdf(tmp_path / "skewed.pdf", [scanned(drawing.picture, skew=2)], dpi=200)

    ran = run_file(source, outputs=(Output.PDF,))

    page = pypdf.PdfReader(ran.folder / "document.pdf").pages[0]
    assert page.mediabox.width == pytest.approx(WIDTH_POINTS, abs=1)
    drawn = [at(word, _turned_by_two_degrees(*centre(word))) for word in words_drawn(drawing)]
    assert_words_lie_over_their_ink(words_in_pdf(ran.folder / "document.pdf"), drawn, within_points=4)


def at(word: DrawnWord, place: tuple[float, float]) -> DrawnWord:
    """The word as a point, for it is turned."""
    return DrawnWord(text=word.text, box=(*place, *place))


def _turned_by_two_degrees(x: float, y: float) -> tuple[float, float]:
    right, down, cos, sin = x - WIDTH_POINTS / 2, y - HEIGHT_POINTS / 2, 0.99939, 0.0349
    return WIDTH_POINTS / 2 + right * cos + down * sin, HEIGHT_POINTS / 2 - right * sin + down * cos


def test_a_pdf_that_is_shown_turned_keeps_its_words_in_place(run_file, tmp_path, drawing):
    lying = drawing.picture.transpose(Image.Transpose.ROTATE_90)
    source = scan_pdf(tmp_path / "turned.pdf", [lying], dpi=200, rotate=90)

    ran = run_file(source, outputs=(Output.PDF,))

    assert_words_lie_over_their_ink(words_in_pdf(ran.folder / "document.pdf"), words_drawn(drawing))


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "gif", "exif.jpg"])
def test_a_picture_becomes_a_searchable_pdf(run_file, tmp_path, drawing, suffix):
    source = tmp_path / f"page.{suffix}"
    options = {"dpi": (200, 200)} if suffix != "gif" else {}
    picture = drawing.picture
    if suffix == "tif":
        picture, options = picture.convert("1"), {**options, "compression": "group4"}
    if suffix == "exif.jpg":
        exif = Image.Exif()
        exif[0x0112] = 6
        picture, options = picture.transpose(Image.Transpose.ROTATE_90), {**options, "exif": exif}
    picture.save(source, **options)

    ran = run_file(source, outputs=(Output.PDF,))

    written = ran.folder / "document.pdf"
    assert_clean(written)
    assert_words_lie_over_their_ink(words_in_pdf(written), words_drawn(drawing))
    if suffix != "gif":
        assert written.stat().st_size <= source.stat().st_size * 1.1 + 5_000


def test_a_jpeg_goes_into_the_pdf_byte_for_byte(run_file, tmp_path, drawing):
    source = tmp_path / "page.jpg"
    source.write_bytes(jpeg_bytes(drawing.picture))

    ran = run_file(source, outputs=(Output.PDF,))

    assert source.read_bytes() in (ran.folder / "document.pdf").read_bytes()


def test_pages_with_a_sound_text_layer_are_left_as_they_are(run_file, tmp_path):
    source = text_pdf(tmp_path / "text.pdf", [["The letter about our meeting in the garden"]])

    ran = run_file(source, outputs=(Output.PDF,))

    assert (ran.folder / "document.pdf").read_bytes() == source.read_bytes()


def test_metadata_and_other_pages_survive(run_file, tmp_path, drawing):
    scan = scan_pdf(tmp_path / "scan.pdf", [drawing.picture], dpi=200)
    text = text_pdf(tmp_path / "text.pdf", [["The letter about our meeting"]])
    writer = pypdf.PdfWriter()
    writer.append(str(text))
    writer.append(str(scan))
    writer.add_metadata({"/Title": "Both kinds"})
    source = tmp_path / "both.pdf"
    writer.write(source)

    ran = run_file(source, outputs=(Output.PDF,))

    reader = pypdf.PdfReader(ran.folder / "document.pdf")
    assert reader.metadata.title == "Both kinds"
    assert reader.pages[0].extract_text().strip() == "The letter about our meeting"
    assert drawing.words[0].text in reader.pages[1].extract_text()


@pytest.mark.parametrize("output", [Output.PDF, Output.PDF_A])
def test_without_qpdf_the_task_ends_well_and_says_so(run_file, tmp_path, drawing, monkeypatch, output):
    def run_anything_but_qpdf(argv, **rest):
        if argv[0] == "qpdf":
            raise EngineFailed("qpdf is not installed.")
        return run_command(argv, **rest)

    monkeypatch.setattr("shutil.which", lambda name: None)
    for module in ("identify.pdf_objects", "rendering.pdf.searchable_pdf"):
        monkeypatch.setattr(f"ocr_service.pipeline.{module}.run_command", run_anything_but_qpdf)

    ran = run_file(scan_pdf(tmp_path / "scan.pdf", [drawing.picture], dpi=200), outputs=(output,))

    assert not {"pdf", "pdfa"} & set(ran.head.outputs)
    assert any("needs qpdf" in warning or "need qpdf" in warning for warning in ran.head.warnings)


@with_each_engine
def test_hocr_alto_and_tsv_hold_all_words_of_all_pages(run_file, tmp_path):
    pages = [["The letter about <our> meeting & more"], ["A second page"]]

    ran = run_file(
        text_pdf(tmp_path / "text.pdf", pages),
        outputs=(Output.HOCR, Output.ALTO, Output.TSV, Output.MARKDOWN),
    )

    words = [word.text for page in ran.pages for word in page.words]
    hocr = ET.parse(ran.folder / ran.head.outputs["hocr"]).getroot()
    assert [
        e.text for e in hocr.iter("{http://www.w3.org/1999/xhtml}span") if e.get("class") == "ocrx_word"
    ] == words
    alto = ET.parse(ran.folder / ran.head.outputs["alto"]).getroot()
    assert [e.get("CONTENT") for e in alto.iter("{http://www.loc.gov/standards/alto/ns-v4#}String")] == words
    rows = (ran.folder / ran.head.outputs["tsv"]).read_text().splitlines()
    assert [row.split("\t")[11] for row in rows if row.startswith("5\t")] == words
    assert "\\<our\\>" in (ran.folder / ran.head.outputs["markdown"]).read_text()


def test_page_images_are_upright_and_as_large_as_the_boxes_say(run_file, tmp_path, drawing):
    source = tmp_path / "turned.png"
    drawing.picture.transpose(Image.Transpose.ROTATE_180).save(source, dpi=(200, 200))

    ran = run_file(source, outputs=(Output.IMAGES,))

    page = ran.pages[0]
    with Image.open(ran.folder / "images" / "0001.png") as image:
        assert image.size == (page.width, page.height)
        left, top, width, height = page.words[0].box
        assert image.crop((int(left), int(top), int(left + width), int(top + height))).getextrema()[0] < 80
