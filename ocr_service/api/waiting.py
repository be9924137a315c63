"""Wait for a task to end, without asking again and again."""

from __future__ import annotations

import time

from ocr_service.domain.task import Task
from ocr_service.domain.task_queue import QueueReader
from ocr_service.errors import TaskNotFound


async def wait_until_final(queue: QueueReader, task: Task, wait_s: float) -> Task:
    """The task when it has ended or ``wait_s`` are over. Raises ``TaskNotFound`` when it is deleted meanwhile."""
    deadline_s = time.monotonic() + wait_s
    while not task.status.is_final and (left_s := deadline_s - time.monotonic()) > 0:
        changed = await queue.wait_change(task, timeout_s=left_s)
        if changed is None:
            raise TaskNotFound
        task = changed
    return task
