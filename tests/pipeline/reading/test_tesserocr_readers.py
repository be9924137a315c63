"""tesserocr in processes of its own: the program's words, and every way a reader or its host can end."""

from __future__ import annotations

import multiprocessing
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from PIL import Image

from ocr_service.domain.page import Word
from ocr_service.domain.ports import PageImage
from ocr_service.engines import tesserocr_client
from ocr_service.engines.hosting.host_process import HostGone, OwnHost
from ocr_service.engines.installation import installation
from ocr_service.engines.tesseract import TesseractEngine
from ocr_service.engines.tesserocr import TesserocrEngine
from ocr_service.engines.tesserocr_client import ReaderHost, host_version
from ocr_service.engines.word_table import read_words
from ocr_service.errors import DocumentCrashed, EngineFailed, MemoryLimit, PageTimeout
from tests.support.drawings import draw_page, sentence
from tests.support.processes.patience import PATIENCE_S


@pytest.fixture
def host() -> Iterator[ReaderHost]:
    host = ReaderHost()
    yield host
    host.end()


def saved(picture: Image.Image, path: Path) -> PageImage:
    picture.save(path)
    return PageImage(path=path, width=picture.width, height=picture.height, dpi=200)


def drawn(path: Path, *, seed: int = 1, words: int = 60, columns: int = 1) -> PageImage:
    return saved(draw_page(sentence(seed, words), columns=columns).picture, path)


def rows(host: ReaderHost, image: PageImage, **how) -> list[str]:
    how = {"language": "eng", "psm": 3, "timeout_s": 60, **how}
    words = [row for row in host.read(image, folder=installation().folder, **how) if row.startswith("5\t")]
    return [row for row in words if row.split("\t")[-1].strip()]


def test_the_host_says_which_tesseract_it_has():
    assert re.fullmatch(r"5\.\d+\.\d+", host_version())


@pytest.mark.parametrize(("language", "columns"), [("eng", 1), ("eng", 2), ("deu+eng", 1)])
def test_readers_and_program_read_the_same_words_with_the_same_numbers_and_boxes(
    host, tmp_path, language, columns
):
    """Two versions of Tesseract: no word but a few differs, and confidences are near."""
    image = drawn(tmp_path / "page.pgm", words=200, columns=columns)

    by_readers = read_words(rows(host, image, language=language))
    by_program = TesseractEngine().recognize(image, language=language, psm=3, timeout_s=60).words

    assert len(by_program) > 150
    assert len(by_readers) == len(by_program)
    differences = [pair for pair in zip(by_readers, by_program, strict=True) if not is_same(*pair)]
    assert len(differences) <= len(by_program) // 50


def is_same(one: Word, other: Word) -> bool:
    """All but the confidence."""
    return one._replace(confidence=0) == other._replace(confidence=0)


def test_what_one_picture_left_does_not_change_the_next(host, tmp_path):
    first, other = drawn(tmp_path / "1.pgm"), drawn(tmp_path / "2.pgm", seed=2, columns=2)

    fresh = rows(host, first)
    rows(host, other, language="deu")

    assert rows(host, first) == fresh


def test_a_picture_without_words_has_no_rows(host, tmp_path):
    assert rows(host, saved(Image.new("L", (400, 300), 255), tmp_path / "empty.pgm")) == []


def test_pictures_of_other_kinds_are_made_gray_first(tmp_path):
    engine, picture = TesserocrEngine(), draw_page(["garden"], inch=(3, 2.5), points=20).picture

    for image in (picture.convert("1"), picture.convert("RGB")):
        page = engine.recognize(
            saved(image, tmp_path / f"{image.mode}.ppm"), language="eng", psm=6, timeout_s=60
        )
        assert page.text == "garden"
    engine.rest()


def test_a_language_without_a_model_is_named(host, tmp_path):
    with pytest.raises(EngineFailed, match="`xyz`"):
        rows(host, drawn(tmp_path / "page.pgm"), language="xyz")


def test_a_torn_picture_is_told_apart_from_an_empty_one(host, tmp_path):
    torn = tmp_path / "torn.pgm"
    torn.write_bytes(b"P5\n400 300\n255\n" + bytes(1_000))

    with pytest.raises(EngineFailed, match="status 1"):
        rows(host, PageImage(path=torn, width=400, height=300, dpi=200))


def test_too_little_time_is_a_page_timeout(host, tmp_path):
    with pytest.raises(PageTimeout):
        rows(host, drawn(tmp_path / "page.pgm", words=500), timeout_s=0.01)


def readers_of(host: ReaderHost) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{host.pid}/task/{host.pid}/children").read_text().split()]


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@contextmanager
def being_read(host: ReaderHost, image: PageImage) -> Iterator[Future[list[str]]]:
    """A page that is under way: its reader is there."""
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(rows, host, image)
        until(lambda: bool(readers_of(host)))
        yield reading


@pytest.mark.parametrize(
    ("number", "error"), [(signal.SIGKILL, MemoryLimit), (signal.SIGSEGV, DocumentCrashed)]
)
def test_a_reader_that_is_gone_says_how_and_the_next_page_is_read(host, tmp_path, number, error):
    page = drawn(tmp_path / "page.pgm", words=500)

    with being_read(host, page) as reading:
        os.kill(readers_of(host)[0], number)
        with pytest.raises(error):
            reading.result()

    assert len(rows(host, page)) > 400


def test_a_reader_ends_when_nobody_waits_for_it_any_more(host, tmp_path):
    page = drawn(tmp_path / "page.pgm", words=500)

    with pytest.raises(PageTimeout):
        rows(host, page, timeout_s=0.3)

    until(lambda: not readers_of(host))


def test_a_reader_ends_with_its_host(host, tmp_path):
    with being_read(host, drawn(tmp_path / "page.pgm", words=500)) as reading:
        reader = readers_of(host)[0]
        os.kill(host.pid, signal.SIGKILL)
        with pytest.raises(HostGone):
            reading.result()

    until(lambda: not is_running(reader))


def test_a_reader_whose_host_had_ended_before_it_could_ask_does_not_read(tmp_path):
    script = "from ocr_service.engines.hosting.forking_host import end_with; end_with(1); print('reads')"

    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)

    assert (ended.returncode, ended.stdout) == (1, b"")


def test_a_reader_ends_with_its_own_time_though_somebody_waits(host, tmp_path, monkeypatch):
    monkeypatch.setattr(tesserocr_client, "LAST_MS", -59_800)

    with pytest.raises(PageTimeout):
        rows(host, drawn(tmp_path / "page.pgm", words=500), timeout_s=60)


def is_running(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_a_host_does_not_load_pillow_which_tesserocr_would(host):
    libraries = Path(f"/proc/{host.pid}/maps").read_text()

    assert "tesserocr.cpython" in libraries
    assert "_imaging.cpython" not in libraries


def test_two_pages_are_read_at_once_each_in_its_language(host, tmp_path):
    first, other = drawn(tmp_path / "1.pgm"), drawn(tmp_path / "2.pgm", seed=2)
    alone = rows(host, first), rows(host, other, language="deu")

    with ThreadPoolExecutor(2) as pool:
        both = pool.submit(rows, host, first), pool.submit(rows, host, other, language="deu")
        assert (both[0].result(), both[1].result()) == alone


def test_a_process_that_was_forked_has_its_pages_read_by_the_same_host(tmp_path):
    page, engine = drawn(tmp_path / "page.pgm"), TesserocrEngine()
    engine.warm()
    alone = engine.recognize(page, language="eng", psm=3, timeout_s=60)

    fork = multiprocessing.get_context("fork")
    answers, answer = fork.Pipe(duplex=False)
    forked = fork.Process(target=send_reading_and_children, args=(engine, page, answer))
    forked.start()

    assert answers.recv() == (alone, [])
    forked.join()
    assert engine.recognize(page, language="eng", psm=3, timeout_s=60) == alone
    engine.rest()


def send_reading_and_children(engine: TesserocrEngine, page: PageImage, answer: Connection) -> None:
    read = engine.recognize(page, language="eng", psm=3, timeout_s=60)
    engine.rest()
    answer.send((read, Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()))


def test_a_shared_host_that_ended_is_replaced(tmp_path):
    page, engine = drawn(tmp_path / "page.pgm"), TesserocrEngine()
    engine.warm()
    shared = engine._hosts.shared
    os.kill(shared.pid, signal.SIGKILL)
    until(lambda: not shared.is_alive)

    assert len(engine.recognize(page, language="eng", psm=3, timeout_s=60).words) > 50
    engine.warm()

    assert engine._hosts.shared.is_alive
    assert engine._hosts.shared is not shared
    engine.rest()


@pytest.mark.parametrize("space_mb", [60, 90, 100, 105, 110, 115])
def test_too_little_memory_is_never_an_empty_page(host, tmp_path, space_mb, monkeypatch):
    image = drawn(tmp_path / "page.pgm", words=300)
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (space_mb * 1_000_000, resource.RLIM_INFINITY))

    try:
        count = len(rows(host, image))
    except MemoryLimit:
        return
    assert count > 250


def test_too_little_memory_for_the_model_is_told(tmp_path):
    own = OwnHost(ReaderHost)

    with pytest.raises(MemoryLimit), own.borrow() as host:
        resource.prlimit(host.pid, resource.RLIMIT_AS, (60_000_000,) * 2)
        rows(host, drawn(tmp_path / "page.pgm"))


def test_a_host_is_kept_from_one_page_to_the_next_until_it_rests():
    own = OwnHost(ReaderHost)
    with own.borrow() as first:
        own.end_idle()
    with own.borrow() as second:
        pass

    assert second is first
    own.end_idle()
    with pytest.raises(ProcessLookupError):
        os.kill(first.pid, 0)


def test_a_host_that_is_gone_is_not_asked_again(tmp_path):
    own, page = OwnHost(ReaderHost), drawn(tmp_path / "page.pgm")
    with pytest.raises(MemoryLimit), own.borrow() as gone:
        os.kill(gone.pid, signal.SIGKILL)
        rows(gone, page)

    with own.borrow() as fresh:
        assert rows(fresh, page)
    own.end_idle()
