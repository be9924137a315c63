"""The sink of sources writes back once, waits for a source that is away, and gives back what it cannot write any more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from ocr_service.domain.notification import (
    SOURCES,
    Delivery,
    Event,
    EventKind,
    Message,
    Outcome,
    Subscription,
)
from ocr_service.notifications.sources import SourceSink
from ocr_service.sources.moves import MoveCounts, Moves, nobody
from ocr_service.sources.row import Failure, Read, Row, target_of
from ocr_service.sources.source import Source, SourceAway

ROW = Row(id="7", worker="me:1")
COMPLETED = EventKind.TASK_COMPLETED


class Table:
    """Notes what is done with it."""

    def __init__(self, *, is_away: bool = False) -> None:
        self.done: list[tuple[Any, ...]] = []
        self._is_away = is_away

    async def settle(self, *said: Any) -> bool:
        if self._is_away:
            raise SourceAway("It is away.")
        self.done.append(said)
        return True

    async def give_back(self, *said: Any) -> bool:
        self.done.append(("given back", *said))
        return True

    async def close(self) -> None:
        """Nothing is open."""


async def delivered(
    table: Table,
    kind: EventKind,
    data: dict[str, Any],
    name: str = "prod",
    count_moves: Callable[[Moves], Awaitable[None]] = nobody,
) -> Delivery:
    anything: Any = table
    source = Source(name="prod", table=anything, files=anything)
    sink = SourceSink(anything, anything, lambda: {"prod": source}, MoveCounts(count_moves))
    message = Message(
        event=Event(id="e", kind=kind, sequence=1, at="", task_id="t1"),
        subscription=Subscription(id="upload", sink=SOURCES, target=target_of(name, ROW)),
        data=data,
    )
    try:
        return await sink.deliver(message)
    finally:
        await sink.close()


@pytest.mark.parametrize(
    ("kind", "data", "outcome"),
    [
        (COMPLETED, {"result": {"text": "Hi", "category": "x"}}, Read(text="Hi", result={"category": "x"})),
        (
            EventKind.TASK_FAILED,
            {"error": {"code": "DOCUMENT_CORRUPT", "detail": "It is broken."}},
            Failure(code="DOCUMENT_CORRUPT", detail="It is broken."),
        ),
        (
            EventKind.TASK_CANCELLED,
            {},
            Failure(code="TASK_CANCELLED", detail="It was cancelled before it was read."),
        ),
    ],
    ids=["read", "failed", "cancelled"],
)
async def test_an_end_is_written_to_its_row(kind, data, outcome):
    table = Table()

    assert (await delivered(table, kind, data)).outcome is Outcome.DELIVERED
    assert table.done == [("7", "me:1", outcome)]


async def test_a_row_whose_result_expired_is_given_back():
    table = Table()

    assert (await delivered(table, COMPLETED, {"result": None})).outcome is Outcome.DELIVERED
    assert table.done == [("given back", "7", "me:1")]


@pytest.mark.parametrize("name", ["prod", "dev"], ids=["away", "not configured"])
async def test_a_source_that_cannot_be_written_is_waited_for(name):
    delivery = await delivered(Table(is_away=True), COMPLETED, {"result": {"text": ""}}, name)

    assert delivery.outcome is Outcome.LATER
    assert delivery.retry_after_s > 0


@pytest.mark.parametrize(
    ("kind", "data", "move"),
    [
        (COMPLETED, {"result": {"text": "Hi"}}, "read"),
        (EventKind.TASK_FAILED, {}, "failed"),
        (COMPLETED, {}, "given_back"),
    ],
)
async def test_what_became_of_a_row_is_counted(kind: EventKind, data: dict[str, Any], move: str):
    told: list[Moves] = []

    async def count_moves(moves: Moves) -> None:
        told.append(dict(moves))

    await delivered(Table(), kind, data, count_moves=count_moves)

    assert told == [{("prod", move): 1}]
