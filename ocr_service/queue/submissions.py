"""How documents come in: new ones, known ones, and those an earlier result answers."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

from ocr_service.domain.queue_values import Enqueued, Idempotency
from ocr_service.domain.status import TaskStatus
from ocr_service.domain.task import IntakeRecord, Task, TaskId
from ocr_service.errors import (
    BackendUnavailable,
    IdempotencyConflict,
    QueueFull,
    QuotaExceeded,
    ResultExpired,
    TaskStateConflict,
)
from ocr_service.queue.base import QueuePart
from ocr_service.queue.codec import fields_of_record, options_json, pairs, task_from_fields

_START_STEP = 200
_NO_LIMIT = 1_000_000_000


def _flat(fields: dict[str, str]) -> Iterable[str]:
    return chain.from_iterable(fields.items())


class Submissions(QueuePart):
    """The way in."""

    async def enqueue(
        self,
        record: IntakeRecord,
        *,
        idempotency: Idempotency | None = None,
        password: str | None = None,
    ) -> Enqueued:
        """Put a stored document into its queue (or PENDING when ``hold``).

        A known id or a known idempotency key gives the earlier task with ``is_new=False``.
        Raises ``IdempotencyConflict``, ``QueueFull``, ``QuotaExceeded``.
        """
        mode = "1" if record.hold else ""
        return await self._put_into_queue(record, mode, password, idempotency)

    async def enqueue_part(self, record: IntakeRecord) -> None:
        """Put a part of a document that was let in into its queue, whatever its limits; nothing when it is there."""
        await self._put_into_queue(record, "part")

    async def _put_into_queue(
        self,
        record: IntakeRecord,
        mode: str,
        password: str | None = None,
        idempotency: Idempotency | None = None,
    ) -> Enqueued:
        fields = fields_of_record(record)
        reply = await self.scripts.run(
            "enqueue",
            record.id,
            mode,
            record.created_at_ms,
            record.priority.value,
            record.owner,
            record.batch_id,
            *self._idempotency_args(record.owner, idempotency),
            password or "",
            record.key_id,
            record.bytes,
            *_flat(fields),
        )
        return await self._enqueued(reply, fields)

    async def find_idempotent(self, owner: str, idempotency: Idempotency) -> Task | None:
        """The task an idempotency key already stands for. Raises ``IdempotencyConflict``."""
        known = await self._reply("GET", self._keys.idempotency(owner, idempotency.key))
        if known is None:
            return None
        fingerprint, _, task_id = known.partition(" ")
        if fingerprint != idempotency.fingerprint:
            raise IdempotencyConflict
        return await self.get(task_id)

    async def find_cached(self, record: IntakeRecord) -> Task | None:
        """A COMPLETED task of the same owner with the same bytes and options whose result is alive.

        Documents with a password are never answered from the cache.
        """
        if record.has_password or not self.policy.cache_ttl_s:
            return None
        key = self._keys.dedupe(record.owner, record.sha256, options_json(record.options))
        task_id = await self._reply("GET", key)
        if task_id is None:
            return None
        task = await self.get(task_id)
        is_alive = await self._reply("EXISTS", self._keys.result(task_id))
        return task if task and is_alive and task.status is TaskStatus.COMPLETED else None

    async def enqueue_cached(
        self, record: IntakeRecord, *, source: Task, idempotency: Idempotency | None = None
    ) -> Enqueued:
        """Add ``record`` as a task that is COMPLETED at once with the result of ``source``.

        Its outputs must already lie under token ``source.token`` of the new task. The new result
        gets a full result TTL. Raises ``IdempotencyConflict``, ``ResultExpired``.
        """
        fields = fields_of_record(record)
        reply = await self.scripts.run(
            "enqueue_cached",
            record.id,
            source.id,
            record.created_at_ms,
            *self._idempotency_args(record.owner, idempotency),
            record.owner,
            record.batch_id,
            record.key_id,
            record.bytes,
            *_flat(fields),
        )
        return await self._enqueued(reply, fields)

    async def start_pending(self, *, owner: str = "", limit: int | None = None) -> int:
        """Queue what was uploaded with ``process=false``, oldest first; returns how many.

        Raises ``QueueFull`` when not even one found room.
        """
        started_total, skip = 0, 0
        wanted = _NO_LIMIT if limit is None else limit
        while started_total < wanted:
            args = (owner, wanted - started_total, skip, _START_STEP)
            started, skipped, is_full = await self.scripts.run("start_pending", *args)
            started_total, skip = started_total + started, skip + skipped
            if is_full and not started_total:
                raise QueueFull
            if is_full or started + skipped < _START_STEP:
                break
        return started_total

    async def start(self, task_id: TaskId) -> Task:
        """Queue one document that was stored on hold. Raises ``QueueFull``, ``TaskNotFound``, ``TaskStateConflict``."""
        reply = await self.scripts.run("start_task", task_id)
        if reply == "FULL":
            raise QueueFull
        if reply not in ("OK", ""):
            raise TaskStateConflict(task_id=task_id, status=reply)
        return await self._existing(task_id)

    def _idempotency_args(self, owner: str, idempotency: Idempotency | None) -> tuple[str, str]:
        if idempotency is None:
            return "", ""
        return self._keys.idempotency(owner, idempotency.key), idempotency.fingerprint

    async def _enqueued(self, reply: list[Any], fields: dict[str, str]) -> Enqueued:
        """``fields`` are those that were sent: a new task's reply tells only what the script added."""
        if reply[0] == "CONFLICT":
            raise IdempotencyConflict
        if reply[0] == "FULL":
            raise QueueFull
        if reply[0] == "QUOTA":
            raise QuotaExceeded.of(reply[1])
        if reply[0] == "EXPIRED":
            raise ResultExpired
        if reply[0] == "NEW":
            return Enqueued(task=task_from_fields(fields | pairs(reply[1])))
        task = await self.get(reply[1])
        if task is None:
            # Deleted between the two calls, or Redis was emptied: nothing stands for the upload.
            raise BackendUnavailable
        return Enqueued(task=task, is_new=False)
