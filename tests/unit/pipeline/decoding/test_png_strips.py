"""A PNG decoded by strips is the one that Pillow decodes whole."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from ocr_service.errors import DocumentCorrupt
from ocr_service.pipeline.decoding import png_strips
from ocr_service.pipeline.decoding.gray import gray
from ocr_service.pipeline.decoding.png_strips import is_strippable, reduced_gray
from ocr_service.pipeline.imaging.drawing.frame import Frame
from ocr_service.pipeline.imaging.drawing.pixel_budget import PixelBudget
from ocr_service.pipeline.limits.deadline import Deadline

SIZE = (173, 131)


def noisy(mode: str) -> Image.Image:
    """A picture for whose rows a writer chooses many different filters."""
    slope = Image.linear_gradient("L").resize(SIZE)
    noise = Image.frombytes("L", SIZE, random.Random(1).randbytes(SIZE[0] * SIZE[1]))
    channels = (slope, noise, ImageChops.add(slope, noise), slope.rotate(90).resize(SIZE))
    return Image.merge(mode, channels[: len(mode)]) if len(mode) > 1 else noise


def saved(picture: Image.Image, path: Path, **options: object) -> Path:
    picture.save(path, format="PNG", **options)
    return path


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
@pytest.mark.parametrize("strip_bytes", [1, 5_000, 10_000_000])
def test_strips_join_to_the_whole(mode, strip_bytes, tmp_path, monkeypatch):
    monkeypatch.setattr(png_strips, "_STRIP_BYTES", strip_bytes)
    path = saved(noisy(mode), tmp_path / "noisy.png")

    with Image.open(path) as picture:
        assert is_strippable(picture)
        found = reduced_gray(path, picture, SIZE[0] * SIZE[1])

    assert found.tobytes() == gray(noisy(mode)).tobytes()


def test_a_large_one_becomes_smaller_by_a_whole_factor(tmp_path, monkeypatch):
    monkeypatch.setattr(png_strips, "_STRIP_BYTES", 5_000)
    path = saved(noisy("RGB"), tmp_path / "noisy.png")

    with Image.open(path) as picture:
        found = reduced_gray(path, picture, SIZE[0] * SIZE[1] // 9)

    assert found.size == (58, 44)
    assert found.tobytes() == gray(noisy("RGB")).reduce(3).tobytes()


@pytest.mark.parametrize(
    ("picture", "options"),
    [
        pytest.param(noisy("RGB"), {"transparency": (1, 2, 3)}, id="a transparent colour"),
        pytest.param(noisy("RGB").quantize(16), {}, id="a palette"),
        pytest.param(Image.new("I;16", SIZE), {}, id="sixteen bits"),
        pytest.param(Image.new("1", SIZE), {}, id="one bit"),
    ],
)
def test_others_are_left_to_pillow(picture, options, tmp_path):
    path = saved(picture, tmp_path / "other.png", **options)

    with Image.open(path) as opened:
        assert not is_strippable(opened)


def test_one_that_unpacks_to_more_than_a_page_has_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(png_strips, "_MOST_BYTES", SIZE[0] * SIZE[1] * 3)

    with Image.open(saved(noisy("RGB"), tmp_path / "page.png")) as page:
        assert is_strippable(page)
    with Image.open(saved(noisy("RGBA"), tmp_path / "bomb.png")) as bomb:
        assert not is_strippable(bomb)


def frame(path: Path) -> Frame:
    """With room for no more than a strip of the picture."""
    budget = PixelBudget(max_pixels=1_000_000, drawn_pixels=10_000, decoded_bytes=50_000)
    return Frame(source=path, media_type="image/png", index=0, budget=budget)


def test_a_picture_that_does_not_fit_at_once_is_read_upright_all_the_same(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    path = saved(noisy("RGB"), tmp_path / "turned.png", exif=exif)

    image, _ = frame(path).draw(0, tmp_path / "page.pgm", Deadline.after(20))

    assert image.height > image.width
    assert image.width * image.height <= 10_000


@pytest.mark.parametrize("kept", [0.5, 0.99])
def test_a_torn_one_is_broken(kept, tmp_path):
    path = saved(noisy("RGB"), tmp_path / "torn.png")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])

    with pytest.raises(DocumentCorrupt):
        frame(path).draw(0, tmp_path / "page.pgm", Deadline.after(20))


def test_rows_that_cannot_be_unpacked_are_broken(tmp_path):
    path = tmp_path / "bad.png"
    saved(noisy("RGB"), path)
    data = path.read_bytes()
    start = data.index(b"IDAT") + 4
    path.write_bytes(data[:start] + b"\xff" * 200 + data[start + 200 :])

    with pytest.raises(DocumentCorrupt):
        frame(path).draw(0, tmp_path / "page.pgm", Deadline.after(20))
