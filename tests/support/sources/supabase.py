"""A stand-in for Supabase: the part of PostgREST that sources use, over a real PostgreSQL, and storage in memory.

What it answers follows PostgREST 12: a select list, filters (eq, is, like, in, lt), order, limit, PATCH with the rows as they
are afterwards, HEAD with an exact count, and errors with the codes of PostgreSQL or of its schema cache.
"""

from __future__ import annotations

import json
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from psycopg import sql

KEY = "service-role-key"
_OPERATORS = {"eq": "{} = %s", "lt": "{} < %s", "like": "{} LIKE %s"}
_OF_QUERY = frozenset({"select", "order", "limit"})


class Supabase:
    """``files`` are its objects by ``bucket/path``; ``refusals`` are statuses that the next downloads answer with."""

    def __init__(self, database_url: str) -> None:
        self.files: dict[str, bytes] = {}
        self.refusals: list[int] = []
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
        if self.headers.get("apikey") != KEY or self.headers.get("authorization") != f"Bearer {KEY}":
            self._answer(401, {"message": "Invalid API key"})
        elif place.path == "/storage/v1/bucket":
            buckets = {name.partition("/")[0] for name in self.supabase.files}
            self._answer(200, [{"id": each, "name": each} for each in sorted(buckets)])
        elif place.path.startswith("/storage/v1/object/"):
            self._download(unquote(place.path.removeprefix("/storage/v1/object/")))
        else:
            self._rest(place.path.removeprefix("/rest/v1/"), dict(parse_qsl(place.query)))

    do_PATCH = do_GET
    do_HEAD = do_GET

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def _download(self, name: str) -> None:
        if self.supabase.refusals:
            self._answer(self.supabase.refusals.pop(0), {"message": "Service Unavailable"})
        elif name in self.supabase.files:
            self._send(200, self.supabase.files[name])
        else:
            self._answer(400, {"statusCode": "404", "error": "not_found", "message": "Object not found"})

    def _rest(self, table: str, asked: dict[str, str]) -> None:
        length = int(self.headers.get("content-length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        schema = self.headers.get("accept-profile") or self.headers.get("content-profile") or "public"
        try:
            with psycopg.connect(self.database_url) as connection:
                self._told(connection, sql.Identifier(schema, table), asked, body)
        except psycopg.errors.UndefinedTable:
            message = f"Could not find the table '{schema}.{table}' in the schema cache"
            self._answer(404, {"code": "PGRST205", "message": message})
        except psycopg.errors.UndefinedColumn as error:
            self._answer(400, {"code": "42703", "message": error.diag.message_primary})
        except psycopg.OperationalError:
            self._answer(503, {"code": "PGRST000", "message": "Could not connect with the database"})
        except psycopg.Error as error:
            self._answer(400, {"code": error.sqlstate, "message": error.diag.message_primary})

    def _told(
        self, connection: psycopg.Connection, table: sql.Identifier, asked: dict[str, str], body: Any
    ) -> None:
        where, given = _where(asked)
        columns = sql.SQL(", ").join(map(sql.Identifier, asked["select"].split(",")))
        if self.command == "HEAD":
            count = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(table, where)
            (number,) = connection.execute(count, given).fetchone() or (0,)
            self._send(206, b"", {"Content-Range": f"0-0/{number}"})
            return
        if self.command == "PATCH":
            names = [sql.Identifier(name) for name in body]
            values = [sql.SQL("{0} = new_row.{0}").format(name) for name in names]
            statement = sql.SQL(
                "WITH new_row AS (SELECT * FROM json_populate_record(null::{table}, %s)),"
                " changed AS (UPDATE {table} AS old SET {values} FROM new_row WHERE old.{id} IN"
                " (SELECT {id} FROM {table} WHERE {where} FOR UPDATE) AND {again} RETURNING old.*)"
                " SELECT {columns} FROM changed"
            ).format(
                table=table,
                values=sql.SQL(", ").join(values),
                id=sql.Identifier(
                    "id" if "id" in asked["select"].split(",") else asked["select"].split(",")[0]
                ),
                where=where,
                again=_where(asked, of="old")[0],
                columns=columns,
            )
            given = [json.dumps(body), *given, *given]
        else:
            order = [
                sql.SQL("{} " + ("DESC" if each.endswith(".desc") else "ASC")).format(
                    sql.Identifier(each.rpartition(".")[0])
                )
                for each in asked.get("order", "").split(",")
                if each
            ]
            statement = sql.SQL("SELECT {} FROM {} WHERE {}").format(columns, table, where)
            if order:
                statement += sql.SQL(" ORDER BY ") + sql.SQL(", ").join(order)
            statement += sql.SQL(" LIMIT {}").format(sql.Literal(int(asked.get("limit", "1000"))))
        cursor = connection.execute(statement, given)
        names_of = [each.name for each in cursor.description or ()]
        self._answer(200, [dict(zip(names_of, row, strict=True)) for row in cursor.fetchall()])

    def _answer(self, status: int, told: Any) -> None:
        self._send(status, json.dumps(told, default=str).encode(), {"Content-Type": "application/json"})

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(HTTPStatus(status))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


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
            given.append([each.strip('"') for each in value.strip("()").split(",")])
        else:
            parts.append(sql.SQL(_OPERATORS[operator]).format(column))
            given.append(value.replace("*", "%") if operator == "like" else value)
    return sql.SQL(" AND ").join(parts), given
