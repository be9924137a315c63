"""A full disk is told from a broken document, whatever the program or library that met it says."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from ocr_service.errors import DocumentCorrupt, StorageFull
from ocr_service.pipeline.limits.command import run_command
from ocr_service.pipeline.limits.disk_room import ensure_room, is_cut, raise_if_full, watched
from tests.support.processes.patience import PATIENCE_S


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No disk has room, as the kernel would say."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "posix_fallocate", refuse, raising=False)
    yield


@pytest.mark.usefixtures("full")
def test_a_program_that_ends_well_on_a_full_disk_wrote_half(tmp_path):
    with watched(tmp_path), pytest.raises(StorageFull):
        run_command(["true"], timeout_s=PATIENCE_S)


@pytest.mark.usefixtures("full")
def test_a_damaged_page_on_a_full_disk_is_no_damaged_page(tmp_path):
    with pytest.raises(StorageFull), watched(tmp_path):
        raise DocumentCorrupt


@pytest.mark.usefixtures("full")
def test_nobody_looks_outside_of_a_run():
    ensure_room()


def test_with_room_an_error_stays_what_it_is(tmp_path):
    with pytest.raises(DocumentCorrupt), watched(tmp_path):
        raise DocumentCorrupt


def test_what_a_program_says_counts(tmp_path):
    with pytest.raises(StorageFull):
        run_command(
            ["sh", "-c", "echo 'write error: No space left on device' >&2; exit 2"], timeout_s=PATIENCE_S
        )


def test_an_output_that_finds_no_room_is_noticed():
    with pytest.raises(StorageFull):
        run_command(["ls", "/"], timeout_s=PATIENCE_S, stdout=Path("/dev/full"))


def test_an_error_that_a_full_disk_caused_counts_through_others(tmp_path):
    error = DocumentCorrupt()
    error.__cause__ = OSError(errno.EDQUOT, "quota")

    with pytest.raises(StorageFull):
        raise_if_full(error, tmp_path)


@pytest.mark.parametrize(("mode", "suffix"), [("L", "pgm"), ("RGB", "ppm")])
def test_a_picture_that_was_cut_when_another_has_made_room_again_is_noticed(tmp_path, mode, suffix):
    path = tmp_path / f"base.{suffix}"
    Image.new(mode, (300, 200)).save(path, format="PPM")
    assert not is_cut(path)

    os.truncate(path, path.stat().st_size - 20_000)

    with pytest.raises(StorageFull):
        raise_if_full(OSError("image file is truncated"), tmp_path)


def test_an_empty_picture_is_a_cut_one(tmp_path):
    (tmp_path / "base.pgm").touch()

    assert is_cut(tmp_path / "base.pgm")
