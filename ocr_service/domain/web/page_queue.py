"""What is asked of the queue to show it: lists of tasks, and what only the web page asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ocr_service.domain.queue_values import TaskPage
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Task, TaskId
from ocr_service.domain.web.course import Span, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisUse:
    """Memory of the server in bytes; ``max_bytes`` 0: as much as there is."""

    used_bytes: int
    max_bytes: int = 0


class TaskLists(Protocol):
    """Looking through tasks by what they are."""

    async def list_tasks(
        self,
        *,
        owner: str | None = None,
        status: TaskStatus | None = None,
        queue: Priority | None = None,
        category: str = "",
        name: str = "",
        limit: int = 50,
        cursor: str = "",
        since_ms: int = 0,
    ) -> TaskPage:
        """Tasks, newest first; ``owner`` None means everyone's, ``name`` is a part of the file's name in any case.

        A page may hold fewer than ``limit`` and still have a cursor: the look at one call is bounded.
        """
        ...


class PageQueue(Protocol):
    """Figures that are no part of ``stats``, and what people put right. All raise ``BackendUnavailable``."""

    async def failed_by_code(self, most: int) -> Mapping[str, int]:
        """How many of the newest ``most`` failed tasks ended with each error, the most frequent first."""
        ...

    async def course(self, window: Window) -> Sequence[Span]:
        """What ended in each span of the window, the oldest first."""
        ...

    async def next_tries(self, most: int) -> Mapping[TaskId, int]:
        """Which tasks get another try next, the first ones first, and when, unix ms."""
        ...

    async def redis_use(self) -> RedisUse:
        """How much memory Redis takes."""
        ...

    async def correct(self, task_id: TaskId, values: Mapping[str, str], by: str) -> Task:
        """Keep with a COMPLETED task what a person (``by``) put right, beside what was put right before.

        Raises ``TaskNotFound``, ``TaskStateConflict``.
        """
        ...
