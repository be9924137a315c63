"""What a database has to do for receipts, and where it lies: a URL is read, nothing is connected."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_POSTGRES = frozenset({"postgresql", "postgres"})
_FORMS = "Give `postgresql://user:password@host:5432/name` or `sqlite:////folder/file.sqlite`"


class Statement(Protocol):
    """What a statement did."""

    @property
    def rowcount(self) -> int:
        """Rows that were changed."""
        ...

    def fetchall(self) -> Sequence[tuple[Any, ...]]:
        """All rows that were found."""
        ...


class Session(Protocol):
    """Runs SQL; places of values are question marks."""

    def run(self, sql: str, *values: Any) -> Statement:
        """Run one statement."""
        ...


class Database(Protocol):
    """Connects, and makes its tables, when it is first used; used from any thread. Raises ``ReceiptsUnavailable``."""

    def is_made(self) -> bool:
        """False while nothing was ever stored, as far as that is known without connecting."""
        ...

    def look(self) -> AbstractContextManager[Session]:
        """A block that only reads."""
        ...

    def change(self) -> AbstractContextManager[Session]:
        """A transaction, one at a time over all processes, that is undone when anything in it fails."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


@dataclass(frozen=True, slots=True)
class SqlitePlace:
    """A file on this machine."""

    path: Path


@dataclass(frozen=True, slots=True)
class PostgresPlace:
    """A server; ``url`` in the form of libpq."""

    url: str


def parse_database_url(url: str) -> SqlitePlace | PostgresPlace:
    """Where the database lies. Raises ``ValueError`` without the URL in it: it may hold a password.

    ``postgresql+asyncpg://`` and the like name another library's driver; asyncpg's ``ssl`` is libpq's ``sslmode``.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ValueError(f"no URL of a database. {_FORMS}") from None
    kind = parts.scheme.partition("+")[0]
    if kind == "sqlite" and not parts.netloc and len(parts.path) > 1:
        return SqlitePlace(Path(parts.path[1:]))
    if kind not in _POSTGRES:
        raise ValueError(f"a scheme that is not known. {_FORMS}")
    named = [("sslmode" if name == "ssl" else name, value) for name, value in parse_qsl(parts.query)]
    return PostgresPlace(urlunsplit(("postgresql", parts.netloc, parts.path, urlencode(named), "")))
