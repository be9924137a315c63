"""A TIFF that is whole and of a kind that is not read says which kind, and is not called damaged."""

from __future__ import annotations

import struct

import pytest
from PIL import Image

from ocr_service.domain.document import Limits
from ocr_service.errors import DocumentCorrupt, PictureUnsupported
from ocr_service.pipeline.imaging.drawing.frame import Frame
from ocr_service.pipeline.imaging.drawing.pixel_budget import PixelBudget
from ocr_service.pipeline.limits.deadline import Deadline
from tests.support.documents.picture_kinds import SIZE, difference, drawing
from tests.support.documents.tiff_files import TiffPage, write_tiff

DEEP = b"".join(struct.pack("<H", value * 257) for value in drawing().tobytes())


def draw(source, folder) -> None:
    frame = Frame(source=source, media_type="image/tiff", index=0, budget=PixelBudget.of(Limits()))
    frame.draw(0, folder / "page.pgm", Deadline.after(20))


@pytest.mark.parametrize(
    ("page", "words"),
    [
        pytest.param(
            TiffPage(size=SIZE, parts=[b"RIFF" + bytes(64)], tags={259: 50_001}), "WebP", id="packed as WebP"
        ),
        pytest.param(
            TiffPage(size=SIZE, parts=[bytes(64)], tags={259: 65_000}), "65000", id="packed somehow"
        ),
        pytest.param(
            TiffPage(size=SIZE, parts=[DEEP * 2], tags={258: [16, 16], 277: 2, 338: 2}),
            "2 samples of 16 bits",
            id="deep gray with alpha",
        ),
        pytest.param(
            TiffPage(size=SIZE, parts=[DEEP * 2] * 3, tags={258: [32] * 3, 262: 2, 277: 3, 284: 2}),
            "3 samples of 32 bits",
            id="very deep colours in planes",
        ),
        pytest.param(
            TiffPage(size=SIZE, parts=[DEEP] * 4, tags={258: [16] * 4, 262: 5, 277: 4, 284: 2}),
            "planes",
            id="deep inks in planes",
        ),
    ],
)
def test_a_kind_that_is_not_read_is_named(tmp_path, page, words):
    source = write_tiff(tmp_path / "page.tif", [page])

    with pytest.raises(PictureUnsupported, match=words):
        draw(source, tmp_path)


def test_planes_of_eight_bits_are_read(tmp_path):
    plane = drawing().tobytes()
    page = TiffPage(size=SIZE, parts=[plane] * 3, tags={258: [8] * 3, 262: 2, 277: 3, 284: 2})

    draw(write_tiff(tmp_path / "page.tif", [page]), tmp_path)

    with Image.open(tmp_path / "page.pgm") as shown:
        assert difference(shown) == 0


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda data: data[: len(data) // 2], id="its second half is lost"),
        pytest.param(lambda data: data[:4] + b"\xff\xff\xff\x7f" + data[8:], id="its directory is nowhere"),
    ],
)
def test_a_damaged_file_is_still_damaged(tmp_path, spoil):
    source = tmp_path / "page.tif"
    drawing().save(source, compression="tiff_lzw")
    source.write_bytes(spoil(source.read_bytes()))

    with pytest.raises(DocumentCorrupt):
        draw(source, tmp_path)
