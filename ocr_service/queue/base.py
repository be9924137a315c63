"""What every part of the queue's manager shares: connections, key names, scripts."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import Any, TypeVar

from ocr_service.domain.task import Task, TaskId
from ocr_service.errors import TaskNotFound
from ocr_service.queue.codec import task_from_fields
from ocr_service.queue.connection import Client, named_errors
from ocr_service.queue.keys import Keys
from ocr_service.queue.policy import QueuePolicy
from ocr_service.queue.scripts import Scripts

Reply = TypeVar("Reply")


class QueuePart:
    """Holds two clients: one for short commands, one for those that wait."""

    def __init__(self, client: Client, blocking: Client, keys: Keys, policy: QueuePolicy) -> None:
        self._client = client
        self._blocking = blocking
        self._keys = keys
        self.policy = policy
        self.scripts = Scripts(client, keys, policy)

    async def _ask(self, command: Awaitable[Reply]) -> Reply:
        with named_errors():
            return await command

    async def get(self, task_id: TaskId) -> Task | None:
        """The task, or None."""
        fields: Mapping[str, str] = await self._ask(self._client.hgetall(self._keys.task(task_id)))
        return task_from_fields(fields) if "status" in fields else None

    async def _existing(self, task_id: TaskId) -> Task:
        task = await self.get(task_id)
        if task is None:
            raise TaskNotFound(task_id=task_id)
        return task

    async def _pipelined(self, commands: list[tuple[Any, ...]]) -> list[Any]:
        """Replies to several commands in one round trip (not one transaction)."""
        if not commands:
            return []
        pipeline = self._client.pipeline(transaction=False)
        for command in commands:
            pipeline.execute_command(*command)
        replies: list[Any] = await self._ask(pipeline.execute())
        return replies
