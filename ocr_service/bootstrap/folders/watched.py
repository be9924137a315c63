"""What the API may ask of the watched folder, of which it sees the journal alone."""

from __future__ import annotations

import sqlite3

from ocr_service.errors import StorageFailed
from ocr_service.filing.watched import OpenJournal, WatchedNumbers
from ocr_service.settings import Settings
from ocr_service.watcher.levels import Level, said_by


class WatchedFolder:
    """Of a service without one there is nothing to say."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._journal = OpenJournal(settings.journal_path)

    def close(self) -> None:
        """Close the journal."""
        self._journal.close()

    def numbers(self) -> WatchedNumbers | None:
        """How it stands; None where no folder is watched."""
        if self._settings.watch.dir is None:
            return None
        try:
            return self._journal.numbers()
        except (sqlite3.Error, OSError) as error:
            return WatchedNumbers(in_hand=0, failed=0, away=f"Its journal cannot be read: {error}.")

    def forget_owner(self, owner: str) -> int:
        """Forget what is known of an owner's files; returns of how many. Raises ``StorageFailed``."""
        try:
            return self._journal.forget_owner(owner, self._owner_of)
        except (sqlite3.Error, OSError) as error:
            raise StorageFailed(
                "The journal of the watched folder cannot be written. Check UPLOAD_DIR."
            ) from error

    def _owner_of(self, path: str) -> str:
        watch = self._settings.watch
        said = said_by(path, tuple(map(Level, watch.levels)), self._settings.ocr.tesseract_languages)
        return said.owner or watch.owner
