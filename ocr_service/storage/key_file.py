"""Keep API keys in a file of their own beside the documents: hashes, never secrets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from ocr_service.domain.api_key import ApiKey
from ocr_service.errors import StorageFailed
from ocr_service.storage.private_file import PrivateFile


class KeyFile:
    """``UPLOAD_DIR/.keys/keys.json``, readable by its owner alone; replaced whole, under a lock."""

    def __init__(self, upload_dir: Path) -> None:
        self._file = PrivateFile(upload_dir, "keys.json")

    def read(self) -> list[ApiKey]:
        """The keys; none where there is no file. Raises ``StorageFailed`` when it cannot be read: the service stays shut."""
        try:
            text = self._file.read()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StorageFailed(f"The file of API keys cannot be read: {error.strerror}.") from error
        try:
            return [ApiKey.from_json(each) for each in json.loads(text)]
        except (ValueError, KeyError, TypeError) as error:
            raise StorageFailed("The file of API keys is damaged. Restore it from a backup.") from error

    def write(self, keys: Sequence[ApiKey]) -> None:
        """Replace the file durably, adding to what another process wrote meanwhile. Raises ``StorageFull``, ``StorageFailed``."""
        with self._file.locked():
            merged = {key.id: key for key in self.read()} | {key.id: key for key in keys}
            self._file.replace(json.dumps([key.to_json() for key in merged.values()], indent=1))
