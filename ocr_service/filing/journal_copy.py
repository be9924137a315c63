"""Copy the journal of watched folders for a backup, while others write to it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from ocr_service.filing.journal import BUSY_S


def copy_journal(source: Path, target: Path) -> None:
    """Copy a journal as it is at one moment, while others write to it. Raises ``OSError``, also for what SQLite complains of."""
    try:
        with (
            closing(sqlite3.connect(source, timeout=BUSY_S)) as base,
            closing(sqlite3.connect(target)) as copy,
        ):
            base.backup(copy)
    except sqlite3.Error as error:
        raise OSError(f"{source} cannot be copied: {error}") from error
