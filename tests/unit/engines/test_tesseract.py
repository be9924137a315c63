"""What the program says beside its table is heard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from ocr_service.domain.ports import PageImage
from ocr_service.engines.tesseract import TesseractEngine
from ocr_service.errors import DocumentCrashed, EngineFailed, MemoryLimit

EMPTY_TABLE = "level\\tpage_num\\tblock_num\\tpar_num\\tline_num\\tword_num\\tleft\\ttop\\twidth\\theight\\tconf\\ttext\\n"


@pytest.fixture
def picture(tmp_path: Path) -> PageImage:
    path = tmp_path / "page.png"
    Image.new("L", (300, 100), 255).save(path)
    return PageImage(path=path, width=300, height=100, dpi=300)


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program in place of Tesseract."""
    folder.mkdir()
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


def read(picture: PageImage) -> int:
    """How many words there are."""
    return len(TesseractEngine().recognize(picture, language="eng", psm=3, timeout_s=20).words)


def test_an_empty_page_for_want_of_memory_is_no_empty_page(picture, tmp_path, monkeypatch):
    complaint = "Error in pixCreateNoInit: pix_malloc fail for data"
    install(
        tmp_path / "bin",
        monkeypatch,
        f'printf "{EMPTY_TABLE}" >"$2.tsv"; echo "{complaint}" >&2; echo "Empty page!!" >&2',
    )

    with pytest.raises(MemoryLimit):
        read(picture)


def test_an_empty_page_is_one_when_nothing_else_is_said(picture, tmp_path, monkeypatch):
    install(tmp_path / "bin", monkeypatch, f'printf "{EMPTY_TABLE}" >"$2.tsv"; echo "Empty page!!" >&2')

    assert read(picture) == 0


@pytest.mark.parametrize(
    ("script", "error", "says"),
    [
        (
            'echo "error while loading shared libraries: failed to map segment" >&2; exit 127',
            MemoryLimit,
            "memory",
        ),
        ('echo "libpng error: insufficient memory" >&2; kill -SEGV $$', MemoryLimit, "memory"),
        ("kill -SEGV $$", DocumentCrashed, "signal 11"),
        ("exit 127", EngineFailed, "not installed"),
        ("exit 3", EngineFailed, "status 3"),
    ],
    ids=["no memory for its libraries", "no memory for a picture", "a crash", "not installed", "another end"],
)
def test_how_it_ended_is_named(
    picture, tmp_path, monkeypatch, script: str, error: type[Exception], says: str
):
    install(tmp_path / "bin", monkeypatch, script)

    with pytest.raises(error, match=says):
        read(picture)
