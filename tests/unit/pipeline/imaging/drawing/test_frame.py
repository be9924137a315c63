"""Every kind of picture becomes one gray page: upright, on white, of a size that paper has."""

from __future__ import annotations

import struct

import pytest
from PIL import Image, ImageChops

from ocr_service.domain.document import Limits
from ocr_service.intake.media_type import media_type_of
from ocr_service.pipeline.imaging.drawing.frame import Frame
from ocr_service.pipeline.imaging.drawing.pixel_budget import PixelBudget
from ocr_service.pipeline.limits.deadline import Deadline
from tests.support.documents.picture_kinds import (
    KINDS,
    SIZE,
    STORED,
    difference,
    drawing,
    kind_file,
    turned_file,
)

ALIKE = 5.0


def drawn(source, folder, index: int = 0) -> Image.Image:
    with source.open("rb") as file:
        media_type = media_type_of(file.read(64))
    frame = Frame(source=source, media_type=media_type, index=index, budget=PixelBudget.of(Limits()))
    image, _ = frame.draw(0, folder / "page.pgm", Deadline.after(20))
    return Image.open(image.path)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "raw.tif"])
@pytest.mark.parametrize("orientation", STORED)
def test_a_page_stands_as_its_exif_says(tmp_path, suffix, orientation):
    page = drawn(turned_file(tmp_path, suffix, orientation), tmp_path)

    assert page.size == SIZE
    assert difference(page) < ALIKE


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_picture_has_its_shades(tmp_path, kind):
    assert difference(drawn(kind_file(tmp_path, kind), tmp_path)) < ALIKE


@pytest.mark.parametrize(
    ("tag", "kind", "value"),
    [
        pytest.param(0x0112, 2, b"6\0", id="an orientation in words"),
        pytest.param(0x0112, 3, struct.pack(">HH", 99, 0), id="an orientation that none knows"),
        pytest.param(0x011A, 2, b"200\0", id="a resolution as text"),
        pytest.param(0x011A, 99, b"\0\0\0\7", id="a type that none knows"),
        pytest.param(0x8769, 4, b"\xff\xff\xff\xff", id="a directory beyond the end"),
    ],
)
@pytest.mark.parametrize("suffix", ["jpg", "png", "webp"])
def test_odd_exif_data_make_no_picture_unreadable(tmp_path, suffix, tag, kind, value):
    entry = struct.pack(">HHI", tag, kind, 1) + value
    exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01" + entry + bytes(4)
    source = tmp_path / f"odd.{suffix}"
    drawing().convert("RGB").save(source, exif=exif, quality=95)

    assert difference(drawn(source, tmp_path)) < ALIKE


def test_each_page_of_a_tiff_is_drawn_and_no_copy_of_it(tmp_path):
    source = tmp_path / "two.tif"
    copy = drawing().reduce(4)
    copy.encoderinfo = {"tiffinfo": {254: 1}}
    last = ImageChops.invert(drawing())
    drawing().save(source, save_all=True, append_images=[copy, last])

    assert difference(drawn(source, tmp_path, 0)) < ALIKE
    assert difference(ImageChops.invert(drawn(source, tmp_path, 1))) < ALIKE
