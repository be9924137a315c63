"""The chunks of a PNG: its header, palette, EXIF data and packed rows, read in small pieces."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_SIGNATURE_BYTES = 8
_PIECE_BYTES = 64 * 1024
_PALETTE_BYTES, _EXIF_BYTES = 768, 1 << 16
# 8 kB each, as some programs write them, for the largest that is read.
_MOST_CHUNKS = 100_000
_GRAY, _RGB, _PALETTE = 0, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PngRows:
    """How a PNG's packed rows are to be read; ``data_bytes`` is their length, ``palette`` holds RGB triples."""

    width: int
    height: int
    bits: int
    kind: int
    is_interlaced: bool
    has_transparency: bool
    palette: bytes
    data_bytes: int

    @property
    def is_gray(self) -> bool:
        """One sample a pixel that is a shade."""
        return self.kind == _GRAY

    @property
    def has_palette(self) -> bool:
        """One sample a pixel that is a place in ``palette``."""
        return self.kind == _PALETTE and bool(self.palette)

    @property
    def colours(self) -> int:
        """Samples a pixel."""
        return 3 if self.kind == _RGB else 1

    @property
    def is_plain(self) -> bool:
        """Rows from top to bottom of shades, colours or places in a palette, all of them opaque."""
        is_known = self.kind in (_GRAY, _RGB) or self.has_palette
        return is_known and not self.is_interlaced and not self.has_transparency


def chunks(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Kind and length of each chunk; the file stands at its data."""
    place = _SIGNATURE_BYTES
    for _ in range(_MOST_CHUNKS):
        file.seek(place)
        head = file.read(8)
        if len(head) < 8:
            return
        length = int.from_bytes(head[:4])
        yield head[4:], length
        place += 12 + length


def rows_of(file: BinaryIO) -> PngRows:
    """What the header and the chunks' lengths say. Raises ``struct.error`` for no PNG."""
    found: dict[bytes, bytes] = {}
    data_bytes = 0
    for kind, length in chunks(file):
        if kind in (b"IHDR", b"PLTE"):
            found[kind] = file.read(min(length, _PALETTE_BYTES))
        elif kind == b"tRNS":
            found[kind] = b""
        elif kind == b"IDAT":
            data_bytes += length
    width, height, bits, colours, _, _, interlace = struct.unpack_from(">IIBBBBB", found.get(b"IHDR", b""))
    return PngRows(
        width=width,
        height=height,
        bits=bits,
        kind=colours,
        is_interlaced=bool(interlace),
        has_transparency=b"tRNS" in found,
        palette=found.get(b"PLTE", b""),
        data_bytes=data_bytes,
    )


def image_data(file: BinaryIO) -> Iterator[bytes]:
    """The packed rows."""
    for kind, length in chunks(file):
        left = length if kind == b"IDAT" else 0
        while left and (data := file.read(min(left, _PIECE_BYTES))):
            left -= len(data)
            yield data


def exif_of(file: BinaryIO) -> bytes:
    """The EXIF data, before or behind the pixels; empty when there are none."""
    return next((file.read(min(n, _EXIF_BYTES)) for kind, n in chunks(file) if kind == b"eXIf"), b"")
