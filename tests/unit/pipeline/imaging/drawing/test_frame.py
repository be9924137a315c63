"""Every kind of picture becomes one gray page: upright, on white, of a size that paper has."""

from __future__ import annotations

import struct

import pytest
from PIL import Image, ImageChops

from ocr_service.domain.document import Limits
from ocr_service.errors import MemoryLimit
from ocr_service.intake.media_type import media_type_of
from ocr_service.pipeline.decoding.gray import gray
from ocr_service.pipeline.imaging.drawing import frame as frame_module
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


def test_a_jpeg_is_decoded_to_no_more_than_the_budget_holds(tmp_path):
    # libjpeg decodes to a half or a quarter; a third of the sides was counted, and a half decoded.
    drawing().convert("RGB").resize((3600, 2700)).save(tmp_path / "page.jpg")
    budget = PixelBudget(max_pixels=10**8, drawn_pixels=700_000, decoded_bytes=2_700_000)
    frame = Frame(source=tmp_path / "page.jpg", media_type="image/jpeg", index=0, budget=budget)

    image, _ = frame.draw(0, tmp_path / "page.pgm", Deadline.after(20))

    assert (image.width, image.height) == (900, 675)


@pytest.mark.parametrize("raised", [MemoryError, OSError("decoder error -9, out of memory")])
def test_what_does_not_fit_against_what_was_foreseen_is_drawn_smaller(tmp_path, monkeypatch, raised):
    def too_much(picture: Image.Image, **_) -> Image.Image:
        if picture.width > 1000:
            raise raised
        return gray(picture)

    monkeypatch.setattr(frame_module, "gray", too_much)
    drawing().convert("RGB").resize((3600, 2700)).save(tmp_path / "page.jpg")

    with drawn(tmp_path / "page.jpg", tmp_path) as image:
        assert 700 < image.width < 1000


def test_what_fits_at_no_size_ends_with_its_error(tmp_path, monkeypatch):
    def too_much(picture: Image.Image, **_) -> Image.Image:
        raise MemoryError

    monkeypatch.setattr(frame_module, "gray", too_much)

    with pytest.raises(MemoryLimit):
        drawn(turned_file(tmp_path, "jpg", 1), tmp_path)


@pytest.mark.parametrize("mode", ["1", "P", "L", "I;16"])
@pytest.mark.parametrize("factor", [2, 3])
def test_gray_that_is_made_smaller_at_once_is_that_of_the_whole_made_smaller(mode, factor):
    whole = drawing().convert("L")
    picture = (
        whole.convert("I").point(lambda value: value * 257).convert("I;16")
        if mode == "I;16"
        else whole.convert(mode)
    )

    assert difference(gray(picture, factor).resize(SIZE)) < 2 * ALIKE
    assert gray(picture, factor).tobytes() == gray(picture).reduce(factor).tobytes()
