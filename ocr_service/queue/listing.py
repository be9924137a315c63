"""Look things up: tasks, results, positions, numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ocr_service.domain.queue_values import TaskPage
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Task, TaskId
from ocr_service.queue.base import QueuePart
from ocr_service.queue.codec import hash_of

_LOOKED_AT_ONCE = 500
"""Entries that one script looks at: 1 to 2 ms in which nobody else is served."""
_MOST_LOOKED = 25_000
"""Entries that one call looks at in all, in pieces; then it gives a cursor."""
_FEW = 1_000
# Indexes that hold all tasks of a state; the others are found by creation.
_INDEX_OF = {
    TaskStatus.PENDING: "K_PENDING",
    TaskStatus.FAILED: "K_DEAD",
    TaskStatus.COMPLETED: "K_FINISHED",
    TaskStatus.CANCELLED: "K_FINISHED",
}
_SMALL_INDEX_OF = {TaskStatus.PROCESSING: "K_PROCESSING", TaskStatus.RETRYING: "K_DELAYED"}

_PLAIN = re.compile(r"[\x00-\x7f]+")

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What is looked for; None and empty are any, but for an owner: ``""`` is nobody's. ``name`` is in small letters."""

    owner: str | None = None
    status: TaskStatus | None = None
    queue: Priority | None = None
    category: str = ""
    name: str = ""
    since_ms: int = 0

    def fits(self, task: Task) -> bool:
        """True for a task that is still what was found, as it may have changed since."""
        return (
            self.owner in (None, task.owner)
            and self.status in (None, task.status)
            and self.queue in (None, task.priority)
            and self.category in ("", task.category)
            and self.name in task.filename.lower()
        )

    @property
    def arguments(self) -> tuple[str, ...]:
        """As the script takes them: of the name its longest piece in plain letters, as Lua knows no others."""
        pieces = _PLAIN.findall(self.name)
        owner = "" if self.owner is None else f"={self.owner}"
        status, queue = (each.value if each else "" for each in (self.status, self.queue))
        return owner, status, queue, self.category, max(pieces, key=len, default="")


class Listing(QueuePart):
    """The reading side; nothing here changes a task."""

    async def known(self, task_ids: Sequence[TaskId]) -> Mapping[TaskId, Task]:
        """Those of ``task_ids`` that Redis knows, in one round trip."""
        replies = await self._pipelined([("HGETALL", self._keys.task(task_id)) for task_id in task_ids])
        rows = map(hash_of, replies)
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
        text = await self._reply("GET", self._keys.result(task_id))
        return None if text is None else json.loads(text)

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
        """Tasks, newest first; ``owner`` None means everyone's, ``name`` is a part of the file's name.

        "Newest" and ``since_ms`` are by creation; of one final state and everyone's tasks by their end.
        A page may hold fewer than ``limit`` tasks and still have a ``cursor``: the look at one call
        reads 25,000 entries at most.
        """
        wanted = _Wanted(
            owner=owner,
            status=status,
            queue=queue,
            category=category,
            name=name.strip().lower(),
            since_ms=since_ms,
        )
        small = _SMALL_INDEX_OF.get(status) if status else None
        if small and await self._ask(self._client.zcard(self._keys.named(small))) <= _FEW:
            return await self._of_few(self._keys.named(small), wanted, limit, _place_of(cursor))
        return await self._of_many(self._index(owner, status), wanted, limit, cursor)

    def _index(self, owner: str | None, status: TaskStatus | None) -> str:
        """The index in which these tasks lie closest together."""
        if not owner and status in _INDEX_OF:
            return self._keys.named(_INDEX_OF[status])
        return self._keys.tasks(owner)

    async def _of_few(self, index: str, wanted: _Wanted, limit: int, after: Place | None) -> TaskPage:
        """Of an index that is ordered by when its tasks are due: read whole."""
        known = await self.known(await self._ask(self._client.zrange(index, 0, -1)))
        tasks = {_created(task): task for task in known.values() if wanted.fits(task)}
        places = [place for place in sorted(tasks, reverse=True) if place[0] >= wanted.since_ms]
        rest = [place for place in places if not after or place < after]
        cursor = _cursor_of(rest[limit - 1]) if len(rest) > limit else ""
        return TaskPage(tasks=tuple(tasks[place] for place in rest[:limit]), cursor=cursor)

    async def _of_many(self, index: str, wanted: _Wanted, limit: int, cursor: str) -> TaskPage:
        """Of an index of any length, a bounded part at a time."""
        after, tasks = _place_of(cursor), list[Task]()
        for _ in range(_MOST_LOOKED // _LOOKED_AT_ONCE):
            score, task_id = (str(after[0]), after[1]) if after else ("+inf", "")
            found, last, gone, is_end = await self.scripts.run(
                "find",
                *(index, score, task_id, wanted.since_ms, _LOOKED_AT_ONCE, limit - len(tasks)),
                *wanted.arguments,
            )
            if gone:
                await self._ask(self._client.zrem(index, *gone))
            ids = [
                found[place + 1]
                for place in range(0, len(found), 3)
                if wanted.name in found[place + 2].lower()
            ]
            tasks += filter(wanted.fits, (await self.known(ids)).values())
            if is_end or not last:
                return TaskPage(tasks=tuple(tasks))
            after = int(last[0]), last[1]
            if len(tasks) >= limit:
                break
        return TaskPage(tasks=tuple(tasks), cursor=_cursor_of(after) if after else "")
