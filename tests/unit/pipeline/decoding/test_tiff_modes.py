"""TIFFs whose samples Pillow unpacks without knowing it are read, strip by strip, tile by tile and packed."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from ocr_service.domain.document import Limits
from ocr_service.pipeline.imaging.drawing.frame import Frame
from ocr_service.pipeline.imaging.drawing.pixel_budget import PixelBudget
from ocr_service.pipeline.limits.deadline import Deadline
from tests.support.documents.picture_kinds import SIZE, difference, drawing
from tests.support.documents.tiff_files import TiffPage, tiles_of, write_tiff

LEVELS = drawing().tobytes()
FLOATS, COLOURS = {339: 3}, {258: [16] * 3, 262: 2, 277: 3, 284: 2}


def samples(form: str, low: float = 0.0, high: float = 255.0, levels: bytes = LEVELS) -> bytes:
    """The levels 0-255 between ``low`` and ``high``, packed as ``struct`` does by that form."""
    values: Sequence[float] = [low + level * (high - low) / 255 for level in levels]
    whole = [round(value) for value in values] if form[-1] in "HI" else values
    return struct.pack(f"{form[0]}{len(values)}{form[1]}", *whole)


def shade(page: TiffPage, folder: Path, *, is_big_endian: bool = False) -> float:
    """How far the page, as it is drawn, is from the drawing."""
    source = write_tiff(folder / "page.tif", [page], order=">" if is_big_endian else "<")
    frame = Frame(source=source, media_type="image/tiff", index=0, budget=PixelBudget.of(Limits()))
    frame.draw(0, folder / "page.pgm", Deadline.after(20))
    with Image.open(folder / "page.pgm") as shown:
        return difference(shown)


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(
    ("form", "tags", "low", "high"),
    [
        pytest.param("H", {258: 16, 262: 0}, 65_535, 0, id="white is zero"),
        pytest.param("f", {258: 32, **FLOATS}, 0, 1, id="float up to 1"),
        pytest.param("d", {258: 64, **FLOATS}, 0, 1, id="double up to 1"),
        pytest.param("d", {258: 64, **FLOATS}, 0, 65_535, id="double up to 65,535"),
        pytest.param("d", {258: 64, **FLOATS}, -3.5, 1.25, id="double below zero"),
        pytest.param("d", {258: 64, 262: 0, **FLOATS}, 1, 0, id="double, white is zero"),
    ],
)
@pytest.mark.parametrize("is_packed", [False, True], ids=["plain", "deflated"])
def test_deep_shades_are_read(tmp_path, order, form, tags, low, high, is_packed):
    data = samples(order + form, low, high)
    packing = {259: 8} if is_packed else {}
    page = TiffPage(size=SIZE, parts=[zlib.compress(data) if is_packed else data], tags={**tags, **packing})

    assert shade(page, tmp_path, is_big_endian=order == ">") < 1


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("colours", [3, 4], ids=["red, green, blue", "with transparency"])
@pytest.mark.parametrize("is_packed", [False, True], ids=["plain", "deflated"])
def test_colours_in_planes_of_sixteen_bits_are_read(tmp_path, order, colours, is_packed):
    plane, rows = samples(f"{order}H", 0, 65_535), 32
    opaque = b"\xff" * len(plane)
    cut = 2 * SIZE[0] * rows
    strips = [
        each[at : at + cut]
        for each in [plane] * 3 + [opaque] * (colours - 3)
        for at in range(0, len(each), cut)
    ]
    tags = {**COLOURS, 258: [16] * colours, 277: colours} | ({338: 2} if colours == 4 else {})
    parts = [zlib.compress(strip) for strip in strips] if is_packed else strips
    page = TiffPage(size=SIZE, parts=parts, rows=rows, tags={**tags, **({259: 8} if is_packed else {})})

    assert shade(page, tmp_path, is_big_endian=order == ">") < 1


@pytest.mark.parametrize("order", "<>")
def test_tiles_of_planes_are_read(tmp_path, order):
    tiles = [samples(f"{order}H", 0, 65_535, tile) for tile in tiles_of(drawing(), 64)]
    page = TiffPage(size=SIZE, parts=tiles * 3, tile=(64, 64), tags=COLOURS)

    assert shade(page, tmp_path, is_big_endian=order == ">") < 1
