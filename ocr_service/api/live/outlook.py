"""Where waiting tasks stand and how fast work goes, asked of Redis once for all who listen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ocr_service.api.live.estimate import Pace
from ocr_service.domain.queue_values import QueueStats, WorkerInfo
from ocr_service.domain.status import Priority
from ocr_service.domain.task import TaskId
from ocr_service.domain.task_queue import QueueReader

FRESH_S = 2.0
"""Positions and pace are as old as this at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What one look showed: the place of each task in its queue, and how many are served before it, those of queues that go
    first as well. Tasks far behind have neither; nobody knows when a paused queue goes on.
    """

    positions: Mapping[TaskId, int]
    ahead: Mapping[TaskId, int]
    pace: Pace


def _pace_of(stats: QueueStats, workers: list[WorkerInfo]) -> Pace:
    # What came from the content cache was completed, and took no time.
    runs = stats.runs_last_hour
    return Pace(
        run_s=stats.run_s_last_hour / runs if runs else None,
        page_s=stats.run_s_last_hour / stats.pages_last_hour if runs and stats.pages_last_hour else None,
        slots=sum(worker.concurrency for worker in workers if not worker.is_draining),
        running=stats.processing,
    )


def _ahead(lines: Mapping[Priority, Sequence[TaskId]], stats: QueueStats) -> dict[TaskId, int]:
    ahead, before = dict[TaskId, int](), 0
    for priority, line in lines.items():
        if priority not in stats.paused:
            ahead |= {task_id: before + place for place, task_id in enumerate(line)}
            before += stats.waiting[priority]
    return ahead


class Outlook:
    """Looks again when somebody asks and the last look is older than ``FRESH_S``."""

    def __init__(self, queue: QueueReader) -> None:
        self._queue = queue
        self._looking: asyncio.Task[View] | None = None
        self._looked_s = 0.0

    async def view(self) -> View:
        """The latest look. Raises ``BackendUnavailable``."""
        is_old = time.monotonic() - self._looked_s > FRESH_S
        if self._looking is None or (self._looking.done() and (is_old or self._looking.exception())):
            self._looking, self._looked_s = asyncio.create_task(self._look()), time.monotonic()
        return await asyncio.shield(self._looking)

    async def _look(self) -> View:
        lines, stats, workers = await asyncio.gather(
            self._queue.next_in_line(), self._queue.stats(), self._queue.workers()
        )
        return View(
            positions={task_id: place for line in lines.values() for place, task_id in enumerate(line)},
            ahead=_ahead(lines, stats),
            pace=_pace_of(stats, list(workers)),
        )
