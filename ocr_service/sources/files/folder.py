"""Documents below a folder of this machine, such as a share."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import BinaryIO

from ocr_service.sources.row import FILE_GONE, Row
from ocr_service.sources.source import FileTrouble, FileUnusable, SourceAway, require_path

_PIECE_BYTES = 256 * 1024


class FolderFiles:
    """A row's path is one below ``root``, however it is written; nothing outside of it is ever opened, also not by a link."""

    def __init__(self, root: Path, *, variable: str) -> None:
        self._root = root
        self._variable = variable

    async def fetch(self, row: Row) -> AsyncGenerator[bytes, None]:
        """See ``Files.fetch``."""
        require_path(row)
        file = await asyncio.to_thread(self._opened, row.path)
        try:
            while piece := await asyncio.to_thread(_read, file):
                yield piece
        finally:
            file.close()

    async def check(self) -> str:
        """See ``Files.check``."""
        await asyncio.to_thread(self._require_root)
        return f"folder {self._root}"

    async def close(self) -> None:
        """Nothing is open."""

    def _require_root(self) -> None:
        if not os.access(self._root, os.R_OK | os.X_OK) or not self._root.is_dir():
            raise SourceAway(
                f"{self._variable}={self._root} is no folder that can be read. Is the share mounted?"
            )

    def _opened(self, path: str) -> BinaryIO:
        self._require_root()
        try:
            root = self._root.resolve(strict=True)
            place = (root / path.lstrip("/")).resolve(strict=True)
            if not place.is_relative_to(root):
                raise FileUnusable(FILE_GONE, "The row's path leads out of the folder of documents.")
            descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError, ValueError) as error:
            raise FileUnusable(FILE_GONE, "Its file is not in the folder of documents.") from error
        except OSError as error:
            raise FileTrouble(f"Its file cannot be read: {error.strerror}.") from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise FileUnusable(FILE_GONE, "What the row names is no file.")
        return os.fdopen(descriptor, "rb")


def _read(file: BinaryIO) -> bytes:
    try:
        return file.read(_PIECE_BYTES)
    except OSError as error:
        raise FileTrouble(f"Its file cannot be read: {error.strerror}.") from error
