"""Start what was uploaded with `process=false`, and tell the queue in four numbers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse, Response

from ocr_service.api.access.auth import Caller, Reader, Submitter
from ocr_service.api.context import Context
from ocr_service.api.find import find_task
from ocr_service.api.openapi.responses import TASK, problems, success
from ocr_service.api.openapi.schemas import ProcessAllAnswer, QueueStatusAnswer, TaskQueueStatusAnswer
from ocr_service.domain.queue_values import QueueStats
from ocr_service.domain.status import TaskStatus
from ocr_service.domain.task_queue import SubmissionQueue
from ocr_service.errors import AccessError, QueueFull

router = APIRouter(tags=["queue"])

_ONLY_USER = "1"
_WORDS = {
    TaskStatus.PENDING: "pending",
    TaskStatus.COMPLETED: "completed",
    TaskStatus.FAILED: "failed",
    TaskStatus.CANCELLED: "failed",
}


@router.post(
    "/ocr/process-all",
    summary="Start everything that is pending",
    responses={
        **problems(AccessError, QueueFull),
        200: success(ProcessAllAnswer, "what was started"),
    },
)
async def process_all(
    context: Context,
    caller: Submitter,
    user_id: Annotated[
        str | None,
        Query(
            max_length=100,
            description="whose documents; without API keys there is one user, number 1; with keys an operator may name any owner",
        ),
    ] = None,
    limit: Annotated[int | None, Query(ge=1, le=1_000_000, description="most documents to start")] = None,
) -> Response:
    """Queue what was uploaded with `process=false`, oldest first. The answer does not wait for the reading."""
    started = await start_pending_of(context.queue, caller, user_id, limit)
    shown = user_id or caller.owner or _ONLY_USER
    body = {
        "status": "queued",
        "message": f"OCR processing queued for user {shown}",
        "user_id": int(shown) if shown.isdecimal() else shown,
        "limit": limit,
        "started": started,
    }
    return JSONResponse(body)


async def start_pending_of(
    queue: SubmissionQueue, caller: Caller, user_id: str | None = None, limit: int | None = None
) -> int:
    """Queue what waits to be started; returns how many. Raises ``AccessError``, ``QueueFull``."""
    owner = _owner(caller, user_id, has_keys=bool(caller.owner or caller.key_id))
    return 0 if owner is None else await queue.start_pending(owner=owner, limit=limit)


def _owner(caller: Caller, user_id: str | None, *, has_keys: bool) -> str | None:
    """Whose documents to start: '' for everyone's, None for a user who cannot have any."""
    if not has_keys:
        return "" if user_id in (None, _ONLY_USER) else None
    if user_id is None:
        return "" if caller.is_operator else caller.owner
    if not caller.is_operator and user_id != caller.owner:
        raise AccessError("You may start your own documents only. Leave out `user_id`.")
    return user_id


@router.get(
    "/ocr/queue-status",
    summary="The queue, or one task, in few words",
    responses={
        **problems(*TASK),
        200: success(QueueStatusAnswer | TaskQueueStatusAnswer, "four numbers, or the task's state"),
    },
)
async def queue_status(
    context: Context,
    caller: Reader,
    task_id: Annotated[str | None, Query(description="one task instead of all")] = None,
) -> Response:
    """How many of the tasks that are kept are running, completed and failed; or where one task is."""
    if task_id is None:
        return JSONResponse(_numbers(await context.queue.stats()))
    task = await find_task(context.queue, caller, task_id)
    word = _WORDS.get(task.status, "processing")
    return JSONResponse({"task_id": task.id, "status": task.status.value, "ocr_status": word})


def _numbers(stats: QueueStats) -> dict[str, int]:
    open_tasks = sum(stats.waiting.values()) + stats.delayed + stats.pending + stats.processing
    return {
        "total_tracked": open_tasks + stats.finished + stats.dead,
        "processing": stats.processing,
        "completed": stats.finished - stats.cancelled,
        "failed": stats.dead,
    }
