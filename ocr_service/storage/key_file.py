"""Keep API keys in a file of their own beside the documents: hashes, never secrets."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ocr_service.domain.api_key import ApiKey
from ocr_service.errors import StorageFailed
from ocr_service.storage.disk_errors import named_disk_errors
from ocr_service.storage.durable import fsync_folder, write_durably

_FOLDER, _FILE, _NEW, _LOCK = ".keys", "keys.json", "keys.new", "lock"


class KeyFile:
    """``UPLOAD_DIR/.keys/keys.json``, readable by its owner alone; replaced whole, under a lock."""

    def __init__(self, upload_dir: Path) -> None:
        self._folder = upload_dir / _FOLDER

    def read(self) -> list[ApiKey]:
        """The keys; none where there is no file. Raises ``StorageFailed`` when it cannot be read: the service stays shut."""
        try:
            text = (self._folder / _FILE).read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StorageFailed("The file of API keys cannot be read. See its rights.") from error
        try:
            return [ApiKey.from_json(each) for each in json.loads(text)]
        except (ValueError, KeyError, TypeError) as error:
            raise StorageFailed("The file of API keys is damaged. Restore it from a backup.") from error

    def write(self, keys: Sequence[ApiKey]) -> None:
        """Replace the file durably, adding to what another process wrote meanwhile. Raises ``StorageFull``, ``StorageFailed``."""
        with named_disk_errors(), self._locked():
            merged = {key.id: key for key in self.read()} | {key.id: key for key in keys}
            new = self._folder / _NEW
            new.unlink(missing_ok=True)
            write_durably(new, json.dumps([key.to_json() for key in merged.values()], indent=1).encode())
            new.chmod(0o600)
            new.replace(self._folder / _FILE)
            fsync_folder(self._folder)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
