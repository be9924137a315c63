"""Decode a large PNG strip by strip into a smaller gray picture; Pillow only knows how to decode all of it.

A PNG is one stream of rows, each told by its difference to the row above. So each strip is given to Pillow's
decoder with the last row of the strip before on top.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image

from ocr_service.pipeline.decoding.gray import gray
from ocr_service.pipeline.decoding.png_chunks import image_data

_PIECE_BYTES = 64 * 1024
_STRIP_BYTES = 1 << 20
# A3 at 600 dpi in colour has 209 million bytes; what unpacks to more is a bomb more often than a page.
_MOST_BYTES = 256 << 20
_CHANNELS = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4}


def is_strippable(picture: Image.Image) -> bool:
    """True for a PNG of whole bytes a channel whose rows follow each other from the top, and are not too many."""
    tiles: Sequence[Any] = getattr(picture, "tile", ())
    return (
        picture.format == "PNG"
        and picture.mode in _CHANNELS
        and len(tiles) == 1
        and tiles[0].args == picture.mode
        and not picture.info.keys() & {"interlace", "transparency"}
        and picture.width * picture.height * _CHANNELS[picture.mode] <= _MOST_BYTES
    )


def reduced_gray(
    path: Path, picture: Image.Image, most_pixels: int, *, most_bytes: int = _MOST_BYTES
) -> Image.Image:
    """The strippable picture at ``path`` in gray, made smaller by a whole factor towards ``most_pixels``.

    It has at most ``most_bytes``, one a pixel.

    ``picture`` is the opened one; its pixels are not loaded. Raises ``OSError`` and ``zlib.error`` when it is damaged.
    """
    width, height = picture.size
    factor = max(1, math.isqrt(width * height // most_pixels))
    factor += width * height // factor**2 > most_bytes
    whole = Image.new("L", (math.ceil(width / factor), math.ceil(height / factor)))
    top = 0
    with path.open("rb") as file:
        for strip in _strips(file, picture, factor):
            band = gray(strip).reduce(factor)
            whole.paste(band, (0, top))
            top += band.height
    return whole


def _strips(file: BinaryIO, picture: Image.Image, factor: int) -> Iterator[Image.Image]:
    """The picture from top to bottom; all strips but the last have a multiple of ``factor`` rows."""
    width, height = picture.size
    row_bytes = width * _CHANNELS[picture.mode]
    rows_a_strip = factor * max(1, _STRIP_BYTES // row_bytes // factor)
    above, data, left = bytes(row_bytes), bytearray(), height
    rows = min(rows_a_strip, left)
    for piece in _inflated(file):
        data += piece
        while left and len(data) >= rows * (row_bytes + 1):
            strip = _strip(picture.mode, width, above, data[: rows * (row_bytes + 1)])
            del data[: rows * (row_bytes + 1)]
            above = strip.crop((0, rows - 1, width, rows)).tobytes()
            left -= rows
            yield strip
            rows = min(rows_a_strip, left)
        if not left:
            return
    raise OSError("the picture ends before its last row")


def _strip(mode: str, width: int, above: bytes, filtered: bytearray) -> Image.Image:
    rows = len(filtered) // (len(above) + 1)
    # The row above as it is (filter 0), then the strip's rows; "compressed" without compression.
    stream = zlib.compress(b"\0" + above + filtered, 0)
    return Image.frombytes(mode, (width, rows + 1), stream, "zip", mode).crop((0, 1, width, rows + 1))


def _inflated(file: BinaryIO) -> Iterator[bytes]:
    """The rows as they are stored, in small pieces, however well they were compressed."""
    inflater = zlib.decompressobj()
    for data in image_data(file):
        rest = data
        while rest:
            yield inflater.decompress(rest, _PIECE_BYTES)
            rest = inflater.unconsumed_tail
