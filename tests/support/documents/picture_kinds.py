"""One drawing as a picture file of every kind that cameras, scanners and programs make."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageStat

from tests.support.documents.tiff_files import TiffPage, jpeg_strips, tiles_of, write_tiff

SIZE = (160, 224)
DPI = 200
# What undoes each EXIF orientation.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@cache
def drawing() -> Image.Image:
    """Black on white, different in each corner."""
    picture = Image.new("L", SIZE, 255)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((10, 12, 60, 30), fill=0)
    pen.rectangle((10, 50, 140, 58), fill=0)
    pen.ellipse((100, 10, 140, 34), fill=0)
    pen.polygon([(20, 200), (60, 200), (20, 120)], fill=0)
    return picture


def as_stored(orientation: int) -> Image.Image:
    """The drawing as a camera stores it that was held so."""
    turn = STORED[orientation]
    return drawing() if turn is None else drawing().transpose(turn)


def difference(picture: Image.Image) -> float:
    """Mean difference in shades, 0-255, from the drawing, which the picture is scaled to."""
    shown = picture.convert("L").resize(SIZE, Image.Resampling.BOX)
    return ImageStat.Stat(ImageChops.difference(shown, drawing())).mean[0]


def turned_file(folder: Path, suffix: str, orientation: int) -> Path:
    """A file whose EXIF data say how the camera was held; ``tif`` is packed, ``raw.tif`` is not."""
    path, picture = folder / f"turned-{orientation}.{suffix}", as_stored(orientation).convert("RGB")
    if suffix.endswith("tif"):
        picture = picture.convert("L")
        options = {} if suffix == "raw.tif" else {"compression": "tiff_lzw"}
        picture.save(path, tiffinfo={274: orientation}, dpi=(DPI, DPI), **options)
        return path
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture.save(path, exif=exif, quality=95)
    return path


def _samples(factor: int, *, is_inverted: bool = False) -> bytes:
    values = [(255 - v if is_inverted else v) * factor for v in drawing().tobytes()]
    return struct.pack(f"<{len(values)}H", *values)


def _deep_white_zero(path: Path) -> None:
    write_tiff(path, [TiffPage(size=SIZE, parts=[_samples(257, is_inverted=True)], tags={258: 16, 262: 0})])


def _sixteen_big_endian(path: Path) -> None:
    values = [value * 257 for value in drawing().tobytes()]
    samples = Image.frombytes("I;16B", SIZE, struct.pack(f">{len(values)}H", *values))
    samples.save(path, format="TIFF")


def _signed(path: Path, bits: int) -> None:
    """The least number that has so many bits is black."""
    scale = 2 ** (bits - 8)
    values = [(value - 128) * scale for value in drawing().tobytes()]
    samples = struct.pack(f"<{len(values)}{'b' if bits == 8 else 'h'}", *values)
    write_tiff(path, [TiffPage(size=SIZE, parts=[samples], tags={258: bits, 339: 2})])


def _thirty_two(path: Path) -> None:
    values = [value * 0x01010101 for value in drawing().tobytes()]
    samples = struct.pack(f"<{len(values)}I", *values)
    write_tiff(path, [TiffPage(size=SIZE, parts=[samples], tags={258: 32, 339: 1})])


def _twelve_in_sixteen(path: Path) -> None:
    Image.frombytes("I;16", SIZE, _samples(16)).save(path, format="PNG")


def _floats(path: Path) -> None:
    drawing().convert("F").point(lambda value: value / 255 + 0).save(path, format="TIFF")


def _lab(path: Path) -> None:
    blank = Image.new("L", SIZE, 128)
    Image.merge("LAB", (drawing(), blank, blank)).save(path, format="TIFF")


def _cmyk(path: Path, *, with_mark: bool) -> None:
    ink = Image.new("L", SIZE, 0)
    Image.merge("CMYK", (ink, ink, ink, ImageChops.invert(drawing()))).save(path, "JPEG", quality=95)
    if not with_mark:
        # Without Adobe's mark inks are stored plainly, so that what is stored inverted has to be put back.
        inverted = ImageChops.invert(drawing())
        full = Image.new("L", SIZE, 255)
        Image.merge("CMYK", (full, full, full, ImageChops.invert(inverted))).save(path, "JPEG", quality=95)
        data = path.read_bytes()
        place = data.index(b"\xff\xee")
        path.write_bytes(data[:place] + data[place + 2 + int.from_bytes(data[place + 2 : place + 4]) :])


def _cmyk_tiff(path: Path) -> None:
    ink = Image.new("L", SIZE, 0)
    Image.merge("CMYK", (ink, ink, ink, ImageChops.invert(drawing()))).save(path, "TIFF")


def _layered(path: Path, mode: str) -> None:
    seen = drawing().point(lambda value: 255 - value)
    dark = Image.new("L", SIZE, 0)
    picture = Image.merge("LA", (dark, seen))
    picture.convert(mode).save(path)


def _palette(path: Path, kind: str, **options: object) -> None:
    picture = drawing().point(lambda value: 1 if value > 127 else 0)
    palette = picture.convert("P")
    palette.putpalette([0, 0, 20, 255, 255, 250])
    palette.save(path, kind, **options)


def _planes(path: Path) -> None:
    plane = drawing().tobytes()
    tags = {258: [8, 8, 8], 262: 2, 277: 3, 284: 2}
    write_tiff(path, [TiffPage(size=SIZE, parts=[plane] * 3, tags=tags)])


def _deep(
    path: Path, form: str, scale: float, tags: Mapping[int, int | list[int]], *, planes: int = 1
) -> None:
    """Big end first, the levels times ``scale`` as ``struct`` packs them."""
    values = [value * scale for value in drawing().tobytes()]
    samples = struct.pack(f">{len(values)}{form}", *(map(round, values) if form == "H" else values))
    write_tiff(path, [TiffPage(size=SIZE, parts=[samples] * planes, tags=tags)], order=">")


def _tiles(path: Path, *, is_big: bool) -> None:
    write_tiff(path, [TiffPage(size=SIZE, parts=tiles_of(drawing(), 64), tile=(64, 64))], is_big=is_big)


def _jpeg_strips(path: Path, mode: str, rows: int) -> None:
    strips, tables = jpeg_strips(drawing().convert(mode), rows, quality=95)
    colours = {258: [8, 8, 8], 262: 2, 277: 3} if mode == "RGB" else {}
    tags = {259: 7, 347: tables, **colours}
    write_tiff(path, [TiffPage(size=SIZE, parts=strips, rows=rows, tags=tags)])


def _turned_bits(path: Path) -> None:
    """As faxes are stored: the first pixel in the lowest bit of its byte."""
    turned = bytes(int(f"{byte:08b}"[::-1], 2) for byte in drawing().convert("1").tobytes())
    write_tiff(path, [TiffPage(size=SIZE, parts=[turned], tags={258: 1, 266: 2})])


def _levels_to_255(path: Path) -> None:
    """A palette as old programs wrote it: levels of eight bits where sixteen are meant."""
    levels = [*range(256)] * 3
    write_tiff(path, [TiffPage(size=SIZE, parts=[drawing().tobytes()], tags={262: 3, 320: levels})])


def _empty_alpha(path: Path) -> None:
    """Transparent all over, as programs leave the fourth byte that they do not use."""
    picture = drawing().convert("RGBA")
    picture.putalpha(0)
    picture.save(path)


def _torn_note(path: Path) -> None:
    """With a wrong sum of a chunk that is no part of the picture."""
    drawing().save(path)
    data = path.read_bytes()
    path.write_bytes(data[:33] + struct.pack(">I", 7) + b"tEXtTitle\0x" + bytes(4) + data[33:])


KINDS: Mapping[str, Callable[[Path], None]] = {
    "16 bits, white is zero.tif": _deep_white_zero,
    "16 bits, big end first.tif": _sixteen_big_endian,
    "16 bits with signs.tif": lambda path: _signed(path, 16),
    "8 bits with signs.tif": lambda path: _signed(path, 8),
    "32 bits.tif": _thirty_two,
    "12 bits in 16.png": _twelve_in_sixteen,
    "floats.tif": _floats,
    "Lab.tif": _lab,
    "CMYK by Adobe.jpg": lambda path: _cmyk(path, with_mark=True),
    "CMYK.jpg": lambda path: _cmyk(path, with_mark=False),
    "CMYK.tif": _cmyk_tiff,
    "gray and alpha.png": lambda path: _layered(path, "LA"),
    "colours and alpha.webp": lambda path: _layered(path, "RGBA"),
    "palette of 1 bit.png": lambda path: _palette(path, "PNG", bits=1),
    "palette of 2 bits.png": lambda path: _palette(path, "PNG", bits=2),
    "palette.gif": lambda path: _palette(path, "GIF"),
    "palette.bmp": lambda path: _palette(path, "BMP"),
    "palette.tif": lambda path: _palette(path, "TIFF"),
    "palette with levels to 255.tif": _levels_to_255,
    "transparent all over.png": _empty_alpha,
    "torn note.png": _torn_note,
    "planes.tif": _planes,
    "planes of 16 bits.tif": lambda path: _deep(
        path, "H", 257, {258: [16] * 3, 262: 2, 277: 3, 284: 2}, planes=3
    ),
    "doubles.tif": lambda path: _deep(path, "d", 1 / 255, {258: 64, 339: 3}),
    "tiles.tif": lambda path: _tiles(path, is_big=False),
    "big tiles.tif": lambda path: _tiles(path, is_big=True),
    "JPEG strips in gray.tif": lambda path: _jpeg_strips(path, "L", 32),
    "JPEG strips in colour.tif": lambda path: _jpeg_strips(path, "RGB", 32),
    "JPEG in one strip.tif": lambda path: _jpeg_strips(path, "RGB", 224),
    "one bit.png": lambda path: drawing().convert("1").save(path),
    "one bit, bits turned round.tif": _turned_bits,
    "one bit, white is zero.tif": lambda path: drawing().convert("1").save(path, compression="group4"),
}


def kind_file(folder: Path, kind: str) -> Path:
    """The drawing as a file of that kind."""
    path = folder / kind
    KINDS[kind](path)
    return path
