"""Files whose end nobody will tell are taken again; those whose end waits to be told are not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ocr_service.clock import SystemClock
from ocr_service.domain.delivery.outbox import NotificationPage
from ocr_service.domain.notification import Event, EventKind, Notification, NotificationState
from ocr_service.domain.status import TaskStatus
from ocr_service.filing.entry import EntryState
from ocr_service.watcher.reconciler import Reconciler
from tests.support.folders.filed import Filed


class Remembered:
    """What a queue and its outbox know: one task of a status, told or waiting to be."""

    def __init__(self, status: TaskStatus | None, *, is_waiting: bool) -> None:
        self._status = status
        self._is_waiting = is_waiting

    async def known(self, task_ids: list[str]) -> dict[str, Any]:
        task = replace(_TASK, status=self._status or TaskStatus.QUEUED, id=task_ids[0])
        return {task.id: task} if self._status else {}

    async def notifications(self, state: NotificationState, **_: Any) -> NotificationPage:
        event = Event(id="evt_1", kind=EventKind.TASK_COMPLETED, sequence=1, at="", task_id="t1")
        waiting = Notification(id="evt_1.upload", event=event, subscription="upload", state=state)
        return NotificationPage(notifications=(waiting,) if self._is_waiting else ())


@pytest.mark.parametrize(
    ("status", "is_waiting", "is_taken_again"),
    [
        (None, False, True),
        (TaskStatus.COMPLETED, False, True),
        (TaskStatus.COMPLETED, True, False),
        (TaskStatus.PROCESSING, False, False),
    ],
    ids=["deleted", "ended and untold", "about to be told", "running"],
)
async def test_what_nobody_will_tell_is_taken_again(
    tmp_path: Path, status: TaskStatus | None, is_waiting: bool, is_taken_again: bool
) -> None:
    filed = Filed(tmp_path)
    filer = filed.filer()
    entry = filed.scan("letter.pdf", filer=filer)
    filer.journal.taken(entry.id, "t1", "ab")
    remembered: Any = Remembered(status, is_waiting=is_waiting)
    reconciler = Reconciler(remembered, remembered, filer, SystemClock(), min_age_ms=0)

    first, second = await reconciler.look(), await reconciler.look()

    assert (first, second) == (0, int(is_taken_again))
    begun = list(filer.journal.in_state(EntryState.TAKING))
    assert [each.path for each in begun] == ["letter.pdf"] * is_taken_again


_TASK = Filed.task()
