"""What a person may do to tasks and queues: cancel, requeue, reprioritize, correct, delete, pause."""

from __future__ import annotations

from collections.abc import Mapping

from ocr_service.domain.status import Priority
from ocr_service.domain.task import Task, TaskId
from ocr_service.errors import QueueFull, TaskNotFound, TaskStateConflict
from ocr_service.queue.base import QueuePart

_TRIM_STEP = 200


class Steering(QueuePart):
    """Transitions that no worker asks for."""

    async def cancel(self, task_id: TaskId) -> Task:
        """End a task that is not final; a running one loses its claim at once, and its worker is signalled.

        Raises ``TaskNotFound``, ``TaskStateConflict``.
        """
        return await self._steer("cancel", task_id)

    async def requeue(self, task_id: TaskId) -> Task:
        """Run a FAILED or CANCELLED task again, counters reset. Raises as ``cancel``, and ``QueueFull``."""
        return await self._steer("requeue", task_id)

    async def reprioritize(self, task_id: TaskId, priority: Priority) -> Task:
        """Move a task that is not claimed to another queue. Raises as ``cancel``."""
        return await self._steer("reprioritize", task_id, priority.value)

    async def correct(self, task_id: TaskId, values: Mapping[str, str], by: str) -> Task:
        """Keep with a COMPLETED task what a person put right. Raises as ``cancel``."""
        named = (text for pair in values.items() for text in pair)
        return await self._steer("correct", task_id, by, *named)

    async def delete(self, task_id: TaskId) -> None:
        """Forget a task and its result; a running one is cancelled first. Raises ``TaskNotFound``."""
        while True:
            reply = await self.scripts.run("delete", task_id)
            if reply == "OK":
                return
            if not reply:
                raise TaskNotFound(task_id=task_id)
            await self.scripts.run("cancel", task_id)

    async def pause(self, queue: Priority) -> None:
        """Hand out nothing more from a queue."""
        await self.scripts.run("pause", queue.value, "1")

    async def resume(self, queue: Priority) -> None:
        """Hand out tasks of a queue again."""
        await self.scripts.run("pause", queue.value, "")

    async def trim(self) -> int:
        """Forget finished tasks and dead letters whose time is over; returns how many."""
        task_ttl_s = max(self.policy.task_ttl_s, self.policy.result_ttl_s)
        return await self._trim(task_ttl_s * 1000, self.policy.failed_ttl_s * 1000)

    async def clear_finished(self, *, older_than_ms: int = 0) -> int:
        """Forget completed and cancelled tasks that ended so long ago, results included; returns how many."""
        return await self._trim(older_than_ms, self.policy.failed_ttl_s * 1000)

    async def _trim(self, finished_ms: int, failed_ms: int) -> int:
        """Those whose key keeps them longer stay, and are stepped over."""
        forgotten, kept, kept_failed = 0, 0, 0
        while True:
            seen, more, more_failed = await self.scripts.run(
                "trim", _TRIM_STEP, finished_ms, failed_ms, kept, kept_failed
            )
            if not seen:
                return forgotten
            kept, kept_failed = kept + more, kept_failed + more_failed
            forgotten += seen - more - more_failed

    async def _steer(self, transition: str, task_id: TaskId, *args: str) -> Task:
        reply = await self.scripts.run(transition, task_id, *args)
        if reply == "OK":
            return await self._existing(task_id)
        if reply == "FULL":
            raise QueueFull
        if not reply:
            raise TaskNotFound(task_id=task_id)
        raise TaskStateConflict(
            f"The task is {reply}, which does not allow this.", task_id=task_id, status=reply
        )
