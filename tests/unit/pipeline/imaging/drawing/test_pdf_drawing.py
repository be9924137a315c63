"""pdf2image's programs end in time, within memory, and leave no more of their complaints than anybody reads."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from ocr_service.domain.document import Limits
from ocr_service.errors import DiskLimit, DocumentCorrupt, EngineFailed, MemoryLimit, PageTimeout
from ocr_service.pipeline.identify.inspection import Inspection
from ocr_service.pipeline.imaging.drawing.pdf_drawing import draw_page, drawing
from ocr_service.pipeline.limits.resource_limits import bounded, tool_data_bytes
from tests.support.drawings import text_pdf
from tests.support.processes.patience import PATIENCE_S


@pytest.fixture
def document(tmp_path: Path) -> Inspection:
    source = text_pdf(tmp_path / "three.pdf", [["one"], ["two"], ["three"]])
    return Inspection(source=source, media_type="application/pdf", page_count=3, numbers=(1, 2, 3))


@pytest.fixture
def pdftoppm(tmp_path, monkeypatch) -> Callable[[str], None]:
    """Put a script in the place of pdftoppm; ``$picture`` is the page that it is to write."""

    def put(script: str) -> None:
        programs = tmp_path / "programs"
        programs.mkdir()
        program = programs / "pdftoppm"
        program.write_text(f"#!/bin/sh\npicture=${{9}}-1.pgm\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")

    return put


def drawn(document: Inspection, folder: Path, timeout_s: float = 30) -> str:
    return draw_page(document, 1, dpi=72, path=folder / "page.pgm", timeout_s=timeout_s)


def test_a_page_is_drawn_and_nothing_else_is_left(document, tmp_path):
    before = set(tmp_path.iterdir())

    assert drawn(document, tmp_path) == ""

    assert set(tmp_path.iterdir()) - before == {tmp_path / "page.pgm"}
    with Image.open(tmp_path / "page.pgm") as picture:
        assert (picture.mode, picture.size) == ("L", (596, 842))


def test_pages_of_a_run_are_those_drawn_alone(document, tmp_path):
    with drawing(document, 1, 3, dpi=72, folder=tmp_path, timeout_s=PATIENCE_S) as done:
        together = [done.complete[number].read_bytes() for number in (1, 2, 3)]

    for number in (1, 2, 3):
        draw_page(document, number, dpi=72, path=tmp_path / "page.pgm", timeout_s=PATIENCE_S)
        assert (tmp_path / "page.pgm").read_bytes() == together[number - 1]


def test_the_program_has_what_memory_the_worker_has_left(document, tmp_path, pdftoppm):
    pdftoppm("ulimit -d >&2")

    with (
        bounded(Limits(disk_mb=100)),
        drawing(document, 1, 1, dpi=72, folder=tmp_path, timeout_s=PATIENCE_S) as done,
    ):
        assert int(done.said) == tool_data_bytes() // 1024


def test_endless_complaints_are_cut(document, tmp_path, pdftoppm):
    pdftoppm("yes complaint | head -c 5000000 >&2")

    with drawing(document, 1, 1, dpi=72, folder=tmp_path, timeout_s=PATIENCE_S) as done:
        assert 0 < len(done.said) <= 4_000


def test_a_program_that_does_not_end_is_ended(document, tmp_path, pdftoppm):
    pdftoppm(f"echo $$ >{tmp_path}/pid; exec sleep 60")

    with pytest.raises(PageTimeout):
        drawn(document, tmp_path, timeout_s=1)

    pid = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + PATIENCE_S
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("script", "error"),
    [
        pytest.param("kill -9 $$", MemoryLimit, id="killed"),
        pytest.param("echo 'std::bad_alloc' >&2; exit 1", MemoryLimit, id="no memory"),
        pytest.param("echo 'Syntax Error: broken' >&2; exit 1", DocumentCorrupt, id="damaged"),
    ],
)
def test_a_page_that_is_not_there_says_why(document, tmp_path, pdftoppm, script, error):
    pdftoppm(script)

    with pytest.raises(error):
        drawn(document, tmp_path)


def test_a_picture_beyond_the_limit_of_files_is_no_damage(document, tmp_path, pdftoppm):
    pdftoppm("printf 'P5\\n3000 2000\\n255\\n' >$picture; head -c 9000000 /dev/zero >>$picture")

    with pytest.raises(DiskLimit), bounded(Limits(disk_mb=1)):
        drawn(document, tmp_path)


def test_a_program_that_is_not_installed_is_named(document, tmp_path, monkeypatch):
    (tmp_path / "sh").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "sh"))

    with pytest.raises(EngineFailed, match="poppler-utils"):
        drawn(document, tmp_path)
