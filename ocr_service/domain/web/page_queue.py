"""What only the web page asks of the queue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ocr_service.domain.task import Task, TaskId


class PageQueue(Protocol):
    """Figures that are no part of ``stats``, and what people put right. All raise ``BackendUnavailable``."""

    async def failed_by_code(self, most: int) -> Mapping[str, int]:
        """How many of the newest ``most`` failed tasks ended with each error, the most frequent first."""
        ...

    async def correct(self, task_id: TaskId, values: Mapping[str, str]) -> Task:
        """Keep with a COMPLETED task what a person put right, beside what he did before; its result stays as it is.

        Raises ``TaskNotFound``, ``TaskStateConflict``.
        """
        ...
