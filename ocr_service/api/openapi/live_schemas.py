"""The shape of what listeners are told."""

from __future__ import annotations

from pydantic import BaseModel, Field


class LiveTask(BaseModel):
    """A task as of one event; the `data` of a server-sent event without a name, and of a socket's `progress`."""

    task_id: str | None
    batch_id: str | None
    status: str = Field(
        description="as of `TaskAnswer`, and `DELETED`, `BATCH_FINISHED`, `QUEUE_PAUSED`, `QUEUE_RESUMED`"
    )
    progress: int = Field(ge=0, le=100)
    message: str = Field(description="in words; of a failed task its error's code")
    pages_done: int
    pages_total: int
    queue_position: int | None = Field(
        description="tasks that are served before it; while one waiting task is followed"
    )
    seconds_left: float | None = Field(
        description="a guess from the last hour and the task's own pages; null while nothing is known"
    )
    at: str
