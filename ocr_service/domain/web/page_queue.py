"""What only the web page asks of the queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ocr_service.domain.task import Task, TaskId
from ocr_service.domain.web.course import Span, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisUse:
    """Memory of the server in bytes; ``max_bytes`` 0: as much as there is."""

    used_bytes: int
    max_bytes: int = 0


class PageQueue(Protocol):
    """Figures that are no part of ``stats``, and what people put right. All raise ``BackendUnavailable``."""

    async def failed_by_code(self, most: int) -> Mapping[str, int]:
        """How many of the newest ``most`` failed tasks ended with each error, the most frequent first."""
        ...

    async def course(self, window: Window) -> Sequence[Span]:
        """What ended in each span of the window, the oldest first."""
        ...

    async def due(self, task_ids: Sequence[TaskId]) -> Mapping[TaskId, int]:
        """When each of those that wait for another try gets it, unix ms."""
        ...

    async def redis_use(self) -> RedisUse:
        """How much memory Redis takes."""
        ...

    async def correct(self, task_id: TaskId, values: Mapping[str, str], by: str) -> Task:
        """Keep with a COMPLETED task what a person (``by``) put right, beside what was put right before.

        Raises ``TaskNotFound``, ``TaskStateConflict``.
        """
        ...
