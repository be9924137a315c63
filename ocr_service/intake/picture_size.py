"""Read how large a picture claims to be from its header alone, without an imaging library.

Every reader is bounded: a hostile file costs at most ``_MAX_STEPS`` small reads.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Callable, Iterator
from typing import BinaryIO

from ocr_service.errors import ImageTooLarge, StorageFailed
from ocr_service.intake import media_type as types

MAX_SIDE_PIXELS = 32_767
"""Tesseract counts coordinates in 16 bits."""
_MAX_STEPS = 20_000
_HEIC_HEAD_BYTES = 65_536

Size = tuple[int, int]


def check_picture_size(file: BinaryIO, media_type: str, *, max_pixels: int) -> None:
    """Raise ``ImageTooLarge`` when a picture (any page of a TIFF) has too many pixels or too long a side.

    A damaged header passes: what cannot be read is the worker's to judge.
    """
    for width, height in picture_sizes(file, media_type):
        if width * height > max_pixels or max(width, height) > MAX_SIDE_PIXELS:
            raise ImageTooLarge(
                f"The picture has {width} x {height} pixels. Scale it down to at most {max_pixels} pixels"
                f" and {MAX_SIDE_PIXELS} on each side.",
                width=width,
                height=height,
                max_pixels=max_pixels,
                max_side_pixels=MAX_SIDE_PIXELS,
            )


def picture_sizes(file: BinaryIO, media_type: str) -> Iterator[Size]:
    """Width and height in pixels of each page, as far as the headers tell; nothing for a PDF."""
    reader = _READERS.get(media_type)
    if reader is None:
        return
    try:
        file.seek(0)
        yield from reader(file)
    except struct.error:  # the header ends early
        return
    except OSError as error:
        if error.errno != errno.EINVAL:  # the header points beyond what a file system can hold
            raise StorageFailed from error


def _unpack(file: BinaryIO, form: str, offset: int) -> tuple[int, ...]:
    file.seek(offset)
    return struct.unpack(form, file.read(struct.calcsize(form)))


def _png(file: BinaryIO) -> Iterator[Size]:
    width, height = _unpack(file, ">II", 16)
    yield width, height


def _gif(file: BinaryIO) -> Iterator[Size]:
    width, height = _unpack(file, "<HH", 6)
    yield width, height


def _bmp(file: BinaryIO) -> Iterator[Size]:
    (header_bytes,) = _unpack(file, "<I", 14)
    width, height = _unpack(file, "<HH" if header_bytes == 12 else "<ii", 18)
    yield abs(width), abs(height)


def _jpeg(file: BinaryIO) -> Iterator[Size]:
    offset = 2
    for _ in range(_MAX_STEPS):
        mark, marker = _unpack(file, ">BB", offset)
        if mark != 0xFF:
            return
        if marker == 0xFF or 0xD0 <= marker <= 0xD8 or marker == 0x01:  # fill byte or marker without length
            offset += 1 if marker == 0xFF else 2
            continue
        if marker in (0xD9, 0xDA):  # end of the picture, or its data begins
            return
        (length,) = _unpack(file, ">H", offset + 2)
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = _unpack(file, ">HH", offset + 5)
            yield width, height
            return
        offset += 2 + max(length, 2)


def _webp(file: BinaryIO) -> Iterator[Size]:
    file.seek(12)
    form = file.read(4)
    if form == b"VP8X":
        low_w, high_w, low_h, high_h = _unpack(file, "<HBHB", 24)
        yield (low_w | high_w << 16) + 1, (low_h | high_h << 16) + 1
    elif form == b"VP8L":
        (bits,) = _unpack(file, "<I", 21)
        yield (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif form == b"VP8 ":
        width, height = _unpack(file, "<HH", 26)
        yield width & 0x3FFF, height & 0x3FFF


def _tiff(file: BinaryIO) -> Iterator[Size]:
    order, version = "<" if file.read(1) == b"I" else ">", 0
    (version,) = _unpack(file, f"{order}H", 2)
    is_big = version == 43
    (offset,) = _unpack(file, f"{order}{'Q' if is_big else 'I'}", 8 if is_big else 4)
    seen: set[int] = set()
    steps = _MAX_STEPS
    while 0 < offset < 1 << 62 and offset not in seen and steps > 0:
        seen.add(offset)
        size, offset, entries = _tiff_page(file, order, offset, is_big=is_big)
        steps -= 1 + entries // 12
        if size is not None:
            yield size


def _tiff_page(file: BinaryIO, order: str, offset: int, *, is_big: bool) -> tuple[Size | None, int, int]:
    """Size of the page whose directory lies at ``offset``, the next directory's offset, number of entries."""
    count_form, entry_form, next_form = ("Q", "HHQQ", "Q") if is_big else ("H", "HHII", "I")
    (count,) = _unpack(file, order + count_form, offset)
    entry_bytes = struct.calcsize(order + entry_form)
    first = offset + struct.calcsize(order + count_form)
    count = min(count, 65_535)
    file.seek(first)
    table = file.read(count * entry_bytes)
    sides: dict[int, int] = {}
    for tag, kind, _, value in struct.iter_unpack(
        order + entry_form, table[: len(table) // entry_bytes * entry_bytes]
    ):
        if tag in (256, 257):
            sides[tag] = _tiff_number(value, kind, order, 8 if is_big else 4)
    (following,) = (
        _unpack(file, order + next_form, first + count * entry_bytes)
        if len(table) == count * entry_bytes
        else (0,)
    )
    size = (sides[256], sides[257]) if len(sides) == 2 else None
    return size, following, count


def _tiff_number(value: int, kind: int, order: str, value_bytes: int) -> int:
    """A value that is stored in the first bytes of its field: two for a SHORT, four for a LONG."""
    stored = {1: 1, 3: 2, 4: 4}.get(kind, value_bytes)
    return value >> 8 * (value_bytes - stored) if order == ">" else value & ((1 << 8 * stored) - 1)


def _heic(file: BinaryIO) -> Iterator[Size]:
    """The size of each picture, tile and preview; their properties stand before all pixels."""
    head = file.read(_HEIC_HEAD_BYTES)
    place = head.find(b"ispe")
    while 0 <= place <= len(head) - 16:
        width, height = struct.unpack(">II", head[place + 8 : place + 16])
        yield width, height
        place = head.find(b"ispe", place + 16)


_READERS: dict[str, Callable[[BinaryIO], Iterator[Size]]] = {
    types.PNG: _png,
    types.JPEG: _jpeg,
    types.GIF: _gif,
    types.BMP: _bmp,
    types.WEBP: _webp,
    types.TIFF: _tiff,
    types.HEIC: _heic,
}
