"""A table in PostgreSQL (extra `postgres`)."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ocr_service.sources.columns import TableShape
from ocr_service.sources.row import Claim, Failure, Read, Row, RowState
from ocr_service.sources.source import Fitness, SourceAway
from ocr_service.sources.written import claimed, ended, given_back

if TYPE_CHECKING:
    import psycopg

    from ocr_service.sources.tables.statements import Statements

log = logging.getLogger(__name__)

_NAME = "docvault-ocr sources"
_COLUMNS = (
    "SELECT a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a"
    " WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped"
)
_TEXTS = frozenset({"text", "character varying"})
ADVICE = "Put it back, or say with SOURCES_COLUMNS what the columns are called (`ocr-service sources check`)."


class _Turn:
    """The connection, as long as nobody else uses it."""

    def __init__(self, connection: psycopg.AsyncConnection[tuple[Any, ...]], make: Statements) -> None:
        self.make = make
        self._connection = connection

    async def run(self, said: tuple[Any, Sequence[Any]]) -> int:
        """Run one statement; returns how many rows it changed."""
        return (await self._connection.execute(*said)).rowcount

    async def fetched(self, said: tuple[Any, Sequence[Any]]) -> list[tuple[Any, ...]]:
        """Run one statement; returns all rows that it gave."""
        return await (await self._connection.execute(*said)).fetchall()


class PostgresTable:
    """One connection, made when it is first used and made anew after any trouble; statements take turns on it.

    The look at the table's columns is repeated with each connection; a column that was there and is gone is trouble, not
    news to get used to: what would have been written into it would be lost in silence.
    """

    def __init__(self, url: str, shape: TableShape, *, variable: str, timeout_s: float) -> None:
        self._url = url
        self._shape = shape
        self._variable = variable
        self._timeout_s = timeout_s
        self._turn = asyncio.Lock()
        self._connection: psycopg.AsyncConnection[tuple[Any, ...]] | None = None
        self._seen: Mapping[str, str] = {}
        self._tells_ages = False

    async def check(self) -> Fitness:
        """See ``Table.check``."""
        async with self._on_turn():
            names = self._shape.columns.by_meaning
            absent = tuple(name for meaning, name in names.items() if name and meaning not in self._seen)
            return Fitness(used=dict(self._seen), absent=absent)

    async def claim(self, claim: Claim) -> Row | None:
        """See ``Table.claim``."""
        async with self._on_turn() as turn:
            rows = await turn.fetched(turn.make.claim(claimed(str(claim))))
            return _row(rows[0]) if rows else None

    async def settle(self, row_id: str, worker: str, outcome: Read | Failure) -> bool:
        """See ``Table.settle``."""
        state, values = ended(outcome)
        if values["result"] is not None:
            values["result"] = json.dumps(values["result"], ensure_ascii=False)
        return await self._changed(state, values, row_id, worker)

    async def give_back(self, row_id: str, worker: str) -> bool:
        """See ``Table.give_back``."""
        return await self._changed(RowState.READY, given_back(), row_id, worker)

    async def held_by(self, holder: str) -> Sequence[Row]:
        """See ``Table.held_by``."""
        async with self._on_turn() as turn:
            return [_row(each) for each in await turn.fetched(turn.make.held_by(holder))]

    async def keep(self, rows: Collection[Row]) -> None:
        """See ``Table.keep``."""
        async with self._on_turn() as turn:
            if rows and "claimed" in self._seen:
                await turn.run(turn.make.keep([(row.id, row.worker) for row in rows]))

    async def stale(self, lease_s: float) -> Sequence[Row]:
        """See ``Table.stale``."""
        async with self._on_turn() as turn:
            if "claimed" not in self._seen:
                return []
            return [_row(each) for each in await turn.fetched(turn.make.stale(lease_s))]

    async def counts(self) -> Mapping[RowState, int]:
        """See ``Table.counts``."""
        async with self._on_turn() as turn:
            found = dict(await turn.fetched(turn.make.counts()))
            return {state: found.get(value, 0) for state, value in self._shape.states.items()}

    async def oldest_s(self) -> float | None:
        """See ``Table.oldest_s``."""
        async with self._on_turn() as turn:
            if not self._tells_ages:
                return None
            ((age_s,),) = await turn.fetched(turn.make.oldest())
            return max(0.0, age_s or 0.0)

    async def failed(self, limit: int) -> Sequence[tuple[Row, Failure]]:
        """See ``Table.failed``."""
        async with self._on_turn() as turn:
            found = await turn.fetched(turn.make.failed(limit))
            return [(_row(each[:5]), Failure(code=each[5] or "", detail=each[6] or "")) for each in found]

    async def content(self, row: Row) -> bytes | None:
        """The document that the row holds itself; None without one. Raises ``SourceAway``."""
        async with self._on_turn() as turn:
            if "content" not in self._seen:
                return None
            rows = await turn.fetched(turn.make.content((row.id, row.worker)))
            return rows[0][0] if rows else None

    async def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _changed(self, state: RowState, values: Mapping[str, Any], row_id: str, worker: str) -> bool:
        async with self._on_turn() as turn:
            return await turn.run(turn.make.change(state, values, row_id, worker)) == 1

    @asynccontextmanager
    async def _on_turn(self) -> AsyncIterator[_Turn]:
        """A turn on the connection. It is closed when anything fails: nobody knows then what is still on its way."""
        try:
            import psycopg
        except ImportError as error:
            raise SourceAway(
                f"{self._variable} needs the extra `postgres` and libpq ({error}). Install docvault-ocr[postgres]."
            ) from error
        try:
            async with asyncio.timeout(self._timeout_s), self._turn:
                try:
                    yield await self._opened()
                except BaseException:
                    await self.close()
                    raise
        except TimeoutError as error:
            raise SourceAway(
                f"{self._variable} names a server that gives no answer within {self._timeout_s:g} s."
            ) from error
        except psycopg.Error as error:
            raise SourceAway(f"{self._variable}: {_said(error)}") from error

    async def _opened(self) -> _Turn:
        import psycopg

        from ocr_service.sources.tables.statements import Statements

        connection = self._connection
        if connection is None or connection.broken:
            connection = self._connection = await psycopg.AsyncConnection.connect(
                self._url,
                autocommit=True,
                application_name=_NAME,
                connect_timeout=max(2, int(self._timeout_s)),
            )
            await self._look(connection)
        return _Turn(connection, Statements(self._shape, self._seen))

    async def _look(self, connection: psycopg.AsyncConnection[tuple[Any, ...]]) -> None:
        """See which columns there are. Raises ``SourceAway`` when the table does not fit."""
        found = dict(await (await connection.execute(_COLUMNS, [_quoted(self._shape)])).fetchall())
        if not found:
            raise SourceAway(
                f"There is no table {self._shape.table}. Make it with `ocr-service sources init`, or name another in SOURCES_TABLE."
            )
        names = self._shape.columns.by_meaning
        columns = {meaning: name for meaning, name in names.items() if name in found}
        lacking = self._shape.columns.lacking(columns) or self._lost(columns)
        if lacking:
            raise SourceAway(f"The table {self._shape.table} {lacking}. {ADVICE}")
        if found[names["worker"]] not in _TEXTS:
            raise SourceAway(f"The column `{names['worker']}` of {self._shape.table} has to be a text.")
        self._seen = columns
        self._tells_ages = found.get(columns.get("created", ""), "").startswith("timestamp")

    def _lost(self, columns: Mapping[str, str]) -> str:
        lost = [name for meaning, name in self._seen.items() if meaning not in columns]
        return f"lacks {', '.join(f'`{name}`' for name in lost)}, which it had" if lost else ""


def _quoted(shape: TableShape) -> str:
    return ".".join(f'"{part}"' for part in (shape.schema, shape.name) if part)


def _row(found: Sequence[Any]) -> Row:
    row_id, worker, path, bucket, name = (each or "" for each in found)
    return Row(id=row_id, worker=worker, path=path, bucket=bucket, name=name)


def _said(error: psycopg.Error) -> str:
    """The server's words in one line; they name neither password nor document."""
    primary = error.diag.message_primary if error.diag else None
    return " ".join((primary or str(error) or type(error).__name__).split())[:300]
