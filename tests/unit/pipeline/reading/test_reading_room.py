"""The reading room answers requests about pages of its document, and of no others."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from ocr_service.domain.document import Limits
from ocr_service.domain.page import Box, Page, Word
from ocr_service.domain.ports import AnotherReading, PageImage, PagePicture
from ocr_service.domain.task import TaskOptions
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.imaging.drawing.pixel_budget import PixelBudget
from ocr_service.pipeline.reading.page_reader import PageReader
from ocr_service.pipeline.reading.reading_room import DocumentReadingRoom
from tests.support.drawings import draw_page, sentence


class OneWord:
    """An engine that reads one word on every page, and remembers how it was asked."""

    name = "one-word"

    def __init__(self) -> None:
        self.modes: list[int] = []

    def languages(self) -> frozenset[str]:
        return frozenset({"eng"})

    def recognize(self, image: PageImage, *, language: str, psm: int, timeout_s: float) -> Page:
        self.modes.append(psm)
        word = Word("again", Box(10, 10, 90, 30), 95.0, 1, 1, 1)
        return Page(number=0, text="again", words=(word,), width=image.width, height=image.height)

    def rest(self) -> None: ...

    def warm(self) -> None: ...


@pytest.fixture
def engine() -> OneWord:
    return OneWord()


@pytest.fixture
def room(tmp_path: Path, engine: OneWord) -> DocumentReadingRoom:
    source, limits = tmp_path / "page.png", Limits()
    draw_page(sentence(1, 60)).picture.save(source, dpi=(200, 200))
    (tmp_path / "work").mkdir()
    reader = PageReader(
        engine=engine,
        options=TaskOptions(language="eng"),
        limits=limits,
        folder=tmp_path / "work",
        budget=PixelBudget.of(limits),
    )
    document = Inspection(source=source, media_type="image/png", page_count=1, numbers=(1,))
    return DocumentReadingRoom(document=document, reader=reader)


def test_a_page_is_read_once_more_with_the_preparation_of_the_request(room, engine, tmp_path):
    page = room.read(AnotherReading(page=1, preparation="table"))

    assert page is not None
    assert (page.number, page.text, page.decisions["preparation"]) == (1, "again", "table")
    assert engine.modes == [page.decisions["psm"]]
    assert list((tmp_path / "work").iterdir()) == []


def test_a_page_is_drawn_as_it_stands(room):
    drawn = room.draw(PagePicture(page=1))

    with Image.open(drawn.path) as picture:
        assert (picture.mode, picture.size) == ("L", (drawn.width, drawn.height))


def test_a_page_that_is_not_of_the_document_has_no_answer(room, engine):
    assert room.read(AnotherReading(page=2, preparation="table")) is None
    assert room.draw(PagePicture(page=2)) is None
    assert engine.modes == []


def test_a_preparation_that_does_not_exist_is_a_defect_of_who_asks(room):
    with pytest.raises(KeyError):
        room.read(AnotherReading(page=1, preparation="magic"))
