"""Pictures made to take much memory: long metadata, extreme shapes, noise, deep colours, many pages."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import partial

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

Make = Callable[[], bytes]
_MB = 1 << 20
_SEED = 14


def _written(size: tuple[int, int], mode: str = "L") -> Image.Image:
    """White paper with a few lines of print."""
    picture = Image.new("L", size, 255)
    pen, step = ImageDraw.Draw(picture), max(40, size[1] // 40)
    for row, top in enumerate(range(20, min(size[1], step * 40) - 20, step)):
        pen.text((30, top), f"Invoice {row} of Harbour Street, total 12.50 EUR", fill=0, font_size=28)
    return picture if mode == "L" else picture.convert(mode)


def _noise(size: tuple[int, int], mode: str = "L") -> Image.Image:
    """Grains all over, which compress badly and look like print everywhere."""
    chance, bands = random.Random(_SEED), len(Image.new(mode, (1, 1)).getbands())
    tile = Image.frombytes(mode, (512, 512), chance.randbytes(512 * 512 * bands))
    picture = Image.new(mode, size)
    for top in range(0, size[1], 512):
        for left in range(0, size[0], 512):
            picture.paste(tile, (left, top))
    return picture


def _saved(picture: Image.Image, form: str, **options: object) -> bytes:
    data = io.BytesIO()
    picture.save(data, form, **options)
    return data.getvalue()


def _jpeg_segments(marker: int, count: int, head: bytes = b"") -> bytes:
    jpeg = _saved(_written((900, 300)), "JPEG")
    body = (head + b"z" * 65533)[:65533]
    return jpeg[:2] + (bytes((0xFF, marker)) + b"\xff\xff" + body) * count + jpeg[2:]


def _jpeg_small_segments() -> bytes:
    jpeg = _saved(_written((900, 300)), "JPEG")
    return jpeg[:2] + (b"\xff\xe5\x00\x42" + b"z" * 64) * 400_000 + jpeg[2:]


def _after_end() -> bytes:
    return _saved(_written((900, 300)), "JPEG") + bytes(50 * _MB)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png_with(*chunks: bytes) -> bytes:
    png = _saved(_written((900, 300)), "PNG")
    return png[:33] + b"".join(chunks) + png[33:]


def _png_texts(is_zipped: bool) -> bytes:
    info = PngInfo()
    for number in range(8):
        info.add_text(f"note{number}", "z" * (8 * _MB), zip=is_zipped)
    return _saved(_written((900, 300)), "PNG", pnginfo=info)


def _png_small_chunks() -> bytes:
    return _png_with(_chunk(b"tEXt", b"k\0" + b"z" * 90) * 300_000)


def _png_exif() -> bytes:
    return _png_with(_chunk(b"eXIf", b"II*\0\x08\0\0\0\0\0\0\0\0\0" + bytes(40 * _MB)))


def _tiff_tag(kind: int, count: int, data: bytes, *, tag: int = 700) -> bytes:
    """A small TIFF with one more entry whose value is long."""
    width, height = 400, 120
    pixels = _written((width, height)).tobytes()
    entries = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1)]
    entries += [(273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, len(pixels))]
    entries.append((tag, kind, count, 8 + len(pixels)))
    entries.sort()
    directory = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    place = 8 + len(pixels) + len(data)
    return (
        b"II*\0"
        + struct.pack("<I", place)
        + pixels
        + data
        + struct.pack("<H", len(entries))
        + directory
        + b"\0\0\0\0"
    )


def _tiff_pages(count: int, size: tuple[int, int], mode: str, compression: str) -> bytes:
    page = _written(size, mode)
    return _saved(page, "TIFF", save_all=True, append_images=[page] * (count - 1), compression=compression)


def _tiff_strip(picture: Image.Image, compression: str) -> bytes:
    """All rows in one strip."""
    return _saved(picture, "TIFF", compression=compression, tiffinfo={278: picture.height})


def _png_16(mode: str, size: tuple[int, int]) -> bytes:
    """16 bits a channel, by hand: Pillow writes gray ones only."""
    channels, colour = {"gray": (1, 0), "rgb": (3, 2), "rgba": (4, 6)}[mode]
    row = b"\0" + b"\xff\xf0" * (size[0] * channels)
    packer = zlib.compressobj(1)
    data = b"".join(packer.compress(row) for _ in range(size[1])) + packer.flush()
    head = struct.pack(">IIBBBBB", *size, 16, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + b"".join(_chunk(b"IDAT", data[at : at + _MB]) for at in range(0, len(data), _MB))
        + _chunk(b"IEND", b"")
    )


def _gif(frames: int, size: tuple[int, int]) -> bytes:
    pages = [_written(size).point(lambda value, shade=number: value - shade) for number in range(frames)]
    return _saved(pages[0], "GIF", save_all=True, append_images=pages[1:])


def _heic(picture: Image.Image) -> bytes:
    from pillow_heif import from_pillow

    data = io.BytesIO()
    from_pillow(picture).save(data, quality=50)
    return data.getvalue()


def _webp_metadata() -> bytes:
    return _saved(_written((900, 300), "RGB"), "WEBP", xmp=b"z" * (60 * _MB))


PICTURES: Mapping[str, Make] = {
    "90 MB of APP5.jpg": partial(_jpeg_segments, 0xE5, 1370),
    "60 MB of ICC profile.jpg": partial(_jpeg_segments, 0xE2, 900, b"ICC_PROFILE\0\x01\xff"),
    "60 MB of EXIF.jpg": partial(_jpeg_segments, 0xE1, 900, b"Exif\0\0MM\0*\0\0\0\x08\0\0"),
    "60 MB of comments.jpg": partial(_jpeg_segments, 0xFE, 900),
    "60 MB of APP14.jpg": partial(_jpeg_segments, 0xEE, 900, b"Adobe"),
    "60 MB of MPF.jpg": partial(_jpeg_segments, 0xE2, 900, b"MPF\0II*\0\x08\0\0\0"),
    "60 MB of Photoshop.jpg": partial(
        _jpeg_segments, 0xED, 900, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\xff\x00"
    ),
    "60 MB of quantization tables.jpg": partial(_jpeg_segments, 0xDB, 900),
    "400,000 small segments.jpg": _jpeg_small_segments,
    "50 MB after the end.jpg": _after_end,
    "progressive, 16 MP.jpg": lambda: _saved(_written((4000, 4000), "RGB"), "JPEG", progressive=True),
    "progressive, 40 MP.jpg": lambda: _saved(_written((8000, 5000), "RGB"), "JPEG", progressive=True),
    "baseline, 70 MP in colour.jpg": lambda: _saved(_written((10000, 7000), "RGB"), "JPEG", quality=60),
    "CMYK, 20 MP.jpg": lambda: _saved(_written((5000, 4000), "CMYK"), "JPEG"),
    "noise, 12 MP.jpg": lambda: _saved(_noise((4000, 3000), "RGB"), "JPEG", quality=90),
    "noise, 30 MP in gray.jpg": lambda: _saved(_noise((6000, 5000)), "JPEG", quality=70),
    "tall, 1,200 x 30,000.jpg": lambda: _saved(_written((1200, 30000)), "JPEG", quality=60),
    "wide, 30,000 x 1,200.jpg": lambda: _saved(_written((30000, 1200)), "JPEG", quality=60),
    "tall and narrow, 60 x 32,000.png": lambda: _saved(_written((60, 32000)), "PNG"),
    "64 MB of text.png": partial(_png_texts, False),
    "64 MB of text in 64 kB.png": partial(_png_texts, True),
    "300,000 text chunks.png": _png_small_chunks,
    "40 MB of EXIF.png": _png_exif,
    "40 MB of profile in 40 kB.png": lambda: _png_with(
        _chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(40 * _MB)))
    ),
    "16 bit gray, 20 MP.png": partial(_png_16, "gray", (5000, 4000)),
    "16 bit RGBA, 20 MP.png": partial(_png_16, "rgba", (5000, 4000)),
    "transparent, 24 MP.png": lambda: _saved(_written((6000, 4000), "RGBA"), "PNG", compress_level=1),
    "noise in colour, 12 MP.png": lambda: _saved(_noise((4000, 3000), "RGB"), "PNG", compress_level=1),
    "one bit, 90 MP.png": lambda: _saved(_written((10000, 9000), "1"), "PNG"),
    "palette, 60 MP.png": lambda: _saved(_written((10000, 6000), "P"), "PNG", compress_level=1),
    "60 MB of XMP.tif": lambda: _tiff_tag(1, 60 * _MB, bytes(60 * _MB)),
    "8 million rationals.tif": lambda: _tiff_tag(5, 5_000_000, b"\1\0\0\0" * 10_000_000, tag=65000),
    "12 million shorts.tif": lambda: _tiff_tag(3, 12_000_000, b"\1\0" * 12_000_000, tag=65001),
    "20 pages of fax.tif": partial(_tiff_pages, 20, (1728, 2200), "1", "group4"),
    "8 pages in LZW.tif": partial(_tiff_pages, 8, (1654, 2339), "RGB", "tiff_lzw"),
    "one strip, 20 MP.tif": lambda: _tiff_strip(_written((5000, 4000), "RGB"), "tiff_lzw"),
    "one strip, 20 MP in CMYK.tif": lambda: _tiff_strip(_written((5000, 4000), "CMYK"), "tiff_deflate"),
    "16 bit, 20 MP.tif": lambda: _saved(Image.new("I;16", (5000, 4000), 60000), "TIFF"),
    "floats, 15 MP.tif": lambda: _saved(_written((5000, 3000), "F"), "TIFF"),
    "noise as JPEG in TIFF, 20 MP.tif": lambda: _saved(_noise((5000, 4000)), "TIFF", compression="jpeg"),
    "lossy, 16 MP.webp": lambda: _saved(_written((4000, 4000), "RGB"), "WEBP", quality=50, method=0),
    "lossless, 12 MP.webp": lambda: _saved(_written((4000, 3000), "RGB"), "WEBP", lossless=True, method=0),
    "transparent, 12 MP.webp": lambda: _saved(_written((4000, 3000), "RGBA"), "WEBP", method=0),
    "60 MB of XMP.webp": _webp_metadata,
    "12 MP in one tile.heic": lambda: _heic(_written((4000, 3000), "RGB")),
    "transparent, 6 MP.heic": lambda: _heic(_written((3000, 2000), "RGBA")),
    "40 MP.bmp": lambda: _saved(_written((8000, 5000)), "BMP"),
    "colour, 16 MP.bmp": lambda: _saved(_written((4000, 4000), "RGB"), "BMP"),
    "60 pictures, 2 MP.gif": partial(_gif, 60, (1600, 1250)),
    "50 MP.gif": partial(_gif, 1, (10000, 5000)),
}
# What takes minutes, after all others.
SLOW_PICTURES: Mapping[str, Make] = {
    "tall noise, 1,000 x 30,000.png": lambda: _saved(_noise((1000, 30000)), "PNG", compress_level=1),
}
