"""Look things up: tasks, results, positions, numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ocr_service.domain.queue_values import TaskPage
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Task, TaskId
from ocr_service.queue.base import QueuePart
from ocr_service.queue.codec import pairs

_CHUNK = 200
_MOST_CHUNKS = 50
# Indexes that hold all tasks of a state; the others are found by creation.
_INDEX_OF = {
    TaskStatus.PENDING: "K_PENDING",
    TaskStatus.FAILED: "K_DEAD",
    TaskStatus.COMPLETED: "K_FINISHED",
    TaskStatus.CANCELLED: "K_FINISHED",
}
_SMALL_INDEX_OF = {TaskStatus.PROCESSING: "K_PROCESSING", TaskStatus.RETRYING: "K_DELAYED"}

Place = tuple[int, TaskId]
"""Where an id stands in an index: its time in unix ms, then the id."""


def _place_of(cursor: str) -> Place | None:
    unix_ms, _, task_id = cursor.partition(":")
    try:
        return int(unix_ms), task_id
    except ValueError:
        return None


def _cursor_of(place: Place) -> str:
    return f"{place[0]}:{place[1]}"


def _created(task: Task) -> Place:
    return int(datetime.fromisoformat(task.created_at).timestamp() * 1000), task.id


class Listing(QueuePart):
    """The reading side; nothing here changes a task."""

    async def known(self, task_ids: Sequence[TaskId]) -> Mapping[TaskId, Task]:
        """Those of ``task_ids`` that Redis knows, in one round trip."""
        replies = await self._pipelined([("HGETALL", self._keys.task(task_id)) for task_id in task_ids])
        rows = (reply if isinstance(reply, dict) else pairs(reply) for reply in replies)
        found = (self._read(task_id, row) for task_id, row in zip(task_ids, rows, strict=True))
        return {task.id: task for task in found if task}

    async def position(self, task: Task) -> int | None:
        """How many tasks are served before this one in its queue; None unless QUEUED."""
        if task.status is not TaskStatus.QUEUED:
            return None
        ahead = await self.scripts.run("position", task.id)
        return None if ahead < 0 else int(ahead)

    async def paused(self) -> frozenset[Priority]:
        """The queues of which nothing is handed out."""
        names = await self._ask(self._client.smembers(self._keys.named("K_PAUSED")))
        return frozenset(map(Priority, names))

    async def next_in_line(self, limit: int = 1_000) -> Mapping[Priority, Sequence[TaskId]]:
        """Those who are served next, up to ``limit`` in each queue, in one round trip; queues that go first come first."""
        lines = await self._pipelined([("LRANGE", self._keys.queue(queue), -limit, -1) for queue in Priority])
        return {queue: line[::-1] for queue, line in zip(Priority, lines, strict=True)}

    async def result(self, task_id: TaskId) -> Mapping[str, Any] | None:
        """The head of a result, or None when it is not there (any more)."""
        text = await self._ask(self._client.get(self._keys.result(task_id)))
        return None if text is None else json.loads(text)

    async def list_tasks(
        self,
        *,
        owner: str | None = None,
        status: TaskStatus | None = None,
        queue: Priority | None = None,
        limit: int = 50,
        cursor: str = "",
        since_ms: int = 0,
    ) -> TaskPage:
        """Tasks, newest first; ``owner`` None means everyone's.

        "Newest" and ``since_ms`` are by creation; of one final state and everyone's tasks by their end.
        A page may hold fewer than ``limit`` tasks and still have a ``cursor``: the look at one call
        reads 10,000 entries at most.
        """
        place, tasks = _place_of(cursor), list[Task]()
        for _ in range(_MOST_CHUNKS):
            places, is_last = await self._places(owner, status, place, since_ms)
            known = await self._known_of(places, self._index(owner, status))
            for place in places:
                task = known.get(place[1])
                if task and _fits(task, owner, status, queue):
                    tasks.append(task)
                if len(tasks) == limit:
                    is_end = is_last and place == places[-1]
                    return TaskPage(tasks=tuple(tasks), cursor="" if is_end else _cursor_of(place))
            if is_last or place is None:
                return TaskPage(tasks=tuple(tasks))
        return TaskPage(tasks=tuple(tasks), cursor=_cursor_of(place) if place else "")

    def _index(self, owner: str | None, status: TaskStatus | None) -> str:
        """The index in which these tasks lie closest together."""
        if status in _SMALL_INDEX_OF:
            return self._keys.named(_SMALL_INDEX_OF[status])
        if not owner and status in _INDEX_OF:
            return self._keys.named(_INDEX_OF[status])
        return self._keys.tasks(owner)

    async def _places(
        self, owner: str | None, status: TaskStatus | None, after: Place | None, since_ms: int
    ) -> tuple[list[Place], bool]:
        """The next places after ``after``, newest first, and whether they are the last ones."""
        index = self._index(owner, status)
        if status not in _SMALL_INDEX_OF:
            return await self._indexed(index, after, since_ms)
        # These are ordered by when they are due: read whole, they are few.
        ids = await self._ask(self._client.zrange(index, 0, -1))
        places = sorted(map(_created, (await self.known(ids)).values()), reverse=True)
        return [place for place in places if place[0] >= since_ms and (not after or place < after)], True

    async def _indexed(self, index: str, after: Place | None, since_ms: int) -> tuple[list[Place], bool]:
        offset, newest = 0, after[0] if after else "+inf"
        while True:
            # Many ids may share one millisecond: those up to ``after`` were served before.
            rows = await self._ask(
                self._client.zrevrangebyscore(index, newest, since_ms, offset, _CHUNK, withscores=True)
            )
            places = [(int(score), task_id) for task_id, score in rows]
            fresh = [place for place in places if not after or place < after]
            if fresh or len(rows) < _CHUNK:
                return fresh, len(rows) < _CHUNK
            offset += _CHUNK

    async def _known_of(self, places: Sequence[Place], index: str) -> Mapping[TaskId, Task]:
        """The tasks at these places; an entry whose task expired leaves the index."""
        ids = [task_id for _, task_id in places]
        known = await self.known(ids)
        gone = [task_id for task_id in ids if task_id not in known]
        if gone:
            await self._ask(self._client.zrem(index, *gone))
        return known


def _fits(task: Task, owner: str | None, status: TaskStatus | None, queue: Priority | None) -> bool:
    return owner in (None, task.owner) and status in (None, task.status) and queue in (None, task.priority)
