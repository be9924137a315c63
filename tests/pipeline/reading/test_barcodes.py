"""Barcodes and QR codes found on whole documents."""

from __future__ import annotations

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from ocr_service.domain.facts import FieldValue
from ocr_service.domain.page import Box, Page
from ocr_service.domain.shapes.blocks import Block, BlockKind
from ocr_service.domain.status import Output
from ocr_service.extractors.identifiers.barcodes import BarcodeExtractor
from ocr_service.pipeline.understanding.code_blocks import with_codes
from tests.support.documents.drawn_codes import draw_code, with_code
from tests.support.drawings import draw_page, scan_pdf, sentence
from tests.support.pipeline_runs import Setting, run

PAYMENT = "BCD\n002\n1\nSCT\n\nKeller Optik GmbH\nDE89370400440532013000\nEUR238.00\n\n\nRechnung 0815"
PLACE = (200, 1500)


def page_with(text: str, kind: str = "QRCode") -> Image.Image:
    return with_code(draw_page(sentence(1, 120)).picture, draw_code(text, kind=kind), PLACE)


def barcodes(source: Path, folder: Path, **options: object):
    ran = run(source, folder, Setting(extractors=(BarcodeExtractor(),)), **options)
    return ran.head.facts.get("barcodes", ())


def test_a_code_is_a_block_of_its_page_and_stands_in_the_renderings(tmp_path: Path) -> None:
    source = scan_pdf(
        tmp_path / "scan.pdf", [draw_page(sentence(1, 90)).picture, page_with("4711 <0815>")], dpi=200
    )
    setting = Setting(extractors=(BarcodeExtractor(),))

    ran = run(
        source, tmp_path / "out", setting, outputs=(Output.MARKDOWN, Output.HTML, Output.HOCR, Output.ALTO)
    )

    first, second = ran.pages
    (code,) = [block for block in second.blocks if block.kind is BlockKind.BARCODE]
    assert code.text == "4711 <0815>"
    assert code.box.left == pytest.approx(PLACE[0] + 20, abs=8)
    assert second.blocks[0].kind is not BlockKind.BARCODE
    assert not [block for block in first.blocks if block.kind is BlockKind.BARCODE]
    made = {path.suffix: path.read_text() for path in (tmp_path / "out").iterdir() if path.suffix}
    assert "*[barcode: 4711 \\<0815\\>]*" in made[".md"]
    assert "<figcaption>4711 &lt;0815&gt;</figcaption>" in made[".html"]
    assert made[".hocr"].count('class="ocr_image"') == 1
    assert made[".xml"].count('TAGREFS="tag_barcode"') == 1


def test_a_code_takes_the_place_of_its_picture_and_of_what_was_read_of_its_bars() -> None:
    picture, photo = Box(100, 100, 50, 50), Box(0, 300, 400, 300)
    page = Page(
        number=1,
        width=600,
        height=800,
        text="",
        blocks=(
            Block(kind=BlockKind.FIGURE, box=picture),
            Block(kind=BlockKind.HEADING, level=1, box=Box(110, 110, 20, 9), text="sti", words=(1,)),
            Block(kind=BlockKind.PARAGRAPH, box=Box(0, 200, 90, 10), words=(0,)),
            Block(kind=BlockKind.FIGURE, box=photo),
        ),
    )
    code = FieldValue(value={}, confidence=0.99, page=1, box=Box(102, 102, 46, 46), text="4711")

    blocks = with_codes(page, [code]).blocks

    assert [block.kind for block in blocks] == [BlockKind.BARCODE, BlockKind.PARAGRAPH, BlockKind.FIGURE]
    assert (blocks[0].text, blocks[0].words) == ("4711", (1,))


@pytest.mark.parametrize(
    ("kind", "text", "name"),
    [
        ("QRCode", "https://example.org/a?b=1", "QR Code"),
        ("DataMatrix", "4711-0815", "Data Matrix"),
        ("EAN13", "4006381333931", "EAN-13"),
        ("Code128", "INV-2024-77", "Code 128"),
        ("PDF417", "a line\nand another", "PDF417"),
    ],
)
def test_a_code_is_found_with_its_format(tmp_path: Path, kind: str, text: str, name: str) -> None:
    source = tmp_path / "page.png"
    page_with(text, kind).save(source, dpi=(200, 200))

    (found,) = barcodes(source, tmp_path / "out")

    assert found.value == {"format": name, "text": text}


@pytest.mark.parametrize("tilt", [0, 5, 7])
def test_a_tilted_interleaved_code_is_told_once_and_whole(tmp_path: Path, tilt: int) -> None:
    page = page_with("123456789012", "ITF").rotate(tilt, fillcolor="white", resample=Image.Resampling.BICUBIC)

    found = barcodes(scan_pdf(tmp_path / "scan.pdf", [page], dpi=200), tmp_path / "out")

    assert [code.value["text"] for code in found] == ["123456789012"]


def test_a_payment_code_of_a_pdf_is_read_and_placed(tmp_path: Path) -> None:
    source = scan_pdf(
        tmp_path / "scan.pdf", [draw_page(sentence(1, 90)).picture, page_with(PAYMENT)], dpi=200
    )

    (found,) = barcodes(source, tmp_path / "out")

    assert found.page == 2
    assert (found.value["payment"]["iban"], found.value["payment"]["amount"]) == (
        "DE89370400440532013000",
        "238.00",
    )
    assert found.box.left == pytest.approx(PLACE[0] + 20, abs=8)
    assert found.box.top == pytest.approx(PLACE[1] + 20, abs=8)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_the_box_of_a_turned_page_is_where_the_upright_page_has_the_code(tmp_path: Path, turn: int) -> None:
    source = tmp_path / "turned.png"
    page_with("4711").rotate(turn, expand=True).save(source, dpi=(200, 200))

    (found,) = barcodes(source, tmp_path / "out")

    assert (found.box.left, found.box.top) == (
        pytest.approx(PLACE[0] + 20, abs=12),
        pytest.approx(PLACE[1] + 20, abs=12),
    )


def test_only_the_wanted_pages_are_looked_at(tmp_path: Path) -> None:
    pages = [page_with("one"), draw_page(sentence(1, 90)).picture, page_with("three")]
    source = scan_pdf(tmp_path / "scan.pdf", pages, dpi=200)

    found = barcodes(source, tmp_path / "out", pages="2-3")

    assert [(one.page, one.value["text"]) for one in found] == [(3, "three")]


def test_a_page_without_codes_gives_none(tmp_path: Path) -> None:
    source = tmp_path / "page.png"
    draw_page(sentence(1, 120)).picture.save(source, dpi=(200, 200))

    assert barcodes(source, tmp_path / "out") == ()


def test_a_code_is_found_in_half_of_the_picture_where_memory_is_too_little_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = scan_pdf(tmp_path / "scan.pdf", [page_with("4711")], dpi=200)
    (whole,) = barcodes(source, tmp_path / "whole")
    read = zxingcpp.read_barcodes

    def short_of_memory(picture: Image.Image) -> object:
        if picture.width * picture.height > 2_000_000:
            raise MemoryError
        return read(picture)

    monkeypatch.setattr(zxingcpp, "read_barcodes", short_of_memory)

    (found,) = barcodes(source, tmp_path / "out")

    assert found.value["text"] == "4711"
    assert found.box.left == pytest.approx(whole.box.left, abs=8)
    assert found.box.width == pytest.approx(whole.box.width, abs=8)
