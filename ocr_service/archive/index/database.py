"""The SQLite file of the index: opened by every process that needs it, changed by one at a time."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ocr_service.archive.index.schema import INDEX_VERSION, SCHEMA
from ocr_service.errors import ArchiveUnavailable

log = logging.getLogger(__name__)

BUSY_S = 30.0
_CACHE_KIB = 4_096


class IndexDatabase:
    """One connection a process. A change is a transaction that is undone when anything in it fails; looks see whole changes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._opened_inode = 0

    @property
    def exists(self) -> bool:
        """False before the first document, and when it was lost."""
        return self.path.exists()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def look(self) -> Iterator[sqlite3.Connection]:
        """A block that only reads. Raises ``ArchiveUnavailable``."""
        with self._transaction("BEGIN") as base:
            yield base

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """A transaction; no other process changes index or tree meanwhile. Raises ``ArchiveUnavailable``."""
        with self._transaction("BEGIN IMMEDIATE") as base:
            yield base

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._lock, _told(self.path):
            base = self._begun(begin)
            if base is None:  # a part of the caller's own
                yield self._opened()
                return
            try:
                yield base
            except BaseException:
                base.execute("ROLLBACK")
                raise
            base.execute("COMMIT")

    def _begun(self, begin: str) -> sqlite3.Connection | None:
        """The connection in a new transaction; None when it is in one. Of a file that somebody replaced, the new one."""
        base = self._opened()
        if base.in_transaction:
            return None
        base.execute(begin)
        if self._inode() != self._opened_inode:
            base.execute("ROLLBACK")
            self.close()
            base = self._opened()
            base.execute(begin)
        return base

    def _inode(self) -> int:
        return self.path.stat().st_ino if self.exists else 0

    def shrink_log(self) -> bool:
        """Write all into the file itself and empty the log of changes, which holds what was removed, too; False while somebody reads."""
        with self._lock, _told(self.path):
            (busy, _, _) = self._opened().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

    def size_bytes(self) -> int:
        """What the file takes. Raises ``ArchiveUnavailable``."""
        with _told(self.path):
            return self.path.stat().st_size

    def make(self) -> None:
        """Make an empty index where there is none."""
        with self._lock, _told(self.path):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._connection = self._connection or self._open("rwc")

    def start_anew(self) -> None:
        """An empty index in place of one that cannot be used."""
        with self._lock, _told(self.path):
            self.close()
            for ending in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
            self.make()

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._open("rw")
        return self._connection

    def _open(self, mode: str) -> sqlite3.Connection:
        place = f"{self.path.absolute().as_uri()}?mode={mode}"
        base = sqlite3.connect(place, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            base.execute("PRAGMA journal_mode=WAL")
            base.execute("PRAGMA synchronous=FULL")
            # What is removed is overwritten, not only let go.
            base.execute("PRAGMA secure_delete=ON")
            base.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
            base.execute("PRAGMA temp_store=MEMORY")
            _make(base, self.path)
        except BaseException:
            base.close()
            raise
        self._opened_inode = self._inode()
        return base


def _make(base: sqlite3.Connection, path: Path) -> None:
    """The tables, unless they are there."""
    base.execute("BEGIN IMMEDIATE")
    (version,) = base.execute("PRAGMA user_version").fetchone()
    if version not in (0, INDEX_VERSION):
        raise ArchiveUnavailable(f"{path} was made by another version. Run `ocr-service archive rebuild`.")
    if version == 0:
        for statement in SCHEMA:
            base.execute(statement)
        base.execute(f"PRAGMA user_version={INDEX_VERSION}")
    base.execute("COMMIT")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say in the service's own words that the index cannot be used."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        log.warning("Archive index away", extra={"reason": str(error)})
        raise ArchiveUnavailable(
            f"{path} cannot be used ({error}). When it is damaged, run `ocr-service archive rebuild`."
        ) from error
