"""The sink of the archive counts a result as told when it is durable, filed or on its way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ocr_service.archive.archive import Archive
from ocr_service.archive.parcels import Read
from ocr_service.domain.notification import (
    ARCHIVE,
    Delivery,
    Event,
    EventKind,
    Message,
    Outcome,
    Subscription,
)
from ocr_service.notifications.archive import ArchiveSink
from tests.support.archive.shelf import Shelf


class Queue:
    """Knows one result, or none."""

    def __init__(self, read: Read | None, *, keep_s: int = 0) -> None:
        self._read = read
        self._keep_s = keep_s

    async def get(self, task_id: str) -> Any:
        return self._read and replace(self._read.task, keep_s=self._keep_s)

    async def result(self, task_id: str) -> Any:
        return self._read and self._read.stored


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


async def told(archive: Archive | None, read: Read | None, queue: Queue | None = None) -> Delivery:
    message = Message(
        event=Event(id="evt_1", kind=EventKind.TASK_COMPLETED, sequence=1, at="", task_id="t1"),
        subscription=Subscription(id="archive", sink=ARCHIVE, target=""),
        data={"result": read.told if read else None},
    )
    sink = ArchiveSink(queue or Queue(read), lambda: archive)  # type: ignore[arg-type]
    return await sink.deliver(message)


async def test_a_result_is_archived_once_however_often_it_is_told(shelf: Shelf) -> None:
    read = shelf.read("Hello", title="Letter")

    outcomes = [(await told(shelf.archive, read)).outcome for _ in range(2)]

    assert outcomes == [Outcome.DELIVERED, Outcome.DELIVERED]
    assert shelf.titles("hello") == ["Letter"]
    assert shelf.archive.parcels.waiting() == []


async def test_a_folder_that_is_away_keeps_nobody_waiting(shelf: Shelf) -> None:
    shelf.root.rmdir()

    delivery = await told(shelf.archive, shelf.read("Hello", title="Letter"))

    assert delivery.outcome is Outcome.DELIVERED
    assert len(shelf.archive.parcels.waiting()) == 1


async def test_a_full_disk_is_waited_for(shelf: Shelf) -> None:
    (shelf.uploads / ".archive").write_text("no folder")

    delivery = await told(shelf.archive, shelf.read("Hello"))

    assert (delivery.outcome, delivery.retry_after_s) == (Outcome.LATER, 30)
    assert delivery.detail.startswith("ARCHIVE_UNAVAILABLE")


async def test_what_was_deleted_or_shall_not_be_kept_is_no_failure(shelf: Shelf) -> None:
    read = shelf.read("Hello")

    assert (await told(shelf.archive, read, Queue(None))).outcome is Outcome.DELIVERED
    assert (await told(shelf.archive, read, Queue(read, keep_s=60))).outcome is Outcome.DELIVERED
    assert shelf.archive.parcels.waiting() == []


async def test_a_result_that_is_gone_is_a_failure_that_is_seen(shelf: Shelf) -> None:
    read = shelf.read("Hello")
    (shelf.uploads / read.task.id / "1/pages.ndjson").unlink()

    assert (await told(shelf.archive, read)).outcome is Outcome.FAILED


async def test_without_an_archive_nobody_is_told_any_more(shelf: Shelf) -> None:
    assert (await told(None, shelf.read("Hello"))).outcome is Outcome.GONE
