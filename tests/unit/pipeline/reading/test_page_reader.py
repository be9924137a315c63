"""A page has one time to be read in, whatever it is cut into."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image, ImageDraw

from ocr_service.domain.document import Limits
from ocr_service.domain.page import Box, Page, PageSource, Word
from ocr_service.domain.ports import PageImage
from ocr_service.domain.task import TaskOptions
from ocr_service.pipeline.imaging.drawing.frame import Frame
from ocr_service.pipeline.imaging.drawing.pixel_budget import PixelBudget
from ocr_service.pipeline.limits import deadline as deadlines
from ocr_service.pipeline.reading.page_reader import PageReader
from ocr_service.pipeline.reading.plan import PagePlan

LIMITS = Limits(page_timeout_s=60)


class Slow:
    """An engine that takes ``reading_s`` of the test's clock for whatever it is given."""

    name = "slow"

    def __init__(self, reading_s: float) -> None:
        self.reading_s, self.now_s, self.readings = reading_s, 0.0, 0

    def languages(self) -> frozenset[str]:
        return frozenset({"eng"})

    def recognize(self, image: PageImage, *, language: str, psm: int, timeout_s: float) -> Page:
        self.now_s += self.reading_s
        self.readings += 1
        words = tuple(Word("invoice", Box(30, 40 * line, 300, 28), 95.0, 1, 1, line) for line in range(20))
        return Page(number=0, text="invoice", words=words, width=image.width, height=image.height)

    def rest(self) -> None: ...

    def warm(self) -> None: ...


@pytest.fixture
def strip(tmp_path: Path) -> Path:
    """Lines of print, fifteen times as long as wide: thirteen bands at most."""
    picture = Image.new("L", (500, 7_500), 255)
    pen = ImageDraw.Draw(picture)
    for top in range(20, 7_460, 40):
        pen.text((30, top), f"invoice {top} of today", fill=0, font_size=28)
    picture.save(tmp_path / "strip.png")
    return tmp_path / "strip.png"


def read_by(engine: Slow, strip: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    monkeypatch.setattr(deadlines, "time", SimpleNamespace(monotonic=lambda: engine.now_s))
    (strip.parent / "work").mkdir(exist_ok=True)
    budget = PixelBudget.of(LIMITS)
    reader = PageReader(
        engine=engine,
        options=TaskOptions(language="eng"),
        limits=LIMITS,
        folder=strip.parent / "work",
        budget=budget,
    )
    picture = Frame(source=strip, media_type="image/png", index=0, budget=budget)
    return reader.read(
        PagePlan(number=1, source=PageSource.OCR, reason="a picture has no text layer", picture=picture)
    )


def test_the_bands_of_a_strip_share_the_time_of_its_page(strip, monkeypatch):
    engine = Slow(40)

    page = read_by(engine, strip, monkeypatch)

    assert page.error is not None
    assert page.error["code"] == "PAGE_TIMEOUT"
    assert engine.now_s <= 60 / 6 * 13 + engine.reading_s


def test_each_band_adds_a_sixth_of_a_pages_time(strip, monkeypatch):
    engine = Slow(8)

    page = read_by(engine, strip, monkeypatch)

    assert page.error is None
    assert engine.now_s > 60


def test_a_picture_may_be_decoded_in_all_of_a_pages_time(strip, monkeypatch):
    engine = Slow(1)
    decoded = Frame._drawn

    def slowly(frame: Frame, path: Path, deadline: deadlines.Deadline):
        engine.now_s += decoding_s
        return decoded(frame, path, deadline)

    monkeypatch.setattr(Frame, "_drawn", slowly)
    decoding_s = 50
    assert read_by(engine, strip, monkeypatch).error is None

    decoding_s = 70
    error = read_by(engine, strip, monkeypatch).error
    assert error == {
        "code": "PAGE_TIMEOUT",
        "detail": "Decoding the picture took longer than 60 s. Send it with fewer pixels, or raise PAGE_TIMEOUT_SECONDS.",
    }
