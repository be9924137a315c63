"""One sweep over real folders, with a queue that knows only what it is told."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ocr_service.domain.queue_values import Enqueued
from ocr_service.domain.status import TaskStatus
from ocr_service.domain.task import FROM_PAGE, IntakeRecord, Task, TaskId
from ocr_service.errors import BackendUnavailable, QueueFull, StorageFull
from ocr_service.storage.local import FileStorageManager
from ocr_service.worker.janitor import Janitor
from ocr_service.worker.sweeping import SweepTimes, Verdict
from tests.support.records import make_record


@dataclass
class ForgetfulQueue:
    """Knows no task but ``tasks``, and takes the first ``room`` that are enqueued."""

    room: int = 1_000
    enqueued: list[TaskId] = field(default_factory=list)
    tasks: dict[TaskId, Task] = field(default_factory=dict)

    async def now_ms(self) -> int:
        return 1_800_000_000_000

    async def known(self, task_ids: Sequence[TaskId]) -> dict[TaskId, Task]:
        return {task_id: self.tasks[task_id] for task_id in task_ids if task_id in self.tasks}

    async def known_uploads(self, upload_ids: Sequence[str]) -> dict[str, Any]:
        return {}

    async def enqueue(self, record: IntakeRecord) -> Any:
        if len(self.enqueued) >= self.room:
            raise QueueFull
        self.enqueued.append(record.id)
        return Enqueued(task=None)  # type: ignore[arg-type]

    async def trim(self) -> int:
        return 0


class StoreWithABadFolder(FileStorageManager):
    """One task's record cannot be looked at."""

    bad: TaskId = ""

    def record(self, task_id: TaskId) -> IntakeRecord | None:
        if task_id == self.bad:
            raise StorageFull
        return super().record(task_id)


@pytest.fixture
def store(tmp_path: Path) -> StoreWithABadFolder:
    return StoreWithABadFolder(tmp_path)


def put(store: FileStorageManager) -> TaskId:
    record = make_record()
    incoming = store.receive(record.id)
    incoming.write(b"%PDF-1.4")
    incoming.commit(record)
    return record.id


def janitor(store: FileStorageManager, queue: ForgetfulQueue) -> Janitor:
    return Janitor(
        queue=queue,  # type: ignore[arg-type]
        store=store,
        times=SweepTimes(settle_s=0, orphan_ttl_s=0),
        every_s=60,
    )


async def test_a_folder_that_cannot_be_looked_at_keeps_no_other_document_waiting(
    store: StoreWithABadFolder, caplog: pytest.LogCaptureFixture
) -> None:
    ids = [put(store) for _ in range(6)]
    store.bad = next(iter(store.task_ids()))
    queue = ForgetfulQueue()

    report = await janitor(store, queue).sweep()

    assert sorted(queue.enqueued) == sorted(set(ids) - {store.bad})
    assert report.failures == {"STORAGE_FULL": 1}
    assert [record.getMessage() for record in caplog.records].count("Folder not swept") == 1


async def test_a_full_queue_keeps_no_folder_from_being_removed(store: StoreWithABadFolder) -> None:
    for _ in range(5):
        put(store)
    for folder in (store.receive(make_record().id).path.parent for _ in range(2)):
        shutil.move(folder, folder.with_suffix(""))

    report = await janitor(store, ForgetfulQueue(room=2)).sweep()

    assert report.verdicts == {Verdict.ENQUEUE: 2, Verdict.REMOVE: 2}
    assert report.failures == {"QUEUE_FULL": 3}


async def test_a_queue_that_is_away_ends_the_sweep(store: StoreWithABadFolder) -> None:
    class AwayQueue(ForgetfulQueue):
        async def enqueue(self, record: IntakeRecord) -> Any:
            raise BackendUnavailable

    put(store)

    with pytest.raises(BackendUnavailable):
        await janitor(store, AwayQueue()).sweep()


async def test_the_oldest_kept_documents_go_when_all_of_them_take_too_much(tmp_path: Path) -> None:
    store = FileStorageManager(tmp_path)
    ids = [put(store) for _ in range(3)]
    queue = ForgetfulQueue(tasks={id_: ended_on_page(id_, day) for day, id_ in enumerate(ids, 1)})
    times = SweepTimes(result_ttl_s=1e12, kept_sources_bytes=2_500)

    await Janitor(queue=queue, store=store, times=times, every_s=60).sweep()  # type: ignore[arg-type]

    assert [store.record(id_) is not None for id_ in ids] == [False, True, True]


def ended_on_page(task_id: TaskId, day: int) -> Task:
    record = make_record(id=task_id)
    return Task(
        id=task_id,
        status=TaskStatus.COMPLETED,
        priority=record.priority,
        filename=record.filename,
        file_path=record.file_path,
        media_type=record.media_type,
        sha256=record.sha256,
        bytes=record.bytes,
        options=record.options,
        source=FROM_PAGE,
        finished_at=f"2026-01-0{day}T00:00:00.000+00:00",
    )
