"""Read a published file of the local store piece by piece, also after its name was removed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ocr_service.domain.file_store import PIECE_BYTES
from ocr_service.storage.disk_errors import named_disk_errors


class LocalStoredFile:
    """An open descriptor; readers of several ranges do not disturb one another."""

    def __init__(self, path: Path) -> None:
        self._descriptor: int | None = os.open(path, os.O_RDONLY)
        self.size = os.fstat(self._descriptor).st_size

    def pieces(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes from ``start`` up to ``stop`` (the end when None). Raises ``StorageFailed``."""
        end = self.size if stop is None else min(stop, self.size)
        with named_disk_errors():
            while start < end and self._descriptor is not None:
                piece = os.pread(self._descriptor, min(PIECE_BYTES, end - start), start)
                if not piece:
                    return
                start += len(piece)
                yield piece

    def close(self) -> None:
        """Close it; harmless when it is closed."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)
