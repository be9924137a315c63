"""Long metadata of a picture are passed over; its pixels, paper and orientation are there."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from ocr_service.pipeline.decoding.slim_file import open_slim
from tests.support.documents.picture_kinds import difference, turned_file

LONG = 300_000


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def swollen(path):
    """The same picture with metadata of a megabyte before its pixels."""
    data = path.read_bytes()
    if path.suffix == ".jpg":
        extra = (b"\xff\xe5\xff\xff" + bytes(65_533)) * 16 + b"\xff\xfe\xff\xff" + bytes(65_533)
        return data[:2] + extra + data[2:]
    return data[:33] + chunk(b"prVt", bytes(LONG)) * 4 + data[33:]


@pytest.mark.parametrize("suffix", ["jpg", "png"])
def test_a_swollen_picture_is_the_picture(tmp_path, suffix):
    path = turned_file(tmp_path, suffix, 6)
    usual = path.stat().st_size
    path.write_bytes(swollen(path))

    with open_slim(path) as file:
        seen = file.read()
    picture = Image.open(io.BytesIO(seen))

    assert len(seen) < usual + LONG
    assert picture.getexif()[0x0112] == 6
    assert difference(picture.transpose(Image.Transpose.ROTATE_270)) < 5


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif"])
def test_a_usual_picture_is_read_as_it_is(tmp_path, suffix):
    path = turned_file(tmp_path, suffix, 3)

    with open_slim(path) as file:
        assert file.read() == path.read_bytes()
        assert file.name == str(path)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe5\xff", b"\x89PNG\r\n\x1a\n\0\0"])
def test_a_torn_head_is_left_to_the_decoder(tmp_path, data):
    path = tmp_path / "torn"
    path.write_bytes(data)

    with open_slim(path) as file:
        assert file.read() == data


def test_one_can_turn_back_in_a_slim_file(tmp_path):
    path = turned_file(tmp_path, "jpg", 1)
    path.write_bytes(swollen(path))

    with open_slim(path) as file:
        whole = file.read()
        file.seek(-10, io.SEEK_END)
        assert file.read() == whole[-10:]
        file.seek(5)
        file.seek(3, io.SEEK_CUR)
        assert (file.tell(), file.read(4)) == (8, whole[8:12])


@pytest.mark.parametrize(
    ("head", "part"),
    [
        pytest.param(2, b"\xff\xe5\x00\x42" + b"z" * 64, id="JPEG, small segments"),
        pytest.param(2, b"\xff\xee\x00\x42Adobe" + b"z" * 59, id="JPEG, Adobe's again and again"),
        pytest.param(33, chunk(b"tEXt", b"k\0" + b"z" * 60), id="PNG, small chunks"),
        pytest.param(33, chunk(b"eXIf", b"II*\0" + b"z" * 300_000), id="PNG, long EXIF"),
    ],
)
def test_many_small_parts_are_left_out_as_a_few_long_ones_are(tmp_path, head, part):
    plain = io.BytesIO()
    Image.new("L", (40, 30), 200).save(plain, "JPEG" if head == 2 else "PNG")
    data = plain.getvalue()
    path = tmp_path / "picture"
    path.write_bytes(data[:head] + part * (2_000_000 // len(part)) + data[head:])

    with open_slim(path) as file:
        assert len(file.read()) < 400_000
    with open_slim(path) as file, Image.open(file) as picture:
        picture.load()
        assert picture.size == (40, 30)


def packed_metadata(kind: bytes) -> bytes:
    """A chunk of 40 kB that unpacks to 40 MB."""
    heads = {b"zTXt": b"note\0\0", b"iTXt": b"note\0\1\0\0\0", b"iCCP": b"p\0\0"}
    return chunk(kind, heads[kind] + zlib.compress(bytes(40_000_000)))


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt", b"iCCP"])
def test_packed_metadata_of_a_png_are_not_unpacked(tmp_path, kind):
    path = turned_file(tmp_path, "png", 1)
    data = path.read_bytes()
    path.write_bytes(data[:33] + packed_metadata(kind) + data[33:])

    with open_slim(path) as file:
        picture = Image.open(file)
        picture.load()

    assert difference(picture) < 5
