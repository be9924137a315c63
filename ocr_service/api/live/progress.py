"""What a listener is told of one task: how far it is, whether it has ended, and when it probably will."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ocr_service.api.live.estimate import queued_s, running_s
from ocr_service.api.live.outlook import View
from ocr_service.domain.status import TaskStatus
from ocr_service.domain.task import Task

_DELETED = "DELETED"
_OVER = frozenset({*(status.value for status in TaskStatus if status.is_final), _DELETED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A task as of its last event. ``at`` and ``started_at`` are ISO-8601 as the queue writes them."""

    task_id: str
    status: str
    batch_id: str = ""
    progress: int = 0
    message: str = ""
    pages_done: int = 0
    pages_total: int = 0
    at: str = ""
    started_at: str = ""

    @property
    def is_over(self) -> bool:
        """True when nothing more happens by itself."""
        return self.status in _OVER

    @property
    def waits(self) -> bool:
        """True while it has a place in a queue."""
        return self.status == TaskStatus.QUEUED

    def after(self, event: Mapping[str, Any]) -> Progress:
        """The task after an event of the stream; what the event does not name stays as it was."""
        has_begun = event["status"] == TaskStatus.PROCESSING and self.status != TaskStatus.PROCESSING
        return replace(
            self,
            status=event["status"],
            progress=event["progress"],
            message=event["message"],
            pages_done=int(event.get("pages_done", 0 if has_begun else self.pages_done)),
            pages_total=int(event.get("pages_total", self.pages_total)),
            at=event["at"],
            started_at=event["at"] if has_begun else self.started_at,
        )

    def deleted(self) -> Progress:
        """The task when it is found gone."""
        return replace(self, status=_DELETED, message="")

    def shown(self, view: View | None = None) -> dict[str, Any]:
        """The event's data, ``LiveTask`` of the API; without a ``view`` nothing is said of place and time."""
        return {
            "task_id": self.task_id or None,
            "batch_id": self.batch_id or None,
            "status": self.status,
            "progress": self.progress,
            "message": self.message,
            "pages_done": self.pages_done,
            "pages_total": self.pages_total,
            "queue_position": self._position(view),
            "seconds_left": self._seconds_left(view),
            "at": self.at,
        }

    def _position(self, view: View | None) -> int | None:
        return view.positions.get(self.task_id) if view and self.waits else None

    def _seconds_left(self, view: View | None) -> float | None:
        left_s = None
        if self.is_over:
            left_s = 0.0
        elif view and self.status == TaskStatus.PROCESSING:
            spent_s = _seconds_between(self.started_at, self.at)
            left_s = running_s(
                view.pace, spent_s=spent_s, pages_done=self.pages_done, pages_total=self.pages_total
            )
        elif view and self.waits and (ahead := view.ahead.get(self.task_id)) is not None:
            left_s = queued_s(view.pace, ahead)
        return None if left_s is None else round(left_s, 1)


def _seconds_between(start: str, end: str) -> float:
    if not start or not end:
        return 0.0
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()


def progress_of(task: Task) -> Progress:
    """A task as it is now."""
    return Progress(
        task_id=task.id,
        batch_id=task.batch_id,
        status=task.status.value,
        progress=task.progress,
        message=task.message,
        pages_done=task.pages_done,
        pages_total=task.pages_total,
        at=task.updated_at,
        started_at=task.started_at or "",
    )


def progress_in(event: Mapping[str, Any]) -> Progress:
    """A task of which nothing is known but this event."""
    return Progress(task_id=event["task_id"], batch_id=event["batch_id"], status="").after(event)
