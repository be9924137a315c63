"""What an engine cannot hold it is given smaller, and the words stand where they stand on the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageStat

from ocr_service.domain.page import Box, Page, Word
from ocr_service.domain.ports import PageImage
from ocr_service.engines.registry import reading_bytes
from ocr_service.errors import DocumentCrashed, MemoryLimit, OcrServiceError
from ocr_service.pipeline.reading.bounded_engine import BoundedEngine


class Small:
    """Reads no more than so many pixels, and says where the middle of the page is."""

    name = "small"

    def __init__(self, most_pixels: int, *, lacking: OcrServiceError | None = None) -> None:
        self.most_pixels, self.read, self.rests = most_pixels, list[tuple[int, int]](), 0
        self.lacking = lacking or MemoryLimit()

    def languages(self) -> frozenset[str]:
        return frozenset({"eng"})

    def recognize(self, image: PageImage, *, language: str, psm: int, timeout_s: float) -> Page:
        with Image.open(image.path) as picture:
            assert picture.size == (image.width, image.height)
        self.read.append((image.width, image.height))
        if image.width * image.height > self.most_pixels:
            raise self.lacking
        word = Word("middle", Box(image.width / 2, image.height / 2, 10, 10), 90.0, 1, 1, 1)
        return Page(
            number=0, text="middle", width=image.width, height=image.height, dpi=image.dpi, words=(word,)
        )

    def rest(self) -> None:
        self.rests += 1

    def warm(self) -> None:
        raise NotImplementedError


@pytest.fixture
def page(tmp_path: Path) -> PageImage:
    path = tmp_path / "page.pgm"
    Image.new("L", (400, 800), 255).save(path)
    return PageImage(path=path, width=400, height=800, dpi=200)


def recognized(engine: Small, page: PageImage) -> Page:
    return BoundedEngine(engine).recognize(page, language="eng", psm=3, timeout_s=10)


def test_a_picture_that_fits_is_read_as_it_is(page):
    engine = Small(320_000)

    read = recognized(engine, page)

    assert engine.read == [(400, 800)]
    assert (read.width, read.height, read.dpi) == (400, 800, 200)


def test_one_that_does_not_is_halved_until_it_does(page):
    engine = Small(90_000)

    read = recognized(engine, page)

    assert engine.read == [(400, 800), (282, 565), (200, 400)]
    assert (read.width, read.height, read.dpi) == (400, 800, 200)
    left, top, *_ = read.words[0].box
    assert (round(left), round(top)) == (200, 400)
    assert engine.rests == 2


def test_of_one_that_takes_too_much_in_any_size_the_grain_is_smoothed(tmp_path):
    Image.effect_noise((400, 800), 80).save(tmp_path / "page.pgm")
    grains: list[float] = []

    class Grains(Small):
        def recognize(self, image: PageImage, *, language: str, psm: int, timeout_s: float) -> Page:
            with Image.open(image.path) as picture:
                grains.append(ImageStat.Stat(picture).stddev[0])
            return super().recognize(image, language=language, psm=psm, timeout_s=timeout_s)

    engine = Grains(0)
    with pytest.raises(MemoryLimit):
        recognized(engine, PageImage(path=tmp_path / "page.pgm", width=400, height=800, dpi=200))

    assert engine.read[-2:] == [(200, 400), (200, 400)]
    assert grains[-1] < grains[-2] / 2


def test_one_that_takes_too_much_in_any_size_is_named_with_what_helps(page):
    with pytest.raises(MemoryLimit, match="WORKER_MEMORY_MB"):
        recognized(Small(1000), page)


def test_an_engine_that_crashes_is_asked_for_fewer_pixels(page):
    """Tesseract may end by signal 11 where it got no memory, and say nothing."""
    engine = Small(90_000, lacking=DocumentCrashed("ended by signal 11"))

    assert recognized(engine, page).text == "middle"
    assert len(engine.read) > 1


def test_one_that_crashes_in_any_size_is_a_crash(page):
    with pytest.raises(DocumentCrashed, match="signal 11"):
        recognized(Small(1000, lacking=DocumentCrashed("ended by signal 11")), page)


def test_what_tesseract_takes_is_known_before():
    a4 = 1654 * 2339

    assert reading_bytes("tesseract", a4, 3) / 2**20 == pytest.approx(55, abs=1)
    assert reading_bytes("tesseract", a4, 6) / 2**20 == pytest.approx(43, abs=1)
    assert reading_bytes("tesserocr", a4, 3) == 0
