"""The embedded database: one SQLite file beside the documents, that API and notifier share."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ocr_service.errors import ReceiptsUnavailable
from ocr_service.receipts.database import Session, Statement
from ocr_service.receipts.rows import CHECK, SCHEMA

log = logging.getLogger(__name__)

BUSY_S = 10.0
_ID = "INTEGER PRIMARY KEY AUTOINCREMENT"


class _SqliteSession:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, sql: str, *values: Any) -> Statement:
        return self._connection.execute(sql, values)


class SqliteDatabase:
    """Every change is durable when its block ends. Who has no receipts has no file of them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None

    def is_made(self) -> bool:
        """True once there is a file."""
        return self._path.exists()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def look(self) -> Iterator[Session]:
        """A block that only reads."""
        with self._lock, _told():
            yield _SqliteSession(self._opened())

    @contextmanager
    def change(self) -> Iterator[Session]:
        """A transaction that is undone when anything in it fails."""
        with self._lock, _told():
            base = self._opened()
            base.execute("BEGIN IMMEDIATE")
            try:
                yield _SqliteSession(base)
            except BaseException:
                base.execute("ROLLBACK")
                raise
            base.execute("COMMIT")

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            base = sqlite3.connect(self._path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
            try:
                base.execute("PRAGMA journal_mode=WAL")
                base.execute("PRAGMA synchronous=FULL")
                base.execute("PRAGMA foreign_keys=ON")
                for statement in SCHEMA:
                    base.execute(statement.format(id=_ID))
                for statement in CHECK:
                    base.execute(statement)
            except sqlite3.Error:
                base.close()
                raise
            self._connection = base
        return self._connection


@contextmanager
def _told() -> Iterator[None]:
    """Say in the service's own words that the database cannot be used."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        log.warning("Receipts database away", extra={"reason": str(error)})
        raise ReceiptsUnavailable from error
