"""Show tasks as rows of the page: what a person wants to know of a document under way."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ocr_service.api.page.words.spoken import Words
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Task, TaskId

_SOON_S, _TENS, _MINUTES_FROM_S = 3, 10, 90
_OPEN = (TaskStatus.PENDING, TaskStatus.QUEUED, TaskStatus.PROCESSING, TaskStatus.RETRYING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``told`` is one short sentence; ``actions`` are names of what can be done now."""

    id: str
    filename: str
    status: str
    state: str
    category: str
    owner: str
    told: str
    progress: int
    is_open: bool
    created: str
    created_at: str
    actions: tuple[str, ...]


def row_of(
    task: Task,
    words: Words,
    positions: Mapping[str, int],
    paused: Collection[Priority],
    now: datetime,
    *,
    left_s: float | None = None,
) -> Row:
    """A task as a row; ``positions`` are places in the queue by task id, ``left_s`` is a guess of the seconds until its end."""
    return Row(
        id=task.id,
        filename=task.filename,
        status=task.status.value,
        state=words(f"state.{task.status.value}"),
        category=words.known("category", task.category) if task.category else "",
        owner=task.owner,
        told=_with_time(_told(task, words, positions.get(task.id), paused), left_s, words),
        progress=task.progress,
        is_open=task.status in _OPEN,
        created=ago(task.created_at, now, words),
        created_at=task.created_at,
        actions=_actions(task.status),
    )


def places_in(lines: Mapping[Priority, Sequence[TaskId]]) -> dict[TaskId, int]:
    """The place of each task in its own queue, from 0."""
    return {task_id: place for line in lines.values() for place, task_id in enumerate(line)}


def _told(task: Task, words: Words, position: int | None, paused: Collection[Priority]) -> str:
    if task.status is TaskStatus.FAILED and task.error:
        return words.plain_error(task.error.code, task.error.detail)
    if task.status in (TaskStatus.QUEUED, TaskStatus.RETRYING) and task.priority in paused:
        return words("row.paused")
    if task.status is TaskStatus.QUEUED and position is not None:
        return words("row.place", n=position + 1)
    if task.status is TaskStatus.PROCESSING and task.pages_total:
        return words("row.pages", n=min(task.pages_done + 1, task.pages_total), total=task.pages_total)
    if task.status is TaskStatus.COMPLETED and task.cached_from:
        return words("row.known")
    return ""


def _with_time(told: str, left_s: float | None, words: Words) -> str:
    """What is told, with the time left in round numbers: nobody knows it to the second."""
    if not told or left_s is None or left_s < _SOON_S:
        return told
    if left_s < _MINUTES_FROM_S:
        return words("row.seconds", told=told, n=_TENS * math.ceil(left_s / _TENS))
    return words("row.minutes", told=told, n=math.ceil(left_s / 60))


def _actions(status: TaskStatus) -> tuple[str, ...]:
    if status is TaskStatus.FAILED:
        return ("retry", "delete")
    if status is TaskStatus.PENDING:
        return ("start", "delete")
    return ("delete",) if status.is_final else ("cancel",)


def ago(at: str, now: datetime, words: Words) -> str:
    """How long ago something was, in the largest unit that fits; the date when it is more than a week."""
    if not at:
        return ""
    then = datetime.fromisoformat(at)
    seconds = max(0.0, (now - then).total_seconds())
    if seconds < 60:
        return words("ago.now")
    if seconds < 3600:
        return words("ago.minutes", n=int(seconds // 60))
    if seconds < 86_400:
        return words("ago.hours", n=int(seconds // 3600))
    if seconds < 7 * 86_400:
        return words("ago.days", n=int(seconds // 86_400))
    return then.date().isoformat()


def now() -> datetime:
    """The time to compare with."""
    return datetime.now(UTC)
