"""A HEIC is decoded tile by tile to what its plug-in makes of it at once."""

from __future__ import annotations

from pathlib import Path

import pillow_heif
import pytest
from PIL import Image, ImageChops, ImageStat

from ocr_service.errors import MemoryLimit
from ocr_service.pipeline.decoding.heif_tiles import heif_tiles
from ocr_service.pipeline.imaging.drawing.frame import Frame
from ocr_service.pipeline.imaging.drawing.pixel_budget import PixelBudget
from ocr_service.pipeline.limits.deadline import Deadline

SIZE = (700, 600)
MUCH = 10_000_000


@pytest.fixture(autouse=True)
def small_tiles(monkeypatch):
    pillow_heif.register_heif_opener()
    monkeypatch.setattr(pillow_heif.options, "GRID_TILE_SIZE", 256)


def stored(path: Path, *, orientation: int = 1, mode: str = "RGB") -> Path:
    """A dark corner on a slope of grays, held as ``orientation`` says."""
    picture = Image.linear_gradient("L").resize(SIZE).convert(mode)
    picture.paste((20, 20, 20, 255)[: len(mode)], (40, 30, 300, 120))
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture.info["exif"] = exif.tobytes()
    picture.save(path, quality=90)
    return path


def difference(one: Image.Image, other: Image.Image) -> float:
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_tiles_join_to_the_upright_picture(tmp_path, orientation):
    file = stored(tmp_path / "phone.heic", orientation=orientation)

    with heif_tiles(file) as tiles:
        shown = tiles.reduced_gray(MUCH)
        assert tiles.columns * tiles.rows > 1

    whole = Image.open(file).convert("L")
    assert shown.size == whole.size == (SIZE if orientation < 5 else SIZE[::-1])
    assert difference(shown, whole) < 1


def test_a_large_picture_is_made_smaller_on_the_way(tmp_path):
    with heif_tiles(stored(tmp_path / "phone.heic")) as tiles:
        shown = tiles.reduced_gray(SIZE[0] * SIZE[1] // 5)
        assert tiles.decoding_bytes(SIZE[0] * SIZE[1] // 5) < tiles.decoding_bytes(MUCH)

    whole = Image.open(tmp_path / "phone.heic").convert("L").reduce(2)
    assert shown.size == whole.size
    assert difference(shown, whole) < 1


def test_what_is_see_through_is_left_to_the_plug_in(tmp_path):
    with heif_tiles(stored(tmp_path / "phone.heic", mode="RGBA")) as tiles:
        assert tiles is None


def test_a_torn_tile_is_damage(tmp_path):
    file = stored(tmp_path / "phone.heic")
    file.write_bytes(file.read_bytes()[:-500])

    with pytest.raises(OSError, match=r"\w"), heif_tiles(file) as tiles:
        tiles.reduced_gray(MUCH)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_heic_that_does_not_fit_whole_is_read_by_tiles_or_refused(tmp_path, mode):
    """24 MB hold the library, a tile and the page, not this picture in all its colours, nor its mask."""
    budget = PixelBudget(max_pixels=MUCH, drawn_pixels=MUCH, decoded_bytes=24 << 20)
    file = tmp_path / "phone.heic"
    Image.new(mode, (2500, 2000), "white").save(file, quality=50)
    frame = Frame(source=file, media_type="image/heic", index=0, budget=budget)

    if mode == "RGBA":
        with pytest.raises(MemoryLimit, match="2500 x 2000"):
            frame.draw(0, tmp_path / "page.pgm", Deadline.after(20))
    else:
        image, _ = frame.draw(0, tmp_path / "page.pgm", Deadline.after(20))
        assert (image.width, image.height) == (2500, 2000)
