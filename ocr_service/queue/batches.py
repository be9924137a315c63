"""Batches: documents that came in together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ocr_service.domain.queue_values import Batch
from ocr_service.domain.status import TaskStatus
from ocr_service.domain.task import NO_CALLBACK, Callback
from ocr_service.queue.base import QueuePart


class Batches(QueuePart):
    """A batch is finished when the last of its announced tasks is; that is told exactly once."""

    async def create_batch(
        self, batch_id: str, *, owner: str, total: int, key_id: str = "", callback: Callback = NO_CALLBACK
    ) -> None:
        """Announce a batch before its tasks are enqueued with its id, or correct its total (0 forgets it).

        ``key_id`` and ``callback`` say who is told when its last document has ended.
        """
        told = {"key_id": key_id, "callback_url": callback.url, "callback_events": ",".join(callback.events)}
        flat = [text for name, value in told.items() if value for text in (name, value)]
        await self.scripts.run("create_batch", batch_id, owner, total, *flat)

    async def batch(self, batch_id: str) -> Batch | None:
        """The batch, or None."""
        fields: Mapping[str, str] = await self._ask(self._client.hgetall(self._keys.batch(batch_id)))
        if not fields:
            return None
        task_ids: list[str] = await self._ask(self._client.lrange(self._keys.batch_tasks(batch_id), 0, -1))
        states = [("HMGET", self._keys.task(task_id), "status", "progress") for task_id in task_ids]
        found = [reply for reply in await self._pipelined(states) if reply[0]]
        total = max(int(fields["total"]), len(task_ids))
        # A task that is no longer there was deleted: nothing of it is left to do.
        done = 100 * (len(task_ids) - len(found))
        done += sum(100 if TaskStatus(status).is_final else int(progress or 0) for status, progress in found)
        return Batch(
            id=batch_id,
            owner=fields.get("owner", ""),
            total=total,
            task_ids=tuple(task_ids),
            counts=Counter(TaskStatus(status) for status, _ in found),
            progress=done // total if total else 0,
            created_at=fields["created_at"],
            finished_at=fields.get("finished_at", ""),
        )
