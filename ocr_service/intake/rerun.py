"""Run a task again that failed or was cancelled."""

from __future__ import annotations

import asyncio

from ocr_service.domain.file_store import FileStore
from ocr_service.domain.status import TaskStatus
from ocr_service.domain.task import Task, TaskId
from ocr_service.domain.task_queue import IntakeQueue
from ocr_service.errors import TaskStateConflict

_ENDED_BADLY = (TaskStatus.FAILED, TaskStatus.CANCELLED)


async def rerun(queue: IntakeQueue, store: FileStore, task_id: TaskId) -> Task:
    """Queue it again with its counters reset, while its document is kept.

    Raises ``TaskNotFound``, ``TaskStateConflict``, ``QueueFull``, ``StorageFailed``.
    """
    if await asyncio.to_thread(store.record, task_id) is None:
        task = await queue.get(task_id)
        if task is not None and task.status in _ENDED_BADLY:
            raise TaskStateConflict(
                "The document is no longer kept. Upload it again.", task_id=task_id, status=task.status.value
            )
    return await queue.requeue(task_id)
