"""What every part of the queue's manager shares: connections, key names, scripts."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Mapping
from functools import lru_cache
from typing import Any

from ocr_service.domain.task import Task, TaskId
from ocr_service.errors import TaskNotFound
from ocr_service.queue.codec import hash_of, task_from_fields
from ocr_service.queue.connection import Client, Clients, Reply
from ocr_service.queue.keys import Keys
from ocr_service.queue.policy import QueuePolicy
from ocr_service.queue.scripts.running import Scripts

log = logging.getLogger(__name__)

_END: Any = object()


@lru_cache(maxsize=1_024)
def _tell_once(task_id: TaskId, names: tuple[str, ...]) -> None:
    log.warning("task row damaged", extra={"task_id": task_id, "fields": ", ".join(names)})


class QueuePart:
    """Asks Redis: short commands by ``_ask``, those that wait by ``_wait``, transitions by ``scripts``."""

    def __init__(self, clients: Clients, keys: Keys, policy: QueuePolicy) -> None:
        self._clients = clients
        self._client: Client = clients.short
        self._blocking: Client = clients.waiting
        self._keys = keys
        self.policy = policy
        self.scripts = Scripts(clients, keys, policy)

    async def _ask(self, command: Awaitable[Reply]) -> Reply:
        return await self._clients.ask(command)

    async def _wait(self, command: Awaitable[Reply]) -> Reply:
        return await self._clients.wait(command)

    async def _each(self, found: AsyncIterator[Reply]) -> AsyncIterator[Reply]:
        """What a scan finds, each step of it bounded like a command."""
        while (entry := await self._ask(anext(found, _END))) is not _END:
            yield entry

    async def now_ms(self) -> int:
        """The queue's own clock, unix milliseconds."""
        if self.scripts.now_ms:
            return int(self.scripts.now_ms)
        seconds, microseconds = await self._ask(self._client.time())
        return int(seconds) * 1000 + int(microseconds) // 1000

    async def get(self, task_id: TaskId) -> Task | None:
        """The task, or None."""
        return self._read(task_id, hash_of(await self._reply("HGETALL", self._keys.task(task_id))))

    def _read(self, task_id: TaskId, fields: Mapping[str, str]) -> Task | None:
        """The task that a hash describes; None when it is a remainder without a state."""
        if "status" not in fields:
            return None
        task = task_from_fields({"id": task_id, **fields})
        if task.damaged:
            _tell_once(task.id, task.damaged)
        return task

    async def _existing(self, task_id: TaskId) -> Task:
        task = await self.get(task_id)
        if task is None:
            raise TaskNotFound(task_id=task_id)
        return task

    async def _reply(self, *command: str) -> Any:
        """The reply to a short command that is sent often; ``_ask`` takes redis-py's way, five times as dear."""
        (reply,) = await self._pipelined([command])
        return reply

    async def _pipelined(self, commands: list[tuple[Any, ...]]) -> list[Any]:
        """Replies to several short commands in one round trip (not one transaction), ``HGETALL``'s as ``hash_of`` takes them."""
        if not commands:
            return []
        replies = await self.scripts.beside(commands)
        if replies is not None:
            return replies
        pipeline = self._client.pipeline(transaction=False)
        for command in commands:
            pipeline.execute_command(*command)
        return await self._ask(pipeline.execute())

    async def _is_freshly_started(self) -> bool:
        """True while leases from before a restart of Redis may belong to workers that could not reach it."""
        if self.scripts.now_ms:
            return False
        info = await self._ask(self._client.info("server"))
        uptime_s = info.get("uptime_in_seconds", 0)
        # Whole seconds, rounded down: one more may have passed.
        return bool((uptime_s + 1) * 1000 <= self.policy.lease_ms)
