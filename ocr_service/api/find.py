"""Find the caller's task or batch; another caller's does not exist for him."""

from __future__ import annotations

from ocr_service.api.access.auth import Caller
from ocr_service.domain.queue_values import Batch
from ocr_service.domain.task import Task, is_task_id
from ocr_service.domain.task_queue import QueueReader
from ocr_service.errors import AccessError, BatchNotFound, TaskNotFound


async def find_task(queue: QueueReader, caller: Caller, task_id: str) -> Task:
    """The task. Raises ``TaskNotFound`` for malformed and unknown ids and for another key's task."""
    task = await queue.get(task_id) if is_task_id(task_id) else None
    if task is None or not caller.may_see(task):
        raise TaskNotFound
    return task


async def find_own_task(queue: QueueReader, caller: Caller, task_id: str) -> Task:
    """The task, which the caller may also change. Raises ``TaskNotFound``, ``AccessError``."""
    task = await find_task(queue, caller, task_id)
    if not (caller.is_operator or task.owner == caller.owner):
        raise AccessError("This task is another owner's: it may be read with this key, not changed.")
    return task


async def find_batch(queue: QueueReader, caller: Caller, batch_id: str) -> Batch:
    """The batch. Raises ``BatchNotFound`` likewise."""
    batch = await queue.batch(batch_id) if is_task_id(batch_id) else None
    if batch is None or caller.sees not in (None, batch.owner):
        raise BatchNotFound
    return batch
