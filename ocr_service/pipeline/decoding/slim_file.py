"""A JPEG or PNG without the metadata that no reader of its pixels needs, which Pillow would hold in memory whole.

Cameras, editors and scanners attach previews, edit histories and colour profiles; a file may be nothing else but them.
"""

from __future__ import annotations

import io
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO, NamedTuple

# Beyond these a file is no picture that somebody made; the bound of memory ends its reading.
_MOST_PARTS = 4_000_000
# A directory of EXIF entries has less; what is longer carries pictures of its own.
_LONG = 1 << 18
_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
_SCAN, _END = 0xDA, 0xD9
_ALONE = (0x01, *range(0xD0, 0xD9))
_APP0, _APP1, _APP14, _APP15, _COMMENT = 0xE0, 0xE1, 0xEE, 0xEF, 0xFE
# What tells pixels, paper and orientation.
_PNG_KEPT = (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"pHYs", b"eXIf", b"gAMA")
# Packed, so that 40 kB of them are 40 MB; Pillow unpacks them all, and gives the picture up when they are too long.
_PNG_PACKED = (b"iCCP", b"zTXt", b"iTXt")


class Part(NamedTuple):
    """A run of bytes of a file."""

    start: int
    length: int


class SlimFile(io.RawIOBase):
    """Some parts of a file as if they were all of it; closes the file with itself."""

    def __init__(self, file: BinaryIO, parts: list[Part]) -> None:
        super().__init__()
        self._file, self._parts = file, parts
        self._ends = list(accumulate(part.length for part in parts))
        self._place = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As of any file."""
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._ends[-1]}[whence]
        self._place = max(0, origin + offset)
        return self._place

    def tell(self) -> int:
        """As of any file."""
        return self._place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Up to the end of the part that the reader stands in."""
        number = bisect_right(self._ends, self._place)
        if number == len(self._parts):
            return 0
        part, left = self._parts[number], self._ends[number] - self._place
        self._file.seek(part.start + part.length - left)
        data = self._file.read(min(len(buffer), left))
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)

    def close(self) -> None:
        """Close the file behind it, too."""
        if not self.closed:
            self._file.close()
        super().close()


def open_slim(path: Path) -> BinaryIO:
    """The file for reading, slim where it is a JPEG or PNG with long metadata; as it is in any other case."""
    file = path.open("rb")
    try:
        parts = list(_parts(file, path.stat().st_size))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return io.BufferedReader(SlimFile(file, parts)) if len(parts) > 1 else file


def _parts(file: BinaryIO, size: int) -> Iterator[Part]:
    """What remains without long metadata; one part where all remains."""
    head = file.read(8)
    if head.startswith(_JPEG):
        left_out = _jpeg_metadata(file)
    elif head == _PNG:
        left_out = _png_metadata(file, size)
    else:
        left_out = iter(())
    start = 0
    for part in left_out:
        # Parts that touch are one, or a file of nothing else would be held as their list.
        if part.start > start:
            yield Part(start, part.start - start)
        start = part.start + part.length
    yield Part(start, max(0, size - start))


def _jpeg_metadata(file: BinaryIO) -> Iterator[Part]:
    """Application segments and comments beyond the first ``_LONG`` bytes; not JFIF's and the first of Adobe's and of EXIF."""
    place, seen, once = 2, 0, {(_APP1, b"Exif"), (_APP14, b"Adob")}
    for _ in range(_MOST_PARTS):
        file.seek(place)
        head = file.read(8)
        if len(head) < 4 or head[0] != 0xFF or head[1] in (_SCAN, _END):
            return
        marker = head[1]
        if marker == 0xFF or marker in _ALONE:
            place += 1 if marker == 0xFF else 2
            continue
        length = 2 + max(2, int.from_bytes(head[2:4]))
        if (marker, head[4:]) in once:
            once.remove((marker, head[4:]))
        elif _APP0 < marker <= _APP15 or marker == _COMMENT:
            seen += length
            if seen > _LONG:
                yield Part(place, length)
        place += length


def _png_metadata(file: BinaryIO, size: int) -> Iterator[Part]:
    """Chunks that tell nothing of the pixels: beyond their first ``_LONG`` bytes, and all that are packed."""
    place, seen = len(_PNG), 0
    for _ in range(_MOST_PARTS):
        file.seek(place)
        head = file.read(8)
        if len(head) < 8:
            return
        length = 12 + int.from_bytes(head[:4])
        if head[4:] != b"IDAT" and (head[4:] not in _PNG_KEPT or length > _LONG):
            seen += length
            is_left_out = seen > _LONG or head[4:] in _PNG_PACKED or _is_torn(file, head, length)
            if is_left_out and place + length <= size:
                yield Part(place, length)
        place += length


def _is_torn(file: BinaryIO, head: bytes, length: int) -> bool:
    """True for a chunk whose sum is another than it says, which Pillow gives the whole picture up for; the file stands behind its head."""
    data = file.read(length - len(head))
    return len(data) == length - len(head) and zlib.crc32(head[4:] + data[:-4]) != int.from_bytes(data[-4:])
