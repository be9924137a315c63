"""hOCR and ALTO keep the rules of their forms, for pages of any kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from ocr_service.domain.page import Box, Page, PageSource, Word
from ocr_service.domain.status import Output
from ocr_service.renderings.of_pages import OF_PAGES
from tests.support.drawings import draw_page, scan_pdf, scanned, sentence, text_pdf

XHTML, ALTO = "{http://www.w3.org/1999/xhtml}", "{http://www.loc.gov/standards/alto/ns-v4#}"
SMALL = (6, 3)

# Which class may stand in which, by hOCR 1.2.
HOCR_AREAS = ("ocr_carea", "ocr_title", "ocr_header", "ocr_footer", "ocr_pageno", "ocr_caption", "ocr_image")
HOCR_PARENT = {
    **dict.fromkeys(HOCR_AREAS, frozenset({"ocr_page"})),
    "ocr_table": {"ocr_page"},
    # A cell of a table has no class of its own.
    "ocr_par": {*HOCR_AREAS, None},
    "ocr_line": {"ocr_par"},
    "ocrx_word": {"ocr_line"},
}
# Which elements an element has, in their order, by the schema of ALTO 4.4 (those that are used).
ALTO_CHILDREN = {
    "alto": ["Description", "Tags", "Layout"],
    "Tags": ["LayoutTag"],
    "Description": ["MeasurementUnit", "sourceImageInformation", "Processing"],
    "sourceImageInformation": ["fileName"],
    "Processing": ["processingCategory", "processingSoftware"],
    "processingSoftware": ["softwareName", "softwareVersion"],
    "Layout": ["Page"],
    "Page": ["PrintSpace"],
    "PrintSpace": ["ComposedBlock", "Illustration"],
    "ComposedBlock": ["TextBlock"],
    "TextBlock": ["TextLine"],
    "TextLine": ["String", "SP"],
}
ALTO_REQUIRED = {
    "Page": {"ID", "PHYSICAL_IMG_NR"},
    "PrintSpace": {"HPOS", "VPOS", "WIDTH", "HEIGHT"},
    "LayoutTag": {"ID", "LABEL"},
    "Illustration": {"ID", "HPOS", "VPOS", "WIDTH", "HEIGHT"},
    "ComposedBlock": {"ID", "TAGREFS", "HPOS", "VPOS", "WIDTH", "HEIGHT"},
    "TextBlock": {"ID", "HPOS", "VPOS", "WIDTH", "HEIGHT"},
    "TextLine": {"ID", "HPOS", "VPOS", "WIDTH", "HEIGHT"},
    "String": {"ID", "HPOS", "VPOS", "WIDTH", "HEIGHT", "CONTENT", "WC"},
    "SP": {"HPOS", "VPOS", "WIDTH"},
}


def _scan(folder: Path) -> Path:
    picture = draw_page(sentence(seed=5, length=20), inch=SMALL).picture
    blank = Image.new("L", picture.size, 255)
    return scan_pdf(folder / "scan.pdf", [scanned(picture, skew=1.5), blank], dpi=200)


def _text(folder: Path) -> Path:
    lines = ['The letter about <our> meeting & "more"', "in the garden; was written by hand"]
    return text_pdf(folder / 'a "b"; c.pdf', [lines, ["A second page"]])


DOCUMENTS = {"scan and blank page": _scan, "text layer": _text}


@pytest.fixture(scope="module", params=DOCUMENTS.values(), ids=DOCUMENTS)
def layout(request, tmp_path_factory) -> Path:
    """The folder of a document read with both renderings."""
    from tests.support.pipeline_runs import run

    folder = tmp_path_factory.mktemp("layout")
    return run(request.param(folder), folder / "out", outputs=(Output.HOCR, Output.ALTO)).folder


def odd_page() -> Page:
    """Words over the edge, without extent, of forbidden characters, in two languages."""
    boxes = (Box(-5, -3, 40, 20), Box(90, 10, 30, 10.5), Box(40.3, 20, 0, 0), Box(300, 300, 10, 10))
    texts = ("a\x0bb", "c\ud800d", "<&\"'>", "\ufffe~")
    words = tuple(Word(text, box, 90, 1, 1, 1) for text, box in zip(texts, boxes, strict=True))
    return Page(number=1, text="", words=words, width=100.5, height=50, language="deu+eng", confidence=90)


def odd_pages() -> Iterator[Page]:
    yield odd_page()
    yield Page(number=3, text="", source=PageSource.FAILED, error={"code": "X", "detail": "x"})


@pytest.fixture
def odd(tmp_path) -> Path:
    """The folder of a document that no pipeline should make, rendered all the same."""
    for output in (Output.HOCR, Output.ALTO):
        rendering = OF_PAGES[output]
        text = "".join(rendering.pieces(odd_pages(), 'odd" <name>; .pdf'))
        (tmp_path / rendering.file_name).write_text(text, encoding="utf-8")
    return tmp_path


def test_hocr_keeps_its_rules(layout):
    assert_hocr(layout / "document.hocr")


def test_alto_keeps_its_schema(layout):
    assert_alto(layout / "document.alto.xml")


def test_hocr_keeps_its_rules_for_odd_words(odd):
    assert_hocr(odd / "document.hocr")


def test_alto_keeps_its_schema_for_odd_words(odd):
    assert_alto(odd / "document.alto.xml")


def assert_hocr(path: Path) -> None:
    root = ET.parse(path).getroot()
    said = {each.get("name"): each.get("content") for each in root.iter(f"{XHTML}meta")}
    used = {each.get("class") for each in root.iter() if each.get("class")}
    assert said["ocr-system"]
    assert used <= set(said["ocr-capabilities"].split())
    assert_ids_are_unique([each.get("id") for each in root.iter() if each.get("class")])
    for page in root.iter(f"{XHTML}div"):
        if page.get("class") == "ocr_page":
            properties = hocr_properties(page)
            assert {"image", "bbox", "ppageno", "scan_res"} <= set(properties)
            assert re.fullmatch(r'"[^"]+"', properties["image"])
    for parent in root.iter():
        for child in parent:
            if child.get("class") in HOCR_PARENT:
                assert parent.get("class") in HOCR_PARENT[child.get("class")]
                if parent.get("class"):
                    assert_within(hocr_box(child), hocr_box(parent))
            if child.get("class") == "ocrx_word":
                assert 0 <= float(hocr_properties(child)["x_wconf"]) <= 100


def hocr_properties(element: ET.Element) -> dict[str, str]:
    """``bbox 0 0 1 1; x_wconf 9`` by name; a semicolon in quotes parts nothing."""
    parts = re.findall(r'(?:"[^"]*"|[^;"])+', element.get("title", ""))
    return dict(part.strip().split(" ", 1) for part in parts)


def hocr_box(element: ET.Element) -> tuple[float, ...]:
    """Left, top, right, bottom: whole numbers, none below zero."""
    numbers = hocr_properties(element)["bbox"].split()
    assert all(re.fullmatch(r"\d+", each) for each in numbers)
    return tuple(map(float, numbers))


def assert_alto(path: Path) -> None:
    root = ET.parse(path).getroot()
    ids = [each.get("ID") for each in root.iter() if each.get("ID")]
    assert_ids_are_unique(ids)
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", each) for each in ids)
    assert {each.get("TAGREFS") for each in root.iter() if each.get("TAGREFS")} <= set(ids)
    for parent in root.iter():
        name = parent.tag.removeprefix(ALTO)
        children = [child.tag.removeprefix(ALTO) for child in parent]
        assert set(children) <= set(ALTO_CHILDREN.get(name, []))
        assert set(parent.keys()) >= ALTO_REQUIRED.get(name, set())
        assert all(float(parent.get(each, "0")) <= 1 for each in ("WC", "PC"))
        assert re.fullmatch(r"[A-Za-z]{1,8}", parent.get("LANG", "eng"))
        if name not in ("TextLine", "PrintSpace"):
            in_order = ALTO_CHILDREN.get(name, [])
            assert [in_order.index(child) for child in children] == sorted(map(in_order.index, children))
        for child in parent:
            if parent.get("HPOS") and child.get("HEIGHT"):
                assert_within(alto_box(child), alto_box(parent))


def alto_box(element: ET.Element) -> tuple[float, ...]:
    """Left, top, right, bottom."""
    left, top, width, height = (float(element.get(each, "")) for each in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
    return left, top, left + width, top + height


def assert_within(inner: tuple[float, ...], outer: tuple[float, ...]) -> None:
    """Boxes are written to a hundredth."""
    assert inner[0] <= inner[2]
    assert inner[1] <= inner[3]
    assert inner[0] >= outer[0] - 0.02
    assert inner[1] >= outer[1] - 0.02
    assert inner[2] <= outer[2] + 0.02
    assert inner[3] <= outer[3] + 0.02


def assert_ids_are_unique(ids: list[str | None]) -> None:
    """Neither missing nor twice."""
    assert all(ids)
    assert len(ids) == len(set(ids))
