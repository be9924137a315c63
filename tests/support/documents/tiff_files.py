"""Write TIFFs of any tags, as scanners and programs do and Pillow does not: big ones, tiles, planes, deep samples, strips of JPEG."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

_SHORT, _LONG, _RATIONAL, _UNDEFINED, _LONG8 = 3, 4, 5, 7, 16
_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _OFFSETS, _SAMPLES, _ROWS, _LENGTHS = (
    *(256, 257, 258, 259, 262),
    *(273, 277, 278, 279),
)
_ACROSS, _DOWN, _TILE_WIDTH, _TILE_HEIGHT, _TILE_OFFSETS, _TILE_LENGTHS, _TABLES = (
    *(282, 283, 322, 323),
    *(324, 325, 347),
)


@dataclass(frozen=True, kw_only=True)
class TiffPage:
    """``parts`` are strips of ``rows`` rows, or tiles of the size ``tile``; ``tags`` hold numbers, lists of them, or bytes."""

    size: tuple[int, int]
    parts: Sequence[bytes]
    tags: Mapping[int, int | Sequence[int] | bytes] = field(default_factory=dict)
    rows: int = 0
    tile: tuple[int, int] | None = None
    dpi: int = 200


def write_tiff(path: Path, pages: Sequence[TiffPage], *, is_big: bool = False, order: str = "<") -> Path:
    """Pages one behind the other; ``order`` is that of the tags' bytes, as ``struct`` writes it."""
    name = b"II" if order == "<" else b"MM"
    head = (
        struct.pack(f"{order}2sHHHQ", name, 43, 8, 0, 0)
        if is_big
        else struct.pack(f"{order}2sHI", name, 42, 0)
    )
    data, link = bytearray(head), 8 if is_big else 4
    offset_form = f"{order}Q" if is_big else f"{order}I"
    for page in pages:
        offsets = []
        for part in page.parts:
            offsets.append(len(data))
            data += part
        entries = _entries(page, offsets)
        packed = [_packed(data, tag, value, order, is_big=is_big) for tag, value in sorted(entries.items())]
        data += bytes(len(data) % 2)
        struct.pack_into(offset_form, data, link, len(data))
        data += struct.pack(f"{order}Q" if is_big else f"{order}H", len(packed)) + b"".join(packed)
        link = len(data)
        data += bytes(8 if is_big else 4)
    path.write_bytes(data)
    return path


def _entries(page: TiffPage, offsets: Sequence[int]) -> dict[int, int | Sequence[int] | bytes | float]:
    lengths = [len(part) for part in page.parts]
    usual: dict[int, int | Sequence[int] | bytes | float] = {
        _WIDTH: page.size[0],
        _HEIGHT: page.size[1],
        _BITS: 8,
        _COMPRESSION: 1,
        _PHOTOMETRIC: 1,
        _SAMPLES: 1,
        _ACROSS: float(page.dpi),
        _DOWN: float(page.dpi),
    }
    if page.tile:
        places = {_TILE_WIDTH: page.tile[0], _TILE_HEIGHT: page.tile[1]}
        return {**usual, **places, _TILE_OFFSETS: offsets, _TILE_LENGTHS: lengths, **page.tags}
    rows = page.rows or page.size[1]
    return {**usual, _OFFSETS: offsets, _LENGTHS: lengths, _ROWS: rows, **page.tags}


def _packed(
    data: bytearray, tag: int, value: int | Sequence[int] | bytes | float, order: str, *, is_big: bool
) -> bytes:
    """One entry; what does not fit it goes to ``data``."""
    room = 8 if is_big else 4
    if isinstance(value, bytes):
        kind, count, body = _UNDEFINED, len(value), value
    elif isinstance(value, float):
        kind, count, body = _RATIONAL, 1, struct.pack(f"{order}II", round(value * 10), 10)
    else:
        numbers = [value] if isinstance(value, int) else list(value)
        kind = _LONG if tag in (_OFFSETS, _LENGTHS, _TILE_OFFSETS, _TILE_LENGTHS) else _SHORT
        count, body = (
            len(numbers),
            struct.pack(f"{order}{len(numbers)}{'I' if kind == _LONG else 'H'}", *numbers),
        )
    if len(body) > room:
        place = len(data)
        data += body + bytes(len(body) % 2)
        body = struct.pack(f"{order}Q" if is_big else f"{order}I", place)
    return struct.pack(f"{order}HHQ" if is_big else f"{order}HHI", tag, kind, count) + body.ljust(room, b"\0")


def jpeg_strips(picture: Image.Image, rows: int, *, quality: int = 75) -> tuple[list[bytes], bytes]:
    """The picture as strips without tables, and the tables that all of them use."""
    strips, tables = [], b""
    for top in range(0, picture.height, rows):
        data = io.BytesIO()
        strip = picture.crop((0, top, picture.width, min(top + rows, picture.height)))
        keep = {"keep_rgb": True} if picture.mode == "RGB" else {}
        strip.save(data, "JPEG", quality=quality, subsampling=0, **keep)
        tables, bare = _split(data.getvalue())
        strips.append(bare)
    return strips, tables


def _split(jpeg: bytes) -> tuple[bytes, bytes]:
    """The tables of a JPEG as a file of nothing else, and the rest of it without its marks of a program."""
    tables, rest, place = b"", b"", 2
    while jpeg[place + 1] != 0xDA:
        end = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4])
        if jpeg[place + 1] in (0xDB, 0xC4):
            tables += jpeg[place:end]
        elif jpeg[place + 1] not in (0xE0, 0xEE):
            rest += jpeg[place:end]
        place = end
    return b"\xff\xd8" + tables + b"\xff\xd9", b"\xff\xd8" + rest + jpeg[place:]


def tiles_of(picture: Image.Image, side: int) -> list[bytes]:
    """The samples of each tile, from left to right and from top to bottom, white beyond the edges."""
    whole = Image.new(
        picture.mode, (-(-picture.width // side) * side, -(-picture.height // side) * side), 255
    )
    whole.paste(picture)
    return [
        whole.crop((left, top, left + side, top + side)).tobytes()
        for top in range(0, whole.height, side)
        for left in range(0, whole.width, side)
    ]
