"""The JPEG that a TIFF page is: its strips joined to one, none of their pixels decoded.

Each strip is a JPEG of its own without tables. Restart markers do what the beginning of a strip does, so the strips' packed
data stand behind one head with a restart marker between them (ITU-T T.81, B.2.4.4), which is how tiff2pdf joins them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

_BITS, _COMPRESSION, _PHOTOMETRIC, _OFFSETS, _ROWS, _LENGTHS, _PLANES, _TABLES = (
    *(258, 259, 262, 273),
    *(278, 279, 284, 347),
)
_JPEG_COMPRESSION, _RGB, _WHITE_IS_ZERO = 7, 2, 0
_BASELINE, _EXTENDED, _SCAN, _END = 0xC0, 0xC1, 0xDA, 0xD9
_ADOBE, _HUFFMAN, _QUANTA, _RESTART = 0xEE, 0xC4, 0xDB, 0xDD
# Adobe's mark that says of three colours that they are red, green and blue as they stand.
_PLAIN_RGB = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"
_MOST_HEAD, _MOST_MCUS = 1 << 20, 65_535
_MOST_STRIPS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedJpeg:
    """``pieces`` are the file's bytes, ``length`` of them in all; ``colours`` is 1 or 3."""

    colours: int
    is_inverted: bool
    length: int
    pieces: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class _Strip:
    """A strip's segments before its data, and where these lie in the file."""

    segments: tuple[tuple[int, bytes], ...]
    start: int
    length: int

    def tables(self) -> list[bytes]:
        return [body for marker, body in self.segments if marker in (_HUFFMAN, _QUANTA, _RESTART)]

    def frame(self) -> bytes:
        return next((body for marker, body in self.segments if marker in (_BASELINE, _EXTENDED)), b"")


def joined_jpeg(file: BinaryIO, tags: Mapping[int, Any], size: tuple[int, int]) -> JoinedJpeg | None:
    """The page whose directory is ``tags`` and that is stored so wide and high; None when it is no such JPEG."""
    offsets, lengths = _several(tags.get(_OFFSETS)), _several(tags.get(_LENGTHS))
    if tags.get(_COMPRESSION) != _JPEG_COMPRESSION or not 0 < len(offsets) == len(lengths) <= _MOST_STRIPS:
        return None
    bits = _several(tags.get(_BITS, 1))
    if set(bits) != {8} or len(bits) not in (1, 3) or (tags.get(_PLANES, 1) != 1 and len(bits) > 1):
        return None
    strips = [_strip(file, *each) for each in zip(offsets, lengths, strict=True)]
    known = [strip for strip in strips if strip is not None and strip.frame()]
    if len(known) != len(strips) or not _match(known):
        return None
    restart = _restart(known[0], size, int(tags.get(_ROWS, size[1]))) if len(known) > 1 else b""
    if restart is None:
        return None
    head = _head(known[0], tags, size, restart)
    return JoinedJpeg(
        colours=len(bits),
        is_inverted=tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO,
        length=len(head) + sum(strip.length + 2 for strip in known),
        pieces=_pieces(file, head, known),
    )


def _several(value: Any) -> Sequence[int]:
    return value if isinstance(value, tuple) else (value,) if isinstance(value, int) else ()


def _strip(file: BinaryIO, offset: int, length: int) -> _Strip | None:
    """None for what is no baseline JPEG of one scan."""
    file.seek(offset)
    head = file.read(min(length, _MOST_HEAD))
    segments, place = [], 2
    while head[:2] == b"\xff\xd8" and place + 4 <= len(head) and head[place] == 0xFF:
        marker = head[place + 1]
        size = 2 + int.from_bytes(head[place + 2 : place + 4])
        segments.append((marker, head[place : place + size]))
        place += size
        if marker == _SCAN:
            data_length = _data_length(file, offset + place, length - place)
            return _Strip(tuple(segments), offset + place, data_length) if data_length else None
    return None


def _data_length(file: BinaryIO, start: int, length: int) -> int:
    """Without the mark of the end; 0 where there is none near the end, or none of the bytes are there."""
    file.seek(max(start, start + length - 64))
    tail = file.read(min(64, max(0, length)))
    end = tail.rfind(bytes((0xFF, _END)))
    return max(0, length - len(tail) + end) if end >= 0 else 0


def _match(strips: Sequence[_Strip]) -> bool:
    """True when all have the tables and the colours of the first, and none restarts by itself."""
    first = strips[0]
    has_restart = any(marker == _RESTART for strip in strips for marker, _ in strip.segments)
    return len(strips) == 1 or (
        not has_restart
        and all(
            strip.tables() in ([], first.tables()) and strip.frame()[9:] == first.frame()[9:]
            for strip in strips
        )
    )


def _restart(first: _Strip, size: tuple[int, int], rows: int) -> bytes | None:
    """The segment that announces a restart after each strip; None when a strip does not end where a unit does."""
    frame = first.frame()
    samplings = [frame[place + 1] for place in range(10, 10 + 3 * frame[9], 3)]
    single = len(samplings) == 1
    unit_width = 8 * (1 if single else max(sampling >> 4 for sampling in samplings))
    unit_height = 8 * (1 if single else max(sampling & 15 for sampling in samplings))
    units = -(-size[0] // unit_width) * (rows // unit_height)
    if rows % unit_height or not 0 < units <= _MOST_MCUS:
        return None
    return b"\xff\xdd\x00\x04" + units.to_bytes(2)


def _head(first: _Strip, tags: Mapping[int, Any], size: tuple[int, int], restart: bytes) -> bytes:
    tables = bytes(tags.get(_TABLES) or b"")[2:-2]
    has_mark = any(marker == _ADOBE for marker, _ in first.segments)
    mark = _PLAIN_RGB if tags.get(_PHOTOMETRIC) == _RGB and not has_mark else b""
    segments = b"".join(
        body[:5] + struct.pack(">H", size[1]) + body[7:] if marker in (_BASELINE, _EXTENDED) else body
        for marker, body in first.segments[:-1]
    )
    return b"\xff\xd8" + mark + tables + segments + restart + first.segments[-1][1]


def _pieces(file: BinaryIO, head: bytes, strips: Sequence[_Strip]) -> Iterator[bytes]:
    yield head
    for number, strip in enumerate(strips):
        file.seek(strip.start)
        yield file.read(strip.length)
        is_last = number == len(strips) - 1
        yield bytes((0xFF, _END if is_last else 0xD0 + number % 8))
