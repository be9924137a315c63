"""Print without words is read once more, and only what is surely read is added, where it stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr_service.domain.page import Box, Page, PageSource, Word
from ocr_service.domain.ports import PageImage
from ocr_service.pipeline.reading.second_look import with_unread_print

TEXT_HEIGHT = 20
LINES = {"First line": 100, "Heading": 200, "Last line": 300}


@pytest.fixture
def base(tmp_path: Path) -> PageImage:
    picture = Image.new("L", (700, 400), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(28)
    for text, line in LINES.items():
        pen.text((100, line), text, font=font, fill=140 if text == "Heading" else 0, anchor="ls")
    picture.save(tmp_path / "base.pgm", format="PPM")
    return PageImage(path=tmp_path / "base.pgm", width=700, height=400, dpi=200)


def page_of(*texts: str) -> Page:
    words = tuple(
        Word(word, Box(100 + 60 * place, LINES[text] - 22, 56, 24), 95.0, block, 1, 1)
        for block, text in enumerate(texts, start=1)
        for place, word in enumerate(text.split())
    )
    return Page(
        number=1,
        text=" ".join(texts),
        words=words,
        width=700,
        height=400,
        source=PageSource.OCR,
        confidence=95.0,
    )


def reads(*words: tuple[str, float]) -> Callable[[PageImage], Page]:
    """An engine that reads these words on the first line of the sheet, from its left edge on."""

    def read(sheet: PageImage) -> Page:
        found = tuple(
            Word(text, Box(24 + 60 * place, 36, 56, 30), confidence, 1, 1, 1)
            for place, (text, confidence) in enumerate(words)
        )
        return Page(
            number=1, text="", words=found, width=sheet.width, height=sheet.height, source=PageSource.OCR
        )

    return read


def looked(base: PageImage, page: Page, read: Callable[[PageImage], Page]) -> Page:
    return with_unread_print(base, page, TEXT_HEIGHT, read, base.path.parent / "sheet.pgm")


def test_a_line_that_was_not_read_is_added_where_it_stands(base):
    page = looked(base, page_of("First line", "Last line"), reads(("Heading", 91.0)))

    assert [word.text for word in page.words] == ["First", "line", "Heading", "Last", "line"]
    added = page.words[2]
    assert (added.block, added.box.left) == (3, pytest.approx(100, abs=12))
    assert LINES["Heading"] - 30 < added.box.top < LINES["Heading"]
    assert page.text.split() == [word.text for word in page.words]
    assert page.decisions["second_look"] == {"lines": 1, "words": 1}
    assert not (base.path.parent / "sheet.pgm").exists()


def test_a_page_whose_print_was_read_is_not_read_again(base):
    def read(sheet: PageImage) -> Page:
        raise AssertionError("nothing is left to read")

    words = tuple(
        word._replace(box=word.box._replace(width=90))
        for word in page_of("First line", "Heading", "Last line").words
    )
    page = Page(number=1, text="", words=words, width=700, height=400, source=PageSource.OCR)

    assert looked(base, page, read) == page


@pytest.mark.parametrize(
    "words",
    [
        [("Heading", 84.0)],
        [("No", 94.0)],
        [("§$%", 96.0)],
        [("Heading", 95.0), ("hxgrtlkjhgf", 30.0)],
    ],
    ids=["unsure", "short and unsure", "marks", "most of the line unsure"],
)
def test_what_is_not_sure_is_not_added(base, words):
    page = looked(base, page_of("First line", "Last line"), reads(*words))

    assert [word.text for word in page.words] == ["First", "line", "Last", "line"]
    assert page.decisions["second_look"] == {"lines": 1, "words": 0}


def test_a_page_on_which_only_small_things_are_left_is_not_read_again(base):
    with Image.open(base.path) as opened:
        picture = opened.copy()
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 170, 700, 220), fill=255)
    for top in (180, 240):
        pen.ellipse((400, top, 440, top + 30), outline=0, width=3)
    picture.save(base.path, format="PPM")

    def read(sheet: PageImage) -> Page:
        raise AssertionError("there is no word on it")

    page = page_of("First line", "Last line")

    assert looked(base, page, read) == page
