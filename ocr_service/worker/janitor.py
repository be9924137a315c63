"""Sweep files that nobody needs any more, and enqueue documents that Redis forgot."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, TypeVar

from ocr_service import errors
from ocr_service.domain.file_store import FileStore, StoredTask
from ocr_service.domain.queue_values import Enqueued
from ocr_service.domain.task import IntakeRecord, Task, TaskId
from ocr_service.domain.uploads.upload_session import UploadSession
from ocr_service.worker.sweeping import FileAges, SweepTimes, Verdict, judge_known, judge_unknown, may_go

_FOLDERS_AT_ONCE = 200
_OF_ONE_FOLDER = (errors.QueueFull, errors.StorageFull, errors.StorageFailed, errors.StorageUnavailable)

Stored = TypeVar("Stored")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepReport:
    """What one sweep did: folders by verdict, those that failed by error code, uploads given up, entries trimmed."""

    verdicts: Counter[Verdict]
    failures: Counter[str]
    parts_removed: int = 0
    trimmed: int = 0


class SweptQueue(Protocol):
    """What a sweep asks of the queue; each as ``domain.task_queue`` says."""

    async def now_ms(self) -> int:
        """The queue's own clock."""
        ...

    async def known(self, task_ids: Sequence[TaskId]) -> Mapping[TaskId, Task]:
        """Those of the given tasks that exist."""
        ...

    async def known_uploads(self, upload_ids: Sequence[str]) -> Mapping[str, UploadSession]:
        """Those of the given upload sessions that exist."""
        ...

    async def enqueue(self, record: IntakeRecord) -> Enqueued:
        """Put a document that Redis forgot into its queue again."""
        ...

    async def delete(self, task_id: TaskId) -> None:
        """Forget a task whose time is over."""
        ...

    async def trim(self) -> int:
        """Forget what is older than its time."""
        ...


class Janitor:
    """Looks at every folder of the store, some at a time, and does what ``sweeping`` decides."""

    def __init__(self, *, queue: SweptQueue, store: FileStore, times: SweepTimes, every_s: float) -> None:
        self._queue = queue
        self._store = store
        self._times = times
        self._every_s = every_s

    async def run(self) -> None:
        """Sweep now and then every ``every_s`` until cancelled."""
        while True:
            try:
                await self.sweep()
            except errors.OcrServiceError as error:
                log.warning("Sweep failed", extra={"code": error.code, "detail": error.detail})
            await asyncio.sleep(self._every_s)

    async def sweep(self) -> SweepReport:
        """One round. Raises ``BackendUnavailable``, and ``StorageFailed`` when the store itself cannot be read."""
        verdicts: Counter[Verdict] = Counter()
        failures: Counter[str] = Counter()
        kept: list[Task] = []
        stored = await asyncio.to_thread(self._store.tasks)
        while some := await asyncio.to_thread(_take, stored):
            now_ms = await self._queue.now_ms()
            tasks = await self._queue.known([files.id for files in some])
            for files in some:
                task = tasks.get(files.id)
                try:
                    verdict = await self._tidy(files, task, now_ms)
                    verdicts[verdict] += 1
                    kept += [task] if task and verdict is Verdict.KEEP_SOURCE else []
                except _OF_ONE_FOLDER as error:
                    _tell_first(failures, files.id, error)
        await self._make_room(kept)
        parts_removed = await asyncio.to_thread(self._store.remove_parts, self._times.orphan_ttl_s)
        parts_removed += await self._sweep_uploads(failures)
        trimmed = await self._queue.trim()
        if parts_removed or failures or verdicts.keys() - {Verdict.KEEP, Verdict.KEEP_SOURCE}:
            counts = {verdict.value: number for verdict, number in verdicts.items()} | failures
            log.info("Sweep done", extra={"folders": counts, "parts_removed": parts_removed})
        return SweepReport(verdicts=verdicts, failures=failures, parts_removed=parts_removed, trimmed=trimmed)

    async def _make_room(self, kept: list[Task]) -> None:
        """Remove the oldest of the documents that are kept with their results, until the others fit."""
        room = self._times.kept_sources_bytes
        for task in sorted(kept, key=lambda each: each.finished_at, reverse=True):
            room -= task.bytes
            if room < 0:
                await asyncio.to_thread(self._store.cleanup_source, task.id)

    async def _sweep_uploads(self, failures: Counter[str]) -> int:
        """Remove what arrived by links and is nobody's any more; returns how many."""
        removed = 0
        stored = await asyncio.to_thread(self._store.uploads.stored)
        while some := await asyncio.to_thread(_take, stored):
            sessions = await self._queue.known_uploads([upload.id for upload in some])
            for upload in some:
                if not may_go(upload, sessions.get(upload.id), self._times):
                    continue
                try:
                    await asyncio.to_thread(self._store.uploads.discard, upload.id, upload.parts_id)
                    removed += 1
                except _OF_ONE_FOLDER as error:
                    _tell_first(failures, upload.id, error)
        return removed

    async def _tidy(self, files: StoredTask, task: Task | None, now_ms: int) -> Verdict:
        verdict = await asyncio.to_thread(self._judge, files, task, now_ms)
        match verdict:
            case Verdict.ENQUEUE:
                await self._enqueue(files.id)
            case Verdict.REMOVE:
                await asyncio.to_thread(self._store.cleanup_task_files, files.id)
            case Verdict.FORGET:
                await self._forget(files.id)
            case Verdict.REMOVE_SOURCE:
                await asyncio.to_thread(self._store.cleanup_source, files.id)
        if task is not None and verdict not in (Verdict.REMOVE, Verdict.FORGET):
            await asyncio.to_thread(self._remove_leftovers, files, task)
        return verdict

    def _judge(self, files: StoredTask, task: Task | None, now_ms: int) -> Verdict:
        if task is not None:
            return judge_known(task, self._times, has_source=files.has_source, now_ms=now_ms)
        ages = FileAges(
            has_record=self._store.record(files.id) is not None,
            age_s=self._store.age_s(files.id) or 0.0,
            ended_age_s=self._store.ended_age_s(files.id) if files.is_marked_ended else None,
        )
        return judge_unknown(ages, self._times)

    def _remove_leftovers(self, files: StoredTask, task: Task) -> None:
        if task.status.is_final and not files.is_marked_ended:
            self._store.mark_ended(task.id)
        is_token_alive = task.status in (task.status.PROCESSING, task.status.COMPLETED)
        before_token = task.token if is_token_alive else task.token + 1
        if any(token < before_token for token in files.tokens):
            self._store.remove_stale_outputs(task.id, before_token=before_token)

    async def _forget(self, task_id: TaskId) -> None:
        """Files first: a task without files is forgotten in time, files without a task would be enqueued again."""
        await asyncio.to_thread(self._store.cleanup_task_files, task_id)
        with contextlib.suppress(errors.TaskNotFound):
            await self._queue.delete(task_id)

    async def _enqueue(self, task_id: TaskId) -> None:
        record = await asyncio.to_thread(self._store.record, task_id)
        if record is not None:
            enqueued = await self._queue.enqueue(record)
            if enqueued.is_new:
                log.warning("Forgotten task enqueued", extra={"task_id": task_id})


def _tell_first(failures: Counter[str], task_id: TaskId, error: errors.OcrServiceError) -> None:
    """One bad folder holds up no other; a disk in trouble has thousands, so each kind is told once a sweep."""
    if error.code not in failures:
        log.warning(
            "Folder not swept", extra={"task_id": task_id, "code": error.code}, exc_info=error.__cause__
        )
    failures[error.code] += 1


def _take(stored: Iterator[Stored]) -> list[Stored]:
    return list(islice(stored, _FOLDERS_AT_ONCE))
