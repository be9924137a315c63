"""A PostgreSQL server as the database of receipts, so that API and notifier may be on different machines (extra `postgres`)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ocr_service.errors import ReceiptsUnavailable
from ocr_service.receipts.database import Session, Statement
from ocr_service.receipts.rows import CHECK, SCHEMA

if TYPE_CHECKING:
    import psycopg

log = logging.getLogger(__name__)

_CONNECT_S = 5
_ID = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
_ONE_AT_A_TIME = 0x0C0DE_4EC
"""Of this service's advisory lock: batches end once, and tables are made once."""
_OPTIONS = "-c lock_timeout=10s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"


class _PostgresSession:
    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._connection = connection

    def run(self, sql: str, *values: Any) -> Statement:
        # What is run is written in this package, places of values are the only question marks in it.
        return self._connection.execute(sql.replace("?", "%s").encode(), values)


class PostgresDatabase:
    """One connection a process, made anew after the server was away.

    Raises ``ReceiptsUnavailable`` at the first use also when psycopg or libpq is missing, the server refuses the user, or a
    table that is there lacks a column; the log says which.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.RLock()
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None

    def is_made(self) -> bool:
        """A server that was named is there."""
        return True

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def look(self) -> Iterator[Session]:
        """A block that only reads."""
        with self._lock, self._told():
            connection = self._opened()
            with connection.transaction():
                yield _PostgresSession(connection)

    @contextmanager
    def change(self) -> Iterator[Session]:
        """A transaction that is undone when anything in it fails."""
        with self._lock, self._told():
            connection = self._opened()
            with connection.transaction():
                _wait_for_turn(connection)
                yield _PostgresSession(connection)

    def _opened(self) -> psycopg.Connection[tuple[Any, ...]]:
        import psycopg

        if self._connection is not None and not self._connection.broken:
            return self._connection
        self.close()
        connection = psycopg.connect(
            self._url,
            autocommit=True,
            connect_timeout=_CONNECT_S,
            options=_OPTIONS,
            application_name="docvault-ocr",
        )
        try:
            with connection.transaction():
                _wait_for_turn(connection)
                session = _PostgresSession(connection)
                for statement in SCHEMA:
                    session.run(statement.format(id=_ID))
                for statement in CHECK:
                    session.run(statement)
        except psycopg.Error:
            connection.close()
            raise
        self._connection = connection
        return connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in the service's own words that the database cannot be used."""
        try:
            import psycopg
        except ImportError as error:
            log.warning("Receipts database away", extra={"reason": f"psycopg cannot be loaded: {error}"})
            raise ReceiptsUnavailable(
                "PostgreSQL needs the extra `postgres` and libpq. Install docvault-ocr[postgres]."
            ) from error
        try:
            yield
        except psycopg.Error as error:
            log.warning("Receipts database away", extra={"reason": str(error).strip()})
            raise ReceiptsUnavailable from error


def _wait_for_turn(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_ONE_AT_A_TIME,))
