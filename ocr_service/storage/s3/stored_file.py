"""Read a published file of a bucket: one request a range, nothing before the first piece is asked for."""

from __future__ import annotations

import io
from collections.abc import Iterator

from ocr_service.domain.file_store import PIECE_BYTES
from ocr_service.storage.s3.bucket import Bucket

_MOST_READS = 256
_HEADER_BYTES = 16 * 1024


class S3StoredFile:
    """A key of known size."""

    def __init__(self, bucket: Bucket, key: str, size: int) -> None:
        self.size = size
        self._bucket = bucket
        self._key = key

    def pieces(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes from ``start`` up to ``stop`` (the end when None). Raises ``StorageFailed``."""
        end = self.size if stop is None else min(stop, self.size)
        if start >= end:
            return
        for piece in self._bucket.pieces(self._key, start, end, PIECE_BYTES):
            for first in range(0, len(piece), PIECE_BYTES):
                yield piece[first : first + PIECE_BYTES]

    def close(self) -> None:
        """Nothing is held between two pieces."""


class HeldFile:
    """A small file that came with its manifest."""

    def __init__(self, content: bytes) -> None:
        self.size = len(content)
        self._content = content

    def pieces(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes from ``start`` up to ``stop`` (the end when None), at once."""
        if piece := self._content[start:stop]:
            yield piece

    def close(self) -> None:
        """Nothing is open."""


class RangedReader(io.RawIOBase):
    """An object as a file that can be sought in, for those who read headers; ends after ``_MOST_READS`` requests.

    A header that wants more is a hostile one; the pages' own limits judge it when it is drawn.
    """

    def __init__(self, file: S3StoredFile) -> None:
        self._file = file
        self._position = 0
        self._reads = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move without reading anything."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._file.size}[whence]
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        """Where the next read begins."""
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # any writable buffer
        """Fill the buffer as far as the object goes."""
        self._reads += 1
        if self._reads > _MOST_READS:
            return 0
        data = b"".join(self._file.pieces(self._position, self._position + len(buffer)))
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


def open_ranged(file: S3StoredFile) -> io.BufferedReader:
    """The object as a buffered binary file."""
    return io.BufferedReader(RangedReader(file), buffer_size=_HEADER_BYTES)
