"""Rows that nobody reads any more are given back; those that are read, or about to be told of, are not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ocr_service.domain.delivery.outbox import NotificationPage
from ocr_service.domain.notification import Event, EventKind, Notification, NotificationState
from ocr_service.domain.status import TaskStatus
from ocr_service.domain.task import Task, new_task_id
from ocr_service.poller.in_hand import InHand
from ocr_service.poller.keeper import RowKeeper
from ocr_service.sources.row import Claim, Row
from ocr_service.sources.source import Source
from tests.support.folders.filed import Filed
from tests.support.records import make_record

TASK_ID = new_task_id()
OURS = Row(id="1", worker=str(Claim("me", TASK_ID)), path="a.pdf")
THEIRS = Row(id="2", worker="index-ocr-3", path="b.pdf")


class Rows:
    """A table with one row of ours and one whose worker is not heard of."""

    def __init__(self) -> None:
        self.given_back: list[str] = []
        self.kept: list[str] = []

    async def held_by(self, holder: str) -> list[Row]:
        return [OURS] if holder == "me" else []

    async def stale(self, lease_s: float) -> list[Row]:
        return [THEIRS, OURS]

    async def keep(self, rows: list[Row]) -> None:
        self.kept += [row.id for row in rows]

    async def give_back(self, row_id: str, worker: str) -> bool:
        self.given_back.append(row_id)
        return True


class Remembered:
    """What queue, outbox and store know of the task."""

    def __init__(
        self, status: TaskStatus | None, *, is_waiting: bool = False, is_stored: bool = False
    ) -> None:
        self._status = status
        self._is_waiting = is_waiting
        self._is_stored = is_stored

    async def known(self, task_ids: list[str]) -> dict[str, Task]:
        if self._status is None:
            return {}
        task = replace(Filed.task(), id=TASK_ID, status=self._status)
        return {each: task for each in task_ids if each == TASK_ID}

    async def notifications(self, state: NotificationState, **_: Any) -> NotificationPage:
        event = Event(id="e", kind=EventKind.TASK_COMPLETED, sequence=1, at="", task_id=TASK_ID)
        waiting = Notification(id="e.upload", event=event, subscription="upload", state=state)
        return NotificationPage(notifications=(waiting,) if self._is_waiting else ())

    def record(self, task_id: str) -> object:
        return make_record(id=task_id) if self._is_stored else None


async def looked(remembered: Any, *, times: int = 1, taking: frozenset[str] = frozenset()) -> Rows:
    rows: Any = Rows()
    source = Source(name="prod", table=rows, files=rows)
    in_hand = InHand(remembered, 9)
    keeper = RowKeeper(
        source,
        remembered,
        remembered,
        remembered,
        in_hand,
        holder="me",
        lease_s=60,
        taking=lambda: taking,
    )
    for _ in range(times):
        await keeper.look()
    return rows


@pytest.mark.parametrize(
    ("remembered", "times", "given_back"),
    [
        (Remembered(None), 1, ["1", "2"]),
        (Remembered(None, is_stored=True), 1, ["2"]),
        (Remembered(TaskStatus.PROCESSING), 1, ["2"]),
        (Remembered(TaskStatus.COMPLETED, is_waiting=True), 2, ["2", "2"]),
        (Remembered(TaskStatus.COMPLETED), 1, ["2"]),
        (Remembered(TaskStatus.COMPLETED), 2, ["2", "1", "2"]),
    ],
    ids=["no task", "queue forgot it", "being read", "about to be told", "ended just now", "ended, untold"],
)
async def test_what_nobody_reads_is_given_back(remembered, times, given_back):
    assert (await looked(remembered, times=times)).given_back == given_back


async def test_a_row_that_is_being_fetched_is_kept():
    rows = await looked(Remembered(None), taking=frozenset({TASK_ID}))

    assert (rows.kept, rows.given_back) == (["1"], ["2"])
