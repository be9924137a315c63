"""A large WebP is decoded to the gray page that Pillow would make of it, and with less memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from ocr_service.errors import DocumentCorrupt, MemoryLimit
from ocr_service.pipeline.decoding.webp_gray import webp_still
from ocr_service.pipeline.imaging.drawing.frame import Frame
from ocr_service.pipeline.imaging.drawing.pixel_budget import PixelBudget
from ocr_service.pipeline.limits.deadline import Deadline

SIZE = (1_400, 1_000)


def stored(path: Path, *, mode: str = "RGB", size: tuple[int, int] = SIZE, **options: object) -> Path:
    picture = Image.linear_gradient("L").resize(size).convert(mode)
    picture.paste((20, 20, 20, 90)[: len(mode)], (40, 30, 300, 120))
    picture.save(path, **options)
    return path


def frame_of(path: Path, *, decoded_mb: int, drawn_pixels: int = 700_000) -> Frame:
    budget = PixelBudget(max_pixels=20_000_000, drawn_pixels=drawn_pixels, decoded_bytes=decoded_mb << 20)
    return Frame(source=path, media_type="image/webp", index=0, budget=budget)


@pytest.mark.parametrize("is_lossless", [False, True])
@pytest.mark.parametrize("size", [SIZE, (901, 643)])
def test_it_is_the_picture_in_gray(tmp_path, is_lossless, size):
    file = stored(tmp_path / "phone.webp", lossless=is_lossless, quality=90)

    still = webp_still(file)
    shown = still.gray(size, 30)

    whole = Image.open(file).convert("L").resize(size, Image.Resampling.BOX)
    assert (still.size, still.is_lossless) == (SIZE, is_lossless)
    assert shown.size == size
    assert ImageStat.Stat(ImageChops.difference(shown, whole)).mean[0] < 2


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"mode": "RGBA"}, id="see-through"),
        pytest.param({"save_all": True, "append_images": [Image.new("RGB", SIZE)]}, id="animated"),
    ],
)
def test_what_is_more_than_a_still_is_left_to_pillow(tmp_path, options):
    assert webp_still(stored(tmp_path / "phone.webp", **options)) is None


def test_what_is_no_webp_is_none(tmp_path):
    (tmp_path / "empty.webp").touch()
    (tmp_path / "torn.webp").write_bytes(b"RIFF\0\0\0\0WEBPVP8 ")

    assert webp_still(tmp_path / "empty.webp") is None
    assert webp_still(tmp_path / "torn.webp") is None


def test_a_large_one_is_read_smaller_and_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    file = stored(tmp_path / "phone.webp", exif=exif, size=(2_800, 2_000))

    image, _ = frame_of(file, decoded_mb=16).draw(0, tmp_path / "page.pgm", Deadline.after(20))

    assert image.width < image.height
    assert 600_000 < image.width * image.height <= 700_000


def test_a_torn_one_is_corrupt(tmp_path):
    file = stored(tmp_path / "phone.webp", size=(2_800, 2_000))
    file.write_bytes(file.read_bytes()[:-3_000])

    with pytest.raises(DocumentCorrupt):
        frame_of(file, decoded_mb=16).draw(0, tmp_path / "page.pgm", Deadline.after(20))


def test_a_lossless_one_that_does_not_fit_is_refused(tmp_path):
    file = stored(tmp_path / "phone.webp", lossless=True, size=(2_800, 2_000))

    with pytest.raises(MemoryLimit, match="2800 x 2000"):
        frame_of(file, decoded_mb=16).draw(0, tmp_path / "page.pgm", Deadline.after(20))
