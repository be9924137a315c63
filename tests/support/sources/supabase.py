"""A stand-in for Supabase: the part of PostgREST that sources use, over a real PostgreSQL, and storage in memory.

What it answers follows PostgREST's reference, version 14 (https://docs.postgrest.org/en/v14/references/): a select list, filters (eq, is,
like, in, lt), order, limit; PATCH with the rows as they are afterwards, each request one transaction that is over before its answer; HEAD
with an exact count and ``Content-Range``; profiles among the schemas that are exposed; errors with the codes of PostgreSQL or of PostgREST.
Storage follows github.com/supabase/storage: errors come as 400, with the status that is meant in the body.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from psycopg import sql

KEY = "service-role-key"
_OPERATORS = {"eq": "{} = %s", "lt": "{} < %s", "like": "{} LIKE %s"}
_OF_QUERY = frozenset({"select", "order", "limit"})
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"|([^,]+)')
_OBJECT = "/storage/v1/object/authenticated/"
_STATUSES = {"08": 503, "53": 503, "42501": 403, "23505": 409, "23503": 409, "57": 500, "40": 500}


@dataclass(frozen=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, status: int, told: Any, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        body = json.dumps(told, default=str).encode()
        return cls(status, body, {"Content-Type": "application/json; charset=utf-8", **named})

    @classmethod
    def error(cls, status: int, code: str, message: str) -> Answer:
        return cls.json(status, {"code": code, "details": None, "hint": None, "message": message})


class Supabase:
    """``files`` are its objects by ``bucket/path``; ``refusals`` are statuses that the next downloads answer with.

    ``schemas`` are exposed, the first one to who names none. ``watch`` is called with what is about to be asked, and with
    what was done and is about to be answered: ``claim``, ``claimed``, ``fetch``, ``fetched``, ``settle``, ``settled``, ``look``.
    """

    def __init__(self, database_url: str, schemas: tuple[str, ...] = ("public",)) -> None:
        self.files: dict[str, bytes] = {}
        self.refusals: list[int] = []
        self.schemas = schemas
        self.watch: Callable[[str], None] = lambda _: None
        self._database_url = database_url
        self._server: ThreadingHTTPServer | None = None
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> Supabase:
        """Listen, after a stop at the same port."""
        handler = type("Handler", (_Handler,), {"supabase": self, "database_url": self._database_url})
        ThreadingHTTPServer.allow_reuse_address = True
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), handler)
        self._server.daemon_threads = True
        self._port = self._server.server_address[1]
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


class _Handler(BaseHTTPRequestHandler):
    supabase: Supabase
    database_url: str
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        if self.headers.get("apikey") != KEY or self.headers.get("authorization") != f"Bearer {KEY}":
            answer = Answer.json(401, {"message": "Invalid API key", "hint": "Double check your API key."})
        elif place.path == "/storage/v1/bucket":
            buckets = {name.partition("/")[0] for name in self.supabase.files}
            answer = Answer.json(200, [{"id": each, "name": each} for each in sorted(buckets)])
        elif place.path.startswith(_OBJECT):
            answer = self._download(unquote(place.path.removeprefix(_OBJECT)))
        else:
            asked = dict(parse_qsl(place.query, keep_blank_values=True))
            answer = self._rest(unquote(place.path.removeprefix("/rest/v1/")), asked, body)
        self._send(answer)

    do_PATCH = do_GET
    do_HEAD = do_GET

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def _send(self, answer: Answer) -> None:
        self.send_response(HTTPStatus(answer.status))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _download(self, name: str) -> Answer:
        self.supabase.watch("fetch")
        if self.supabase.refusals:
            return _storage_error(self.supabase.refusals.pop(0), "Internal", "Service Unavailable")
        if name not in self.supabase.files:
            return _storage_error(404, "not_found", "Object not found")
        self.supabase.watch("fetched")
        return Answer(200, self.supabase.files[name], {"Content-Type": "application/octet-stream"})

    def _rest(self, table: str, asked: dict[str, str], body: bytes) -> Answer:
        header = "accept-profile" if self.command in ("GET", "HEAD") else "content-profile"
        schema = self.headers.get(header) or self.supabase.schemas[0]
        if schema not in self.supabase.schemas:
            names = ", ".join(self.supabase.schemas)
            return Answer.error(406, "PGRST106", f"The schema must be one of the following: {names}")
        try:
            values = json.loads(body) if body else None
        except ValueError:
            return Answer.error(400, "PGRST102", "Empty or invalid json")
        step = self._step(values)
        self.supabase.watch(step)
        try:
            with psycopg.connect(self.database_url) as connection:
                answer = _Request(self.command, self.headers.get("prefer", ""), asked, values).told(
                    connection, schema, table
                )
        except psycopg.errors.UndefinedTable:
            message = f"Could not find the table '{schema}.{table}' in the schema cache"
            return Answer.error(404, "PGRST205", message)
        except psycopg.OperationalError as error:
            if error.sqlstate:
                return _database_error(error)
            return Answer.error(503, "PGRST001", "Database connection error. Retrying the connection.")
        except psycopg.Error as error:
            return _database_error(error)
        # Over in the database, and not said yet.
        self.supabase.watch(f"{step}ed" if step == "claim" else f"{step}d" if step == "settle" else step)
        return answer

    def _step(self, values: Any) -> str:
        if self.command != "PATCH":
            return "look"
        if "extracted_text" in values:
            return "settle"
        return "claim" if values.get("worker_id") else "look"


class _Request:
    """One request of PostgREST's, as SQL."""

    def __init__(self, method: str, prefer: str, asked: dict[str, str], values: Any) -> None:
        self._method = method
        self._prefer = prefer
        self._asked = asked
        self._values = values

    def told(self, connection: psycopg.Connection, schema: str, name: str) -> Answer:
        table = sql.Identifier(schema, name)
        if self._method == "PATCH":
            columns = _columns(connection, schema, name)
            for each in self._values:
                if each not in columns:
                    message = f"Could not find the '{each}' column of '{name}' in the schema cache"
                    return Answer.error(400, "PGRST204", message)
            return self._changed(connection, table)
        where, given = _where(self._asked)
        limit = int(self._asked.get("limit", "1000"))
        rows = self._rows(connection, table, where, given, limit)
        total = "*"
        if "count=exact" in self._prefer:
            count = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(table, where)
            (number,) = connection.execute(count, given).fetchone() or (0,)
            total = str(number)
        span = f"0-{len(rows) - 1}" if rows else "*"
        is_part = total != "*" and len(rows) < int(total)
        return Answer.json(206 if is_part else 200, rows, Content_Range=f"{span}/{total}")

    def _rows(
        self,
        connection: psycopg.Connection,
        table: sql.Identifier,
        where: sql.Composable,
        given: list[Any],
        limit: int,
    ) -> list[dict[str, Any]]:
        order = [
            sql.SQL("{} " + ("DESC" if each.endswith(".desc") else "ASC")).format(
                sql.Identifier(each.rpartition(".")[0])
            )
            for each in self._asked.get("order", "").split(",")
            if each
        ]
        statement = sql.SQL("SELECT {} FROM {} WHERE {}").format(self._selected(), table, where)
        if order:
            statement += sql.SQL(" ORDER BY ") + sql.SQL(", ").join(order)
        return _fetched(connection, statement + sql.SQL(" LIMIT {}").format(sql.Literal(limit)), given)

    def _changed(self, connection: psycopg.Connection, table: sql.Identifier) -> Answer:
        """Rows that fit when they are locked are changed: a row that another transaction changed meanwhile is looked at again."""
        where, given = _where(self._asked, of="old")
        values = [sql.SQL("{0} = new_row.{0}").format(sql.Identifier(name)) for name in self._values]
        statement = sql.SQL(
            "WITH changed AS (UPDATE {table} AS old SET {values} FROM"
            " (SELECT * FROM json_populate_record(null::{table}, %s)) AS new_row WHERE {where} RETURNING old.*)"
            " SELECT {columns} FROM changed"
        ).format(table=table, values=sql.SQL(", ").join(values), where=where, columns=self._selected())
        rows = _fetched(connection, statement, [json.dumps(self._values), *given])
        span = f"0-{len(rows) - 1}/*" if rows else "*/*"
        if "return=representation" in self._prefer:
            return Answer.json(200, rows, Content_Range=span)
        return Answer(204, b"", {"Content-Range": span})

    def _selected(self) -> sql.Composable:
        return sql.SQL(", ").join(map(sql.Identifier, self._asked["select"].split(",")))


def _columns(connection: psycopg.Connection, schema: str, name: str) -> set[str]:
    found = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = format('%%I.%%I', %s::text, %s::text)::regclass AND attnum > 0"
        " AND NOT attisdropped",
        (schema, name),
    )
    return {row[0] for row in found.fetchall()}


def _fetched(
    connection: psycopg.Connection, statement: sql.Composable, given: list[Any]
) -> list[dict[str, Any]]:
    cursor = connection.execute(statement, given)
    names = [each.name for each in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _where(asked: dict[str, str], of: str = "") -> tuple[sql.Composable, list[Any]]:
    parts: list[sql.Composable] = [sql.SQL("true")]
    given: list[Any] = []
    for name, condition in asked.items():
        if name in _OF_QUERY:
            continue
        operator, _, value = condition.partition(".")
        column = sql.Identifier(*filter(None, (of, name)))
        if operator == "is":
            parts.append(sql.SQL("{} IS NULL").format(column))
        elif operator == "in":
            parts.append(sql.SQL("{} = ANY(%s)").format(column))
            inside = value.removeprefix("(").removesuffix(")")
            given.append([_unquoted(each[1]) if each[1] else each[2] for each in _QUOTED.finditer(inside)])
        else:
            parts.append(sql.SQL(_OPERATORS[operator]).format(column))
            given.append(value.replace("*", "%") if operator == "like" else value)
    return sql.SQL(" AND ").join(parts), given


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _database_error(error: psycopg.Error) -> Answer:
    code = error.sqlstate or ""
    status = _STATUSES.get(code, _STATUSES.get(code[:2], 400))
    return Answer.error(status, code, error.diag.message_primary or "")


def _storage_error(meant: int, kind: str, message: str) -> Answer:
    told = {"statusCode": str(meant), "error": kind, "message": message}
    return Answer.json(500 if meant == 500 else 400, told)
