"""Tesseract's library in a process of its own: the program's words, kept between pictures, and every way it can end."""

from __future__ import annotations

import os
import resource
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from ocr_service.domain.ports import PageImage
from ocr_service.engines import tesseract
from ocr_service.engines.installation import installation
from ocr_service.engines.tesseract import TesseractEngine
from ocr_service.engines.tesseract_library import TesseractProcess, TesseractProcesses, library_version
from ocr_service.engines.tesseract_program import rows_by_program
from ocr_service.engines.word_table import read_words
from ocr_service.errors import DocumentCrashed, EngineFailed, MemoryLimit, PageTimeout
from tests.support.drawings import draw_page, sentence


@pytest.fixture
def process() -> Iterator[TesseractProcess]:
    process = TesseractProcess()
    yield process
    process.end()


def saved(picture: Image.Image, path: Path) -> PageImage:
    picture.save(path)
    return PageImage(path=path, width=picture.width, height=picture.height, dpi=200)


def drawn(path: Path, *, seed: int = 1, words: int = 60, columns: int = 1) -> PageImage:
    return saved(draw_page(sentence(seed, words), columns=columns).picture, path)


def rows(process: TesseractProcess, image: PageImage, **how) -> list[str]:
    how = {"language": "eng", "psm": 3, "timeout_s": 60, **how}
    return process.read(image.path, folder=installation().folder, dpi=image.dpi, **how)


def test_the_library_is_used_where_its_version_is_the_programs():
    assert installation().has_library == (library_version() == installation().version)
    assert library_version()[0].isdigit()


@pytest.mark.parametrize(("language", "columns"), [("eng", 1), ("eng", 2), ("deu+eng", 1)])
def test_library_and_program_read_the_same_words_numbers_and_boxes(process, tmp_path, language, columns):
    image = drawn(tmp_path / "page.pgm", words=200, columns=columns)

    by_library = read_words(rows(process, image, language=language))
    by_program = read_words(rows_by_program(image, language=language, psm=3, timeout_s=60))

    assert len(by_program) > 150
    assert by_library == by_program


def test_what_one_picture_left_does_not_change_the_next(process, tmp_path):
    first, other = drawn(tmp_path / "1.pgm"), drawn(tmp_path / "2.pgm", seed=2, columns=2)

    fresh = rows(process, first)
    rows(process, other, language="deu")

    assert rows(process, first) == fresh


def test_a_picture_without_words_has_no_rows(process, tmp_path):
    assert rows(process, saved(Image.new("L", (400, 300), 255), tmp_path / "empty.pgm")) == []


def test_pictures_of_other_kinds_are_made_gray_first(tmp_path):
    engine, picture = TesseractEngine(), draw_page(["garden"], inch=(3, 2.5), points=20).picture

    for image in (picture.convert("1"), picture.convert("RGB")):
        page = engine.recognize(
            saved(image, tmp_path / f"{image.mode}.ppm"), language="eng", psm=6, timeout_s=60
        )
        assert page.text == "garden"
    engine.rest()


def test_a_language_without_a_model_is_named(process, tmp_path):
    with pytest.raises(EngineFailed, match="`xyz`"):
        rows(process, drawn(tmp_path / "page.pgm"), language="xyz")


def test_a_torn_picture_is_told_apart_from_an_empty_one(process, tmp_path):
    torn = tmp_path / "torn.pgm"
    torn.write_bytes(b"P5\n400 300\n255\n" + bytes(1_000))

    with pytest.raises(EngineFailed, match="status 1"):
        rows(process, PageImage(path=torn, width=400, height=300, dpi=200))


def test_too_little_time_is_a_page_timeout(process, tmp_path):
    with pytest.raises(PageTimeout):
        rows(process, drawn(tmp_path / "page.pgm", words=500), timeout_s=0.01)


@pytest.mark.parametrize(
    ("number", "error"), [(signal.SIGKILL, MemoryLimit), (signal.SIGSEGV, DocumentCrashed)]
)
def test_a_process_that_is_gone_says_how(process, tmp_path, number, error):
    os.kill(process.pid, number)

    with pytest.raises(error):
        rows(process, drawn(tmp_path / "page.pgm"))


@pytest.mark.parametrize("space_mb", [60, 90, 100, 105, 110, 115])
def test_too_little_memory_is_never_an_empty_page(process, tmp_path, space_mb):
    image = drawn(tmp_path / "page.pgm", words=300)
    resource.prlimit(process.pid, resource.RLIMIT_AS, (space_mb * 1_000_000,) * 2)

    try:
        count = len(rows(process, image))
    except MemoryLimit:
        return
    assert count > 250


def test_a_process_is_killed_when_the_thread_that_started_it_ends(tmp_path):
    started: list[TesseractProcess] = []
    thread = threading.Thread(target=lambda: started.append(TesseractProcess()))
    thread.start()
    thread.join()

    with pytest.raises(MemoryLimit):
        rows(started[0], drawn(tmp_path / "page.pgm"))
    started[0].end()


def test_a_process_is_kept_from_one_picture_to_the_next_until_it_rests():
    processes = TesseractProcesses()
    with processes.borrow(is_kept=True) as first:
        pass
    with processes.borrow(is_kept=True) as second:
        pass

    assert second is first
    processes.end_idle()
    with pytest.raises(ProcessLookupError):
        os.kill(first.pid, 0)


def test_a_process_that_failed_or_grew_is_not_kept():
    processes = TesseractProcesses()
    with pytest.raises(PageTimeout), processes.borrow(is_kept=True) as failed:
        raise PageTimeout
    with processes.borrow(is_kept=False) as grown:
        pass
    with processes.borrow(is_kept=False) as fresh:
        pass

    assert fresh is not failed
    assert fresh is not grown


def test_another_library_than_the_programs_is_not_used(tmp_path, monkeypatch):
    other = replace(installation(), has_library=False)
    monkeypatch.setattr(tesseract, "installation", lambda: other)
    monkeypatch.setattr(TesseractEngine, "_rows_by_library", None)

    page = TesseractEngine().recognize(drawn(tmp_path / "page.pgm"), language="eng", psm=3, timeout_s=60)

    assert len(page.words) > 50
