"""Keep a small file that only its owner may read, replaced whole and durably, by one process at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ocr_service.storage.disk_errors import named_disk_errors
from ocr_service.storage.durable import fsync_folder, write_durably

_FOLDER, _LOCK = ".keys", "lock"


class PrivateFile:
    """``UPLOAD_DIR/.keys/{name}``."""

    def __init__(self, upload_dir: Path, name: str) -> None:
        self._folder = upload_dir / _FOLDER
        self._path = self._folder / name

    def read(self) -> str:
        """The text. Raises ``FileNotFoundError``, ``OSError``."""
        return self._path.read_text(encoding="utf-8")

    def replace(self, text: str) -> None:
        """Put this in its place; call it within ``locked``."""
        new = self._path.with_suffix(".new")
        new.unlink(missing_ok=True)
        write_durably(new, text.encode())
        new.chmod(0o600)
        new.replace(self._path)
        fsync_folder(self._folder)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """While the block runs no other process writes. Raises ``StorageFull``, ``StorageFailed``."""
        with named_disk_errors():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield
            finally:
                os.close(descriptor)
