"""The shapes of answers and JSON bodies, for the OpenAPI document and for parsing."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from ocr_service.api.bodies.json_body import JsonBody
from ocr_service.api.openapi.absent import Text, Whole, without_default
from ocr_service.domain.status import Priority, TaskStatus

TASK_ID = "0b5ae0f4-6a1f-4a0e-9d3c-1d5b3f0c9a77"
BATCH_ID = "5e1d6f4e-1f0a-4a57-8b55-0c3b7a1f2d10"
_TIME = "2026-05-04T09:30:00.000+00:00"

TaskIdText = Annotated[str, Field(examples=[TASK_ID])]
Time = Annotated[str, Field(examples=[_TIME], description="ISO-8601 in UTC; empty when not yet")]


class ProblemError(BaseModel):
    """One wrong field."""

    field: str
    message: str


class TaskProblem(BaseModel):
    """Why a task failed."""

    code: str
    detail: str


class CheckAnswer(BaseModel):
    """One thing that must be right."""

    ok: bool
    detail: str


class Problem(BaseModel):
    """An error as RFC 9457 tells it; ``code`` is stable, ``detail`` says what to do."""

    model_config = ConfigDict(extra="allow", json_schema_extra=without_default)

    type: str = Field(examples=["urn:ocr-service:problem:task-not-found"])
    title: str
    status: int = Field(description="the HTTP status")
    code: str = Field(examples=["TASK_NOT_FOUND"])
    detail: str
    task_id: Text = None
    request_id: Text = None
    errors: list[ProblemError] | SkipJsonSchema[None] = Field(
        None, description="each wrong field or parameter"
    )
    error: TaskProblem | SkipJsonSchema[None] = Field(None, description="why the task failed")
    task_status: TaskStatus | SkipJsonSchema[None] = None
    progress: Whole = None
    installed: list[str] | SkipJsonSchema[None] = Field(None, description="the languages there are")
    filename: Text = Field(None, description="which file of a batch")
    max_bytes: Whole = None
    max_parts: Whole = None
    retry_after_s: Whole = None
    ready: bool | SkipJsonSchema[None] = None
    checks: dict[str, CheckAnswer] | SkipJsonSchema[None] = Field(None, description="of `/readyz`")


class AcceptedAnswer(BaseModel):
    """A document was accepted."""

    task_id: TaskIdText
    status: TaskStatus
    message: str
    warnings: list[str] = Field(description="`media_type_mismatch`: the name claims another type")
    links: dict[str, str]


class BatchAcceptedAnswer(BaseModel):
    """A batch was accepted."""

    batch_id: Annotated[str, Field(examples=[BATCH_ID])]
    task_ids: list[TaskIdText]
    total: int
    message: str
    links: dict[str, str]


class TaskAnswer(BaseModel):
    """Where a task is."""

    task_id: TaskIdText
    status: TaskStatus
    progress: Annotated[int, Field(ge=0, le=100)]
    message: str
    created_at: Time
    updated_at: Time
    started_at: Time
    finished_at: Time
    priority: Priority
    queue_position: int | None = Field(description="tasks that are served before it; null unless QUEUED")
    queue_paused: bool = Field(description="true while it waits in a queue that an operator paused")
    pages_done: int
    pages_total: int
    retry_count: int
    error: TaskProblem | None
    filename: str
    media_type: str
    language: str
    outputs: list[str]
    batch_id: str | None
    cached_from: str | None = Field(description="the task whose result was given again")
    metadata: dict[str, Any] = Field(description="what the caller attached")
    links: dict[str, str]


class TaskListAnswer(BaseModel):
    """A page of tasks, newest first."""

    tasks: list[TaskAnswer]
    cursor: str | None = Field(description="send it as `cursor` for the next page; null at the end")


class BatchAnswer(BaseModel):
    """Where a batch is."""

    batch_id: str
    total: int
    progress: Annotated[int, Field(ge=0, le=100)]
    is_finished: bool
    counts: dict[TaskStatus, int]
    task_ids: list[TaskIdText]
    created_at: Time
    finished_at: Time
    links: dict[str, str]


class PriorityBody(JsonBody):
    """The queue a task shall wait in."""

    priority: Priority


class ProcessAllAnswer(BaseModel):
    """What process-all started."""

    status: str
    message: str
    user_id: int | str
    limit: int | None
    started: int


class QueueStatusAnswer(BaseModel):
    """The whole queue in four numbers."""

    total_tracked: int
    processing: int
    completed: int
    failed: int


class TaskQueueStatusAnswer(BaseModel):
    """One task in one word; ``ocr_status`` is pending, processing, completed or failed."""

    task_id: TaskIdText
    status: TaskStatus
    ocr_status: str


class QueueAnswer(BaseModel):
    """One queue."""

    name: Priority
    waiting: int
    paused: bool
    oldest_waiting_s: float


class QueuesAnswer(BaseModel):
    """All queues and what lies beside them."""

    queues: list[QueueAnswer]
    delayed: int
    pending: int
    processing: int
    dead: int


class WorkAnswer(BaseModel):
    """How much waits, in seconds that one page slot would read: what a fleet is scaled by."""

    waiting_s: float = Field(description="of all queues that are not paused, retries that wait included")
    queues: dict[str, float] = Field(description="queue → seconds, paused or not")
    task_s: float = Field(description="what a task lasted on average in the last hour")
    processing: int = Field(description="tasks that workers have in hand; not part of `waiting_s`")


class FindingAnswer(BaseModel):
    """A task that is not in exactly the one place where it belongs."""

    task_id: str
    problem: str


class AuditAnswer(BaseModel):
    """Where each task lies, compared with where it belongs; the first 1,000 ``findings``."""

    task_count: int
    finding_count: int
    is_clean: bool
    findings: list[FindingAnswer]


class WorkerAnswer(BaseModel):
    """One worker that sent a heartbeat lately."""

    id: str
    host: str
    pid: int
    version: str
    started_at: str
    heartbeat_at: str
    queues: list[Priority]
    concurrency: int
    languages: list[str]
    engines: list[str]
    memory_mb: float
    current_tasks: list[str]
    tasks_done: int
    is_draining: bool


class WorkerStatsAnswer(BaseModel):
    """Workers and numbers of the whole queue."""

    workers: list[WorkerAnswer]
    queues: list[QueueAnswer]
    delayed: int
    pending: int
    processing: int
    dead: int
    completed_total: int
    failed_total: int
    cancelled_total: int
    retried_total: int
    pages_total: int
    completed_last_hour: int
    pages_last_hour: int
    success_rate: float | None = Field(description="completed / (completed + failed); null before the first")
    average_processing_s: float | None = Field(description="per completed task; null before the first")
    stage_s: dict[str, float] = Field(description="seconds spent so far, by stage")


class RequeueBody(JsonBody):
    """Which dead letters to run again: some by id, or all (of one error code), at most ``limit``."""

    task_ids: list[str] | None = Field(None, max_length=1_000)
    code: str | None = Field(None, max_length=100, examples=["ENGINE_FAILED"])
    all: bool = False
    limit: int = Field(1_000, ge=1, le=10_000)


class RequeueAnswer(BaseModel):
    """What was put back, and what could not be."""

    requeued: list[str]
    skipped: dict[str, str] = Field(description="task id → error code")


class ReadyAnswer(BaseModel):
    """Whether uploads would be taken and read."""

    ready: bool
    checks: dict[str, CheckAnswer]


class HealthAnswer(BaseModel):
    """The process answers."""

    status: str
    version: str
