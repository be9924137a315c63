"""Drawn layouts through the real engine: read as they were written, and in the same order in every rendering."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from difflib import SequenceMatcher
from html import unescape
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from PIL import Image

from ocr_service.domain.status import Output
from tests.support.documents.drawn_layouts import draw_layout
from tests.support.documents.typesetting import Sheet
from tests.support.drawings import draw_page, scanned, sentence
from tests.support.order_of_words import breaks_in_text
from tests.support.pipeline_runs import Ran, run

DPI = 200
# Inches of a page whose two columns are soon read.
LOW = (8.27, 3.2)


def picture_of(sheet: Sheet) -> Image.Image:
    drawn = subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-gray", "-png", "-singlefile", "-"],
        input=sheet.pdf,
        capture_output=True,
        check=True,
    )
    return Image.open(io.BytesIO(drawn.stdout))


def read(picture: Image.Image, folder: Path, *outputs: Output) -> Ran:
    picture.save(folder / "page.png", dpi=(DPI, DPI))
    return run(folder / "page.png", folder / "out", engine="tesseract", outputs=outputs)


# Words that were misread count as breaks, too.
@pytest.mark.parametrize(
    ("kind", "most"),
    [("picture between", 8.0), ("form", 15.0)],
)
def test_a_picture_of_a_layout_is_read_as_it_was_written(tmp_path: Path, kind: str, most: float) -> None:
    sheet = draw_layout(kind, 1)

    text = read(picture_of(sheet), tmp_path).text

    assert breaks_in_text(sheet, text) <= most


def by_pdftotext(path: Path) -> str:
    # Without -raw it looks for columns by itself, and mixes the lines of a page that is askew (docs/renderings.md).
    return subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout


def by_pdfium(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return document[0].get_textpage().get_text_range()


def by_pypdf(path: Path) -> str:
    return pypdf.PdfReader(path).pages[0].extract_text()


READERS: dict[str, Callable[[Path], str]] = {
    "pdftotext": by_pdftotext,
    "pdfium": by_pdfium,
    "pypdf": by_pypdf,
}
STANDS = {
    "upright": lambda picture: picture,
    "skewed by 3 degrees": lambda picture: scanned(picture, skew=3),
    "on its head": lambda picture: picture.transpose(Image.Transpose.ROTATE_180),
}


@pytest.mark.parametrize("stand", STANDS)
def test_a_searchable_pdf_gives_its_words_in_the_order_of_the_text(tmp_path: Path, stand: str) -> None:
    drawing = draw_page(sentence(11, 220), columns=2, inch=LOW)

    ran = read(STANDS[stand](drawing.picture), tmp_path, Output.PDF)

    assert share_kept(drawing.text, ran.text) > 0.9
    for name, text_of in READERS.items():
        assert share_kept(ran.text, text_of(ran.folder / "document.pdf")) > 0.97, name


def test_hocr_alto_and_markdown_give_the_words_in_the_order_of_the_text(tmp_path: Path) -> None:
    ran = read(picture_of(draw_layout("footnotes", 2)), tmp_path, Output.HOCR, Output.ALTO, Output.MARKDOWN)

    hocr = (ran.folder / "document.hocr").read_text(encoding="utf-8")
    alto = (ran.folder / "document.alto.xml").read_text(encoding="utf-8")
    assert [
        unescape(word) for word in re.findall(r'class="ocrx_word"[^>]*>([^<]*)<', hocr)
    ] == ran.text.split()
    assert [unescape(word) for word in re.findall(r'CONTENT="([^"]*)"', alto)] == ran.text.split()
    assert share_kept(ran.text, (ran.folder / "document.md").read_text(encoding="utf-8")) > 0.97


def share_kept(text: str, other: str) -> float:
    """The share of steps from word to word that another text has, too; words broken at a line's end are made whole."""
    one, two = (
        re.sub(r"-\s*\n\s*(?=[a-z])", "", each.replace("\r\n", "\n")).split() for each in (text, other)
    )
    blocks = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    return sum(max(block.size - 1, 0) for block in blocks) / (len(one) - 1)
