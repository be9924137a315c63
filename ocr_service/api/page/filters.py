"""Which documents the list shows: by state, name, category, owner and the days on which they came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query

from ocr_service.api.page.visit import Visit
from ocr_service.domain.queue_values import TaskPage
from ocr_service.domain.status import TaskStatus
from ocr_service.errors import AccessError
from ocr_service.intake.options import invalid

ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What is asked for; whatever is empty is not. ``since`` and ``until`` are days, both included."""

    status: TaskStatus | None = None
    name: str = ""
    category: str = ""
    owner: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def query(self) -> str:
        """As the query of an address, empty when nothing is asked for."""
        given = {
            "status": self.status.value if self.status else "",
            "name": self.name,
            "category": self.category,
            "owner": self.owner,
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
        }
        return urlencode({name: value for name, value in given.items() if value})


def _read(
    *,
    status: Annotated[str, Query(pattern="^[A-Z]{0,12}$", description="only these")] = "",
    name: Annotated[str, Query(max_length=200, description="a part of the file's name")] = "",
    category: Annotated[str, Query(max_length=60, description="only of this category")] = "",
    owner: Annotated[str, Query(max_length=100, description="only his")] = "",
    since: Annotated[str, Query(max_length=10, description="a day, YYYY-MM-DD")] = "",
    until: Annotated[str, Query(max_length=10, description="a day, YYYY-MM-DD")] = "",
) -> Filter:
    return Filter(
        status=next((each for each in TaskStatus if each.value == status), None),
        name=name,
        category=category,
        owner=owner,
        since=_day("since", since),
        until=_day("until", until),
    )


def _day(name: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise invalid({"field": name, "message": "A day is written YYYY-MM-DD."}) from error


Wanted = Annotated[Filter, Depends(_read)]


async def found(visit: Visit, wanted: Filter, cursor: str) -> TaskPage:
    """A page of tasks that fit; it may hold fewer than ``ROWS`` and still have a cursor. Raises ``AccessError``."""
    seen = visit.caller.sees
    if wanted.owner and seen not in (None, wanted.owner):
        raise AccessError("With this key only its own documents are seen.")
    return await visit.context.queue.list_tasks(
        owner=wanted.owner or seen,
        status=wanted.status,
        category=wanted.category,
        name=wanted.name,
        limit=ROWS,
        cursor=cursor or (_place_of(wanted.until + timedelta(days=1)) if wanted.until else ""),
        since_ms=_begins_ms(wanted.since) if wanted.since else 0,
    )


def _begins_ms(day: date) -> int:
    """When a day begins where the service runs, unix ms."""
    try:
        return int(datetime.combine(day, time.min).astimezone().timestamp() * 1000)
    except (OverflowError, OSError, ValueError) as error:
        raise invalid({"field": "since", "message": "No document is of that day."}) from error


def _place_of(day: date) -> str:
    """The cursor before whose place everything lies that came before a day."""
    return f"{max(0, _begins_ms(day))}:"
