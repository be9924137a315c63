"""Who works here: the registry of workers, their heartbeats and the signals to them."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from ocr_service.domain.queue_values import HeartbeatReply, WorkerInfo
from ocr_service.domain.status import Priority
from ocr_service.queue.base import QueuePart
from ocr_service.queue.codec import compact_json, hash_of
from ocr_service.queue.connection import LONGEST_BLOCK_S

_LISTS = ("queues", "languages", "engines", "current_tasks")


def _fields_of(worker: WorkerInfo) -> dict[str, str]:
    plain = {
        "id": worker.id,
        "host": worker.host,
        "pid": str(worker.pid),
        "version": worker.version,
        "started_at": worker.started_at,
        "concurrency": str(worker.concurrency),
        "memory_mb": f"{worker.memory_mb:.1f}",
        "tasks_done": str(worker.tasks_done),
    }
    return plain | {name: compact_json(list(getattr(worker, name))) for name in _LISTS}


def _worker_from(fields: Mapping[str, str]) -> WorkerInfo:
    lists = {name: tuple(json.loads(fields.get(name, "[]"))) for name in _LISTS}
    return WorkerInfo(
        id=fields["id"],
        host=fields["host"],
        pid=int(fields["pid"]),
        version=fields["version"],
        started_at=fields["started_at"],
        queues=tuple(Priority(name) for name in lists["queues"]),
        concurrency=int(fields["concurrency"]),
        languages=lists["languages"],
        engines=lists["engines"],
        memory_mb=float(fields["memory_mb"]),
        current_tasks=lists["current_tasks"],
        tasks_done=int(fields["tasks_done"]),
        heartbeat_at=fields["heartbeat_at"],
        is_draining=bool(fields.get("draining")),
    )


class Workers(QueuePart):
    """Rows that die with their workers."""

    async def heartbeat(self, worker: WorkerInfo) -> HeartbeatReply:
        """Renew the worker's row and the leases of ``worker.current_tasks``."""
        fields = _fields_of(worker)
        flat = [text for pair in fields.items() for text in pair]
        draining, lost, cancelled = await self.scripts.run(
            "heartbeat", worker.id, len(fields), *flat, *worker.current_tasks
        )
        return HeartbeatReply(
            lost=frozenset(lost), cancelled=frozenset(cancelled), is_draining=draining == "1"
        )

    async def wait_signal(self, worker_id: str, *, timeout_s: float) -> bool:
        """Block until somebody wants this worker's attention (cancel, drain); False on timeout."""
        deadline = time.monotonic() + timeout_s
        key = self._keys.signal(worker_id)
        while (remaining_s := deadline - time.monotonic()) > 0:
            block_s = max(min(remaining_s, LONGEST_BLOCK_S), 0.001)
            if await self._wait(self._blocking.blpop([key], timeout=block_s)) is not None:
                # One look at the heartbeat's answer covers all signals so far.
                await self._ask(self._client.delete(key))
                return True
        return False

    async def unregister(self, worker_id: str) -> None:
        """Remove a worker that stops from the registry."""
        gone = (self._keys.worker(worker_id), self._keys.signal(worker_id))
        await self._pipelined(
            [("UNLINK", key) for key in gone]
            + [("ZREM", self._keys.named(index), worker_id) for index in ("K_WORKERS", "K_SILENT")]
        )

    async def drain(self, worker_id: str) -> bool:
        """Ask a worker to finish what it has and to stop; False when there is no such worker."""
        return bool(await self.scripts.run("drain", worker_id))

    async def workers(self) -> Sequence[WorkerInfo]:
        """The workers that sent a heartbeat lately."""
        ids: list[str] = await self._ask(self._client.zrange(self._keys.named("K_WORKERS"), 0, -1))
        replies: list[Any] = await self._pipelined([("HGETALL", self._keys.worker(name)) for name in ids])
        rows = map(hash_of, replies)
        return [_worker_from(row) for row in rows if "id" in row]
