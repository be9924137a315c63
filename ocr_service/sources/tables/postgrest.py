"""A table behind Supabase's REST interface, which is PostgREST: each change is one conditional update.

Filters, ``Prefer``, ``Content-Range``, profiles of schemas and error codes are as PostgREST's reference has them (version 12 to 14,
https://docs.postgrest.org/en/v14/references/api/tables_views.html, …/pagination_count.html, …/schemas.html, …/errors.html).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from ocr_service.clock import Clock, SystemClock
from ocr_service.sources.answers import require_well
from ocr_service.sources.columns import TableShape
from ocr_service.sources.row import Claim, Failure, Read, Row, RowState
from ocr_service.sources.source import Fitness, SourceAway
from ocr_service.sources.written import claimed, ended, given_back

_CANDIDATES = 10
"""Ready rows that are tried one after the other: other workers may be faster at the first ones."""
_MOST_ROWS = 1_000
_AT_ONCE = 20
_ADVICE = (
    "Put it back, or say with SOURCES_COLUMNS what the columns are called (`ocr-service sources check`)."
)
_NO_COLUMN, _NO_TABLE, _NO_SCHEMA = ("42703", "PGRST204"), ("42P01", "PGRST205"), "PGRST106"
_NAMED_COLUMN = re.compile(r"column (?:\"?\w+\"?\.)*\"?([\w$]+)\"? does not exist|the '([\w$]+)' column")


class PostgrestTable:
    """``http`` has the address, the key and its timeouts. Times of leases are told by this machine's clock."""

    def __init__(
        self, http: httpx2.AsyncClient, shape: TableShape, *, variable: str, clock: Clock | None = None
    ) -> None:
        self._http = http
        self._shape = shape
        self._variable = variable
        self._clock = clock or SystemClock()
        self._columns: Mapping[str, str] = {}
        self._known: Mapping[str, str] = {}

    async def check(self) -> Fitness:
        """See ``Table.check``."""
        self._columns = {}
        columns = await self._there()
        names = self._shape.columns.by_meaning
        return Fitness(
            used=dict(columns),
            absent=tuple(name for meaning, name in names.items() if name and meaning not in columns),
        )

    async def claim(self, claim: Claim) -> Row | None:
        """See ``Table.claim``."""
        columns = await self._there()
        order = ",".join(f"{columns[each]}.asc" for each in ("created", "id") if each in columns)
        ready = {"status": f"eq.{self._shape.states[RowState.READY]}", "worker": "is.null"}
        for row in await self._rows(ready, {"order": order, "limit": str(_CANDIDATES)}):
            taken = {**ready, "id": f"eq.{row.id}"}
            if found := await self._changed(RowState.BUSY, claimed(str(claim)), taken):
                return self._row(found[0])
        return None

    async def settle(self, row_id: str, worker: str, outcome: Read | Failure) -> bool:
        """See ``Table.settle``."""
        state, values = ended(outcome)
        return bool(await self._changed(state, values, self._held(row_id, worker)))

    async def give_back(self, row_id: str, worker: str) -> bool:
        """See ``Table.give_back``."""
        return bool(await self._changed(RowState.READY, given_back(), self._held(row_id, worker)))

    async def held_by(self, holder: str) -> Sequence[Row]:
        """See ``Table.held_by``."""
        await self._there()
        busy = {"status": f"eq.{self._shape.states[RowState.BUSY]}", "worker": f"like.{holder}:*"}
        rows = await self._rows(busy, {"limit": str(_MOST_ROWS)})
        # An underscore in the pattern stands for any letter: somebody else's rows are none of ours.
        return [row for row in rows if row.worker.startswith(f"{holder}:")]

    async def keep(self, rows: Collection[Row]) -> None:
        """See ``Table.keep``."""
        if "claimed" not in await self._there():
            return
        workers = [f'"{row.worker}"' for row in rows]
        for first in range(0, len(workers), _AT_ONCE):
            some = ",".join(workers[first : first + _AT_ONCE])
            busy = {"status": f"eq.{self._shape.states[RowState.BUSY]}", "worker": f"in.({some})"}
            await self._changed(RowState.BUSY, {"claimed": "now"}, busy)

    async def stale(self, lease_s: float) -> Sequence[Row]:
        """See ``Table.stale``."""
        if "claimed" not in await self._there():
            return []
        now = datetime.fromtimestamp(self._clock.now_ms() / 1000, UTC)
        before = (now - timedelta(seconds=lease_s)).isoformat()
        busy = {"status": f"eq.{self._shape.states[RowState.BUSY]}", "claimed": f"lt.{before}"}
        return await self._rows(busy, {"limit": str(_MOST_ROWS)})

    async def counts(self) -> Mapping[RowState, int]:
        """See ``Table.counts``."""
        await self._there()
        return {state: await self._count(value) for state, value in self._shape.states.items()}

    async def oldest_s(self) -> float | None:
        """See ``Table.oldest_s``; a time without a zone is taken for UTC."""
        created = (await self._there()).get("created")
        if created is None:
            return None
        ready = {"status": f"eq.{self._shape.states[RowState.READY]}", "worker": "is.null"}
        asked = {"select": created, **self._filters(ready), "order": f"{created}.asc", "limit": "1"}
        rows = self._list(await self._asked("GET", asked))
        if not rows:
            return 0.0
        try:
            came = datetime.fromisoformat(str(rows[0].get(created)))
        except ValueError:
            return None
        came = came if came.tzinfo else came.replace(tzinfo=UTC)
        return max(0.0, self._clock.now_ms() / 1000 - came.timestamp())

    async def failed(self, limit: int) -> Sequence[tuple[Row, Failure]]:
        """See ``Table.failed``."""
        columns = await self._there()
        why = [columns.get(meaning, "") for meaning in ("code", "detail")]
        asked = {
            "select": ",".join([self._shown(), *filter(None, why)]),
            **self._filters({"status": f"eq.{self._shape.states[RowState.FAILED]}"}),
            "order": f"{columns['id']}.desc",
            "limit": str(limit),
        }
        rows = self._list(await self._asked("GET", asked))
        return [
            (self._row(each), Failure(code=each.get(why[0]) or "", detail=each.get(why[1]) or ""))
            for each in rows
        ]

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    # -- columns -----------------------------------------------------------------------------------

    async def _there(self) -> Mapping[str, str]:
        """The columns that are there, by meaning: asked for once, and again after any of them was missed."""
        if not self._columns:
            names = {name: meaning for meaning, name in self._shape.columns.by_meaning.items() if name}
            while missed := await self._missed(list(names)):
                del names[missed]
            columns = {meaning: name for name, meaning in names.items() if meaning != "content"}
            lost = [name for meaning, name in self._known.items() if meaning not in columns]
            lacking = self._shape.columns.lacking(columns) or (
                f"lacks {', '.join(f'`{name}`' for name in lost)}, which it had" if lost else ""
            )
            if lacking:
                raise SourceAway(f"The table {self._shape.table} {lacking}. {_ADVICE}")
            self._columns = self._known = columns
        return self._columns

    async def _missed(self, names: Sequence[str]) -> str:
        """A column of these that is not there; '' when all are."""
        answer = await self._asked("GET", {"select": ",".join(names), "limit": "0"})
        if answer.is_success:
            return ""
        found = _NAMED_COLUMN.search(_told(answer).get("message", ""))
        missed = next(filter(None, found.groups()), "") if found else ""
        if missed not in names:
            self._require_well(answer)
        return missed

    # -- requests ----------------------------------------------------------------------------------

    def _held(self, row_id: str, worker: str) -> dict[str, str]:
        busy = self._shape.states[RowState.BUSY]
        return {"id": f"eq.{row_id}", "worker": f"eq.{worker}", "status": f"eq.{busy}"}

    async def _rows(self, conditions: Mapping[str, str], more: Mapping[str, str]) -> list[Row]:
        answer = await self._asked("GET", {"select": self._shown(), **self._filters(conditions), **more})
        return [self._row(each) for each in self._list(answer)]

    async def _changed(
        self, state: RowState, values: Mapping[str, Any], conditions: Mapping[str, str]
    ) -> list[Mapping[str, Any]]:
        """The rows that were changed, as they are now."""
        columns = await self._there()
        body = {columns[name]: value for name, value in values.items() if name in columns}
        body[columns["status"]] = self._shape.states[state]
        answer = await self._asked(
            "PATCH", {"select": self._shown(), **self._filters(conditions)}, body, "return=representation"
        )
        return self._list(answer)

    async def _count(self, status: str) -> int:
        asked = {
            "select": self._columns["id"],
            **self._filters({"status": f"eq.{status}"}),
            "limit": "1",
        }
        answer = await self._asked("HEAD", asked, prefer="count=exact")
        self._require_well(answer)
        number = answer.headers.get("content-range", "").rpartition("/")[2]
        return int(number) if number.isdecimal() else 0

    async def _asked(
        self, method: str, asked: Mapping[str, str], body: Mapping[str, Any] | None = None, prefer: str = ""
    ) -> httpx2.Response:
        headers = {"Prefer": prefer} if prefer else {}
        if self._shape.schema:
            headers["Content-Profile" if body else "Accept-Profile"] = self._shape.schema
        try:
            return await self._http.request(
                method, f"/rest/v1/{self._shape.name}", params=dict(asked), json=body, headers=headers
            )
        except httpx2.HTTPError as error:
            raise SourceAway(
                f"{self._variable} names a server that cannot be reached ({type(error).__name__})."
            ) from error

    def _list(self, answer: httpx2.Response) -> list[Mapping[str, Any]]:
        self._require_well(answer)
        try:
            rows = answer.json()
        except ValueError as error:
            raise SourceAway(f"{self._variable} answers what is no JSON. Is it a Supabase?") from error
        if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
            raise SourceAway(f"{self._variable} answers with something else than rows. Is it a Supabase?")
        return rows

    def _require_well(self, answer: httpx2.Response) -> None:
        """Raise ``SourceAway`` for every other answer than a good one."""
        told = _told(answer)
        if told.get("code") in _NO_TABLE:
            raise SourceAway(
                f"There is no table {self._shape.table}, or it is not exposed. `ocr-service sources init --print` has the SQL that makes it."
            )
        if told.get("code") == _NO_SCHEMA:
            raise SourceAway(
                f"{self._variable} does not expose the schema `{self._shape.schema}` (SOURCES_TABLE): {told.get('message', '')[:200]}."
            )
        if told.get("code") in _NO_COLUMN:
            self._columns = {}
            raise SourceAway(f"The table {self._shape.table}: {told.get('message', '')[:200]}. {_ADVICE}")
        require_well(answer, self._variable, told.get("message", ""))

    def _filters(self, conditions: Mapping[str, str]) -> dict[str, str]:
        return {self._columns[meaning]: condition for meaning, condition in conditions.items()}

    def _shown(self) -> str:
        shown = ("id", "worker", "path", "bucket", "name")
        return ",".join(self._columns[each] for each in shown if each in self._columns)

    def _row(self, found: Mapping[str, Any]) -> Row:
        def text(meaning: str) -> str:
            value = found.get(self._columns.get(meaning, ""))
            return "" if value is None else str(value)

        return Row(
            id=text("id"), worker=text("worker"), path=text("path"), bucket=text("bucket"), name=text("name")
        )


def _told(answer: httpx2.Response) -> Mapping[str, str]:
    """What an error's body says: code and message."""
    if answer.is_success:
        return {}
    try:
        told = answer.json()
    except ValueError:
        return {}
    return {name: str(value) for name, value in told.items()} if isinstance(told, dict) else {}
