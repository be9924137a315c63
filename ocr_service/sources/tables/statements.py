"""The SQL that claims, keeps and ends rows of a table of any shape."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, LiteralString

from psycopg import sql

from ocr_service.sources.columns import TableShape
from ocr_service.sources.row import RowState

_SHOWN = ("id", "worker", "path", "bucket", "name")


class Statements:
    """``columns`` are those that are there, by meaning."""

    def __init__(self, shape: TableShape, columns: Mapping[str, str]) -> None:
        self._columns = columns
        self._states = shape.states
        self._table = sql.Identifier(*filter(None, (shape.schema, shape.name)))

    def claim(self, values: Mapping[str, Any]) -> tuple[sql.Composed, list[Any]]:
        """The oldest ready row becomes busy; one that another transaction is about to take is passed over."""
        ready, busy = self._states[RowState.READY], self._states[RowState.BUSY]
        taken, given = self._set(busy, values)
        statement = sql.SQL(
            "UPDATE {table} SET {taken} WHERE {id} = (SELECT {id} FROM {table} WHERE {status} = %s AND {worker} IS NULL"
            " ORDER BY {order} LIMIT 1 FOR UPDATE SKIP LOCKED) AND {status} = %s AND {worker} IS NULL RETURNING {shown}"
        )
        order = [self._column(each) for each in ("created", "id") if each in self._columns]
        return self._with(statement, taken=taken, order=sql.SQL(", ").join(order)), [*given, ready, ready]

    def change(
        self, state: RowState, values: Mapping[str, Any], row_id: str, worker: str
    ) -> tuple[sql.Composed, list[Any]]:
        """A busy row of this worker gets another state."""
        taken, given = self._set(self._states[state], values)
        statement = sql.SQL("UPDATE {table} SET {taken} WHERE {id} = %s AND {worker} = %s AND {status} = %s")
        return self._with(statement, taken=taken), [*given, row_id, worker, self._states[RowState.BUSY]]

    def held_by(self, holder: str) -> tuple[sql.Composed, list[Any]]:
        """Busy rows whose worker begins with the holder's name."""
        return self._busy("starts_with({worker}, %s)", [f"{holder}:"])

    def stale(self, lease_s: float) -> tuple[sql.Composed, list[Any]]:
        """Busy rows of whose worker nothing was heard for so long; a row without a time is left alone."""
        return self._busy("{claimed} < now() - make_interval(secs => %s)", [lease_s])

    def keep(self, rows: Collection[tuple[str, str]]) -> tuple[sql.Composed, list[Any]]:
        """Busy rows whose workers live."""
        statement = sql.SQL("UPDATE {table} SET {claimed} = now() WHERE {status} = %s AND {worker} = ANY(%s)")
        return self._with(statement), [self._states[RowState.BUSY], [worker for _, worker in rows]]

    def counts(self) -> tuple[sql.Composed, list[Any]]:
        """How many rows each value of the status has, as text."""
        statement = sql.SQL(
            "SELECT {status}::text, count(*) FROM {table} WHERE {status}::text = ANY(%s) GROUP BY 1"
        )
        return self._with(statement), [list(self._states.values())]

    def oldest(self) -> tuple[sql.Composed, list[Any]]:
        """The age of the oldest ready row in seconds; NULL without any."""
        statement = sql.SQL(
            "SELECT extract(epoch FROM now() - min({created}))::float8 FROM {table} WHERE {status} = %s AND {worker} IS NULL"
        )
        return self._with(statement), [self._states[RowState.READY]]

    def failed(self, limit: int) -> tuple[sql.Composed, list[Any]]:
        """The last rows that could not be read, with code and detail."""
        statement = sql.SQL(
            "SELECT {shown}, {why} FROM {table} WHERE {status} = %s ORDER BY {id} DESC LIMIT %s"
        )
        why = sql.SQL(", ").join(map(self._text, ("code", "detail")))
        return self._with(statement, why=why), [self._states[RowState.FAILED], limit]

    def content(self, row: tuple[str, str]) -> tuple[sql.Composed, list[Any]]:
        """The document that a row holds itself."""
        return self._with(sql.SQL("SELECT {content} FROM {table} WHERE {id} = %s AND {worker} = %s")), [*row]

    def _busy(self, condition: LiteralString, given: list[Any]) -> tuple[sql.Composed, list[Any]]:
        statement = sql.SQL("SELECT {shown} FROM {table} WHERE {status} = %s AND ") + sql.SQL(condition)
        return self._with(*statement), [self._states[RowState.BUSY], *given]

    def _set(self, status: str, values: Mapping[str, Any]) -> tuple[sql.Composed, list[Any]]:
        there = {meaning: value for meaning, value in values.items() if meaning in self._columns}
        parts = [sql.SQL("{} = %s").format(self._column(meaning)) for meaning in ("status", *there)]
        return sql.SQL(", ").join(parts), [status, *there.values()]

    def _with(self, *statement: sql.Composable, **parts: sql.Composable) -> sql.Composed:
        names = {meaning: self._column(meaning) for meaning in self._columns}
        known = {"table": self._table, "shown": sql.SQL(", ").join(map(self._text, _SHOWN)), **names, **parts}
        return sql.Composed(
            [each.format(**known) if isinstance(each, sql.SQL) else each for each in statement]
        )

    def _text(self, meaning: str) -> sql.Composable:
        """A column as text; NULL where there is none."""
        if meaning not in self._columns:
            return sql.SQL("NULL")
        return sql.SQL("{}::text").format(self._column(meaning))

    def _column(self, meaning: str) -> sql.Identifier:
        return sql.Identifier(self._columns[meaning])
