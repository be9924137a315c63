"""What is told of an event: the task with its result where that is small, the batch, the worker, the threshold."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import closing
from itertools import chain
from typing import Any

from ocr_service.domain.document import PAGES_FILE
from ocr_service.domain.file_store import FileStore
from ocr_service.domain.notification import Event, EventKind
from ocr_service.domain.queue_values import Batch
from ocr_service.domain.status import Output, TaskStatus
from ocr_service.domain.task import Task
from ocr_service.domain.task_queue import QueueReader
from ocr_service.results.corrections import with_corrections
from ocr_service.results.facts import Scales, pages_of_facts
from ocr_service.results.schema_2 import head_2
from ocr_service.results.stored_pages import scales_of, whole_lines

_PREFIX = "/api/v1/ocr"
# File names within the store, and how long each stage took: nothing to a receiver.
_OWN_BUSINESS = frozenset({"outputs", "stage_times"})


class Payloads:
    """Reads what an event is about at the time it is told: entries of the outbox hold ids only.

    ``base`` stands before every link: the service's public address, or the path it has behind a proxy.
    """

    def __init__(self, queue: QueueReader, store: FileStore, base: str) -> None:
        self._queue = queue
        self._store = store
        self._base = base

    async def data(self, event: Event) -> Mapping[str, Any]:
        """Plain JSON; what was deleted meanwhile is told by its id alone. Raises ``BackendUnavailable``, ``StorageFailed``."""
        if event.task_id:
            return await self._of_task(event)
        if event.batch_id:
            batch = await self._queue.batch(event.batch_id)
            return self._of_batch(batch) if batch else {"batch_id": event.batch_id}
        return dict(event.detail)

    async def _of_task(self, event: Event) -> dict[str, Any]:
        task = await self._queue.get(event.task_id)
        if task is None:
            return {"task_id": event.task_id, "batch_id": event.batch_id or None}
        data = self._view(task)
        if event.kind in (EventKind.TASK_COMPLETED, EventKind.TASK_NEEDS_REVIEW):
            stored = await self._queue.result(task.id)
            told = with_corrections(stored, task.corrections) if stored else None
            data["result"] = await asyncio.to_thread(self._result, task, told) if told else None
        return data

    def _result(self, task: Task, stored: Mapping[str, Any]) -> dict[str, Any]:
        """What callers get of the result, without its pages; the text as long as Redis holds it, too."""
        head = head_2(stored, self._scales(task, stored))
        told = {name: value for name, value in head.items() if name not in _OWN_BUSINESS}
        return told | {"text": stored["text"]} if "text" in stored else told

    def _scales(self, task: Task, stored: Mapping[str, Any]) -> Scales:
        """Of the pages that facts stand on; none when the pages are gone: the facts then come without boxes."""
        wanted = pages_of_facts(stored)
        pages = self._store.open_output(task.id, task.token, PAGES_FILE) if wanted else None
        if pages is None:
            return {}
        with closing(pages):
            return scales_of(chain.from_iterable(whole_lines(pages.pieces())), wanted)

    def _view(self, task: Task) -> dict[str, Any]:
        error = {"code": task.error.code, "detail": task.error.detail} if task.error else None
        return {
            "task_id": task.id,
            "status": task.status.value,
            "filename": task.filename,
            "media_type": task.media_type,
            "batch_id": task.batch_id or None,
            "pages": task.pages_total,
            "error": error,
            "metadata": dict(task.user_metadata),
            "created_at": task.created_at,
            "started_at": task.started_at or None,
            "finished_at": task.finished_at or None,
            "links": self._links(task),
        }

    def _links(self, task: Task) -> dict[str, str]:
        links = {"self": f"{self._base}{_PREFIX}/status/{task.id}"}
        if task.status is TaskStatus.COMPLETED:
            result = f"{self._base}{_PREFIX}/result/{task.id}"
            links |= {"result": result, "text": f"{result}/{Output.TEXT}"}
        if task.batch_id:
            links["batch"] = f"{self._base}{_PREFIX}/batch/{task.batch_id}"
        return links

    def _of_batch(self, batch: Batch) -> dict[str, Any]:
        return {
            "batch_id": batch.id,
            "total": batch.total,
            "counts": {status.value: batch.counts.get(status, 0) for status in TaskStatus},
            "task_ids": list(batch.task_ids),
            "created_at": batch.created_at,
            "finished_at": batch.finished_at or None,
            "links": {"self": f"{self._base}{_PREFIX}/batch/{batch.id}"},
        }
