"""The sink of the watched folder waits for a folder that is away, and files each entry once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from ocr_service.domain.notification import (
    FILING,
    Delivery,
    Event,
    EventKind,
    Message,
    Outcome,
    Subscription,
)
from ocr_service.filing.entry import Entry, EntryState, target_of
from ocr_service.filing.filer import Read
from ocr_service.notifications.filing import FilingSink
from tests.support.folders.filed import Filed


class Queue:
    """Knows one result."""

    def __init__(self, read: Read | None) -> None:
        self._read = read

    async def get(self, task_id: str) -> Any:
        return self._read and self._read.task

    async def result(self, task_id: str) -> Any:
        return self._read and self._read.stored


def told(entry: Entry, read: Read | None, kind: EventKind = EventKind.TASK_COMPLETED) -> Message:
    data = (
        {"result": read.told} if read else {"error": {"code": "DOCUMENT_CORRUPT", "detail": "It is broken."}}
    )
    return Message(
        event=Event(id="evt_1", kind=kind, sequence=1, at="", task_id="t1"),
        subscription=Subscription(id="upload", sink=FILING, target=target_of(entry, "j1")),
        data=data,
    )


async def delivered(
    filed: Filed, entry: Entry, read: Read | None, *, kind: EventKind, times: int = 1
) -> list[Delivery]:
    sink = FilingSink(Queue(read), filed.filer)  # type: ignore[arg-type]
    try:
        return list(await asyncio.gather(*[sink.deliver(told(entry, read, kind)) for _ in range(times)]))
    finally:
        await sink.close()


async def test_two_deliveries_at_once_file_one_result(tmp_path: Path) -> None:
    filed = Filed(tmp_path)
    entry, read = filed.scan("letter.pdf"), filed.read()

    outcomes = await delivered(filed, entry, read, kind=EventKind.TASK_COMPLETED, times=2)

    assert {each.outcome for each in outcomes} == {Outcome.DELIVERED}
    assert filed.files() == ["documents/letter.json", "documents/letter.txt", "scans/done/letter.pdf"]


async def test_a_folder_that_is_away_is_waited_for(tmp_path: Path) -> None:
    filed = Filed(tmp_path)
    entry, read = filed.scan("letter.pdf"), filed.read()
    filed.documents.rmdir()

    (delivery,) = await delivered(filed, entry, read, kind=EventKind.TASK_COMPLETED)

    assert (delivery.outcome, delivery.retry_after_s) == (Outcome.LATER, 30)
    assert "is not there" in delivery.detail


async def test_a_failure_is_explained_in_the_folder(tmp_path: Path) -> None:
    filed = Filed(tmp_path)

    (delivery,) = await delivered(filed, filed.scan("letter.pdf"), None, kind=EventKind.TASK_FAILED)

    assert delivery.outcome is Outcome.DELIVERED
    assert "It is broken." in (filed.scans / "failed/letter.pdf.why.txt").read_text()


async def test_a_result_that_expired_lets_the_file_be_read_anew(tmp_path: Path) -> None:
    filed = Filed(tmp_path)

    await delivered(filed, filed.scan("letter.pdf"), None, kind=EventKind.TASK_COMPLETED)

    (again,) = filed.filer().journal.in_state(EntryState.TAKING)
    assert again.path == "letter.pdf"


async def test_without_a_watched_folder_it_waits_for_one(tmp_path: Path) -> None:
    filed = Filed(tmp_path)
    sink = FilingSink(Queue(None), lambda: None)  # type: ignore[arg-type]

    delivery = await sink.deliver(told(filed.scan("letter.pdf"), filed.read()))

    assert (delivery.outcome, "WATCH_DIR" in delivery.detail) == (Outcome.LATER, True)
