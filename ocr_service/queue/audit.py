"""Prove that each task is in exactly one place, and mend what a crash or a hand on redis-cli left.

A snapshot is read in small steps while the queue goes on; what looks wrong in it is looked at once
more by one atomic script per task, so that only what is really wrong is reported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass

from ocr_service.domain.audit import AuditReport, Finding
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import TaskId
from ocr_service.queue.base import QueuePart
from ocr_service.queue.codec import FIELDS_TO_CHECK, damaged_fields

_STEP = 500
_PLACE_OF = {
    TaskStatus.PENDING: "K_PENDING",
    TaskStatus.RETRYING: "K_DELAYED",
    TaskStatus.PROCESSING: "K_PROCESSING",
    TaskStatus.FAILED: "K_DEAD",
    TaskStatus.COMPLETED: "K_FINISHED",
    TaskStatus.CANCELLED: "K_FINISHED",
}
_NEEDS_FILE = {TaskStatus.PENDING, TaskStatus.QUEUED, TaskStatus.RETRYING, TaskStatus.PROCESSING}


@dataclass(slots=True)
class _Snapshot:
    places: defaultdict[TaskId, list[str]]
    states: dict[TaskId, tuple[str, str]]
    """Status and the queue of each task."""
    owners: set[str]
    damaged: dict[TaskId, tuple[str, ...]]


class Audit(QueuePart):
    """O(n) by SCAN, in steps that never hold Redis up."""

    async def audit(
        self,
        *,
        repair: bool = False,
        task_ids_with_files: AsyncIterator[TaskId] | Iterable[TaskId] | None = None,
    ) -> AuditReport:
        """Compare every task's status with where its id lies, and with its file if ids of those are given.

        Files are only reported: removing and enqueuing them is the janitor's work (``ocr-service queue audit --files
        --repair`` has it done).
        """
        snapshot = await self._snapshot()
        findings = [
            finding
            for task_id in self._suspects(snapshot)
            if (finding := await self._examine(task_id, sorted(snapshot.owners), repair=repair))
        ]
        findings += [
            Finding(task_id=task_id, problem=f"cannot be read: {', '.join(names)}")
            for task_id, names in snapshot.damaged.items()
            if "status" not in names
        ]
        if task_ids_with_files is not None:
            findings += await self._compare_files(snapshot, await _collected(task_ids_with_files))
        return AuditReport(task_count=len(snapshot.states), findings=tuple(findings))

    async def _snapshot(self) -> _Snapshot:
        snapshot = _Snapshot(places=defaultdict(list), states={}, owners=set(), damaged={})
        for priority in Priority:
            await self._read_list(self._keys.queue(priority), snapshot)
        owned = self._client.scan_iter(match=self._keys.named("P_OWNER") + "*", count=_STEP)
        async for key in self._each(owned):
            snapshot.owners.add(self._keys.owner_of_overflow(key))
            await self._read_list(key, snapshot)
        for name in sorted(set(_PLACE_OF.values())):
            key = self._keys.named(name)
            async for task_id, _ in self._each(self._client.zscan_iter(key, count=_STEP)):
                snapshot.places[task_id].append(key)
        await self._read_states(snapshot)
        return snapshot

    async def _read_list(self, key: str, snapshot: _Snapshot) -> None:
        start = 0
        while ids := await self._ask(self._client.lrange(key, start, start + _STEP - 1)):
            for task_id in ids:
                snapshot.places[task_id].append(key)
            start += _STEP

    async def _read_states(self, snapshot: _Snapshot) -> None:
        prefix, step = self._keys.task(""), list[TaskId]()
        async for key in self._each(self._client.scan_iter(match=prefix + "*", count=_STEP)):
            step.append(key.removeprefix(prefix))
            if len(step) == _STEP:
                await self._read_state_of(step, snapshot)
                step = []
        await self._read_state_of(step, snapshot)

    async def _read_state_of(self, task_ids: list[TaskId], snapshot: _Snapshot) -> None:
        replies = await self._pipelined(
            [("HMGET", self._keys.task(name), *FIELDS_TO_CHECK) for name in task_ids]
        )
        for task_id, values in zip(task_ids, replies, strict=True):
            fields = {name: value for name, value in zip(FIELDS_TO_CHECK, values, strict=True) if value}
            snapshot.states[task_id] = fields.get("status", ""), fields.get("priority", "")
            if names := damaged_fields(fields):
                snapshot.damaged[task_id] = names

    def _suspects(self, snapshot: _Snapshot) -> list[TaskId]:
        wrong = [
            task_id
            for task_id, (status, priority) in snapshot.states.items()
            if not self._is_right(status, priority, snapshot.places.get(task_id, []))
        ]
        return wrong + [task_id for task_id in snapshot.places if task_id not in snapshot.states]

    def _is_right(self, status: str, priority: str, places: list[str]) -> bool:
        if status == TaskStatus.QUEUED:
            return places == [self._keys.named("P_QUEUE", priority)]
        name = _PLACE_OF.get(TaskStatus(status)) if status in set(TaskStatus) else None
        return name is not None and places == [self._keys.named(name)]

    async def _examine(self, task_id: TaskId, owners: list[str], *, repair: bool) -> Finding | None:
        flag = "1" if repair else ""
        status, expected, found, repaired = await self.scripts.run("audit", task_id, flag, *owners)
        if found == ([expected] if expected else []) and (not status or expected):
            return None
        where = ", ".join(found) or "nowhere"
        should = f"{status} belongs in {expected}" if expected else f"status {status or 'missing'!r}"
        return Finding(task_id=task_id, problem=f"{should}, found in {where}", is_repaired=repaired == "1")

    async def _compare_files(self, snapshot: _Snapshot, with_files: set[TaskId]) -> list[Finding]:
        states: Mapping[TaskId, tuple[str, str]] = snapshot.states
        without_task = sorted(with_files - states.keys())
        without_file = [
            name for name, (status, _) in states.items() if status in _NEEDS_FILE and name not in with_files
        ]
        known = await self._known_statuses([*without_task, *without_file])
        return [
            Finding(task_id=name, problem="files without a task") for name in without_task if not known[name]
        ] + [
            Finding(task_id=name, problem=f"{known[name]} without a file")
            for name in without_file
            if known[name] in _NEEDS_FILE
        ]

    async def _known_statuses(self, task_ids: list[TaskId]) -> Mapping[TaskId, str]:
        replies = await self._pipelined([("HGET", self._keys.task(name), "status") for name in task_ids])
        return dict(zip(task_ids, (reply or "" for reply in replies), strict=True))


async def _collected(task_ids: AsyncIterator[TaskId] | Iterable[TaskId]) -> set[TaskId]:
    if isinstance(task_ids, AsyncIterator):
        return {task_id async for task_id in task_ids}
    return set(task_ids)
