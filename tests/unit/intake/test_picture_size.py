from __future__ import annotations

from pathlib import Path

import pytest

from ocr_service.errors import ImageTooLarge
from ocr_service.intake.media_type import media_type_of
from ocr_service.intake.picture_size import MAX_SIDE_PIXELS, check_picture_size, picture_sizes
from tests.support import sample_files as files

MAKERS = {
    "png": files.png,
    "jpeg": files.jpeg,
    "gif": files.gif,
    "heic": files.heic,
    "bmp": files.bmp,
    "webp lossy": files.webp_lossy,
    "webp lossless": files.webp_lossless,
    "webp extended": files.webp_extended,
    "tiff": lambda width, height: files.tiff((width, height)),
    "tiff big-endian": lambda width, height: files.tiff((width, height), order=">"),
    "big tiff": files.big_tiff,
}


def check(path: Path, media_type: str, *, max_pixels: int) -> None:
    with path.open("rb") as file:
        check_picture_size(file, media_type, max_pixels=max_pixels)


def sizes(tmp_path: Path, content: bytes) -> list[tuple[int, int]]:
    path = tmp_path / "picture"
    path.write_bytes(content)
    with path.open("rb") as file:
        return list(picture_sizes(file, media_type_of(content)))


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_a_header_tells_width_and_height(tmp_path, make):
    assert sizes(tmp_path, make(1_234, 567)) == [(1_234, 567)]


def test_rows_from_the_top_have_a_positive_height(tmp_path):
    assert sizes(tmp_path, files.bmp(10, -20)) == [(10, 20)]


@pytest.mark.parametrize("order", ["<", ">"])
def test_every_page_of_a_tiff_is_read(tmp_path, order):
    assert sizes(tmp_path, files.tiff((8, 8), (70_000, 9), order=order)) == [(8, 8), (70_000, 9)]


def test_a_ring_of_pages_ends(tmp_path):
    assert sizes(tmp_path, files.tiff((8, 8), (9, 9), loops=True)) == [(8, 8), (9, 9)]


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_a_cut_header_tells_nothing_and_raises_nothing(tmp_path, make):
    whole = make(1_234, 567)
    for length in range(30, len(whole), 7):
        content = whole[:length]
        assert sizes(tmp_path, content) in ([], [(1_234, 567)])


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_too_many_pixels_are_refused(tmp_path, make):
    path = tmp_path / "picture"
    path.write_bytes(make(1_001, 1_000))

    with pytest.raises(ImageTooLarge) as refusal:
        check(path, media_type_of(path.read_bytes()), max_pixels=1_000_000)

    assert refusal.value.extra["width"] == 1_001


def test_too_long_a_side_is_refused_whatever_the_pixels(tmp_path):
    path = tmp_path / "picture"
    path.write_bytes(files.png(MAX_SIDE_PIXELS + 1, 1))

    with pytest.raises(ImageTooLarge):
        check(path, "image/png", max_pixels=1_000_000)


def test_a_pdf_has_no_picture_size(tmp_path):
    path = tmp_path / "source"
    path.write_bytes(files.PDF)

    check(path, "application/pdf", max_pixels=1)


@pytest.mark.parametrize("offset", [1 << 44, 1 << 61, (1 << 62) - 1])
def test_a_directory_beyond_what_a_file_system_can_hold_tells_nothing(tmp_path, offset):
    big = b"II+\x00\x08\x00\x00\x00" + offset.to_bytes(8, "little") + bytes(40)

    assert sizes(tmp_path, big) == []
