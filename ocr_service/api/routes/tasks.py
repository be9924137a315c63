"""List and steer tasks."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse, Response

from ocr_service.access.erasure import erase_task
from ocr_service.api.access.auth import Reader, Submitter
from ocr_service.api.answers.views import status_url, task_view
from ocr_service.api.bodies.small_body import SmallBodyRoute
from ocr_service.api.context import ApiContext, Context
from ocr_service.api.find import find_own_task
from ocr_service.api.openapi.parameters import TaskIdPath
from ocr_service.api.openapi.responses import (
    JSON_BODY,
    LOCATION,
    REQUEST_ID,
    RETRY_AFTER,
    TASK,
    problems,
    success,
)
from ocr_service.api.openapi.schemas import PriorityBody, TaskAnswer, TaskListAnswer
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Task
from ocr_service.errors import ArchiveUnavailable, QueueFull, StorageFailed, TaskStateConflict
from ocr_service.intake.rerun import rerun

router = APIRouter(tags=["tasks"], route_class=SmallBodyRoute)

Cursor = Annotated[str, Query(pattern=r"^([0-9]{1,15}:[0-9a-f-]{36})?$", description="of the page before")]


@router.get(
    "/ocr/tasks",
    summary="Tasks, newest first",
    responses={**problems(), 200: success(TaskListAnswer, "a page of tasks")},
)
async def list_tasks(
    *,
    context: Context,
    caller: Reader,
    status: Annotated[TaskStatus | None, Query(description="only these")] = None,
    queue: Annotated[Priority | None, Query(description="only of this queue")] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="most tasks of one page")] = 50,
    cursor: Cursor = "",
) -> Response:
    """Own tasks; an operator sees everyone's."""
    page = await context.queue.list_tasks(
        owner=caller.sees, status=status, queue=queue, limit=limit, cursor=cursor
    )
    paused = await context.queue.paused()
    tasks = [task_view(task, paused=paused) for task in page.tasks]
    return JSONResponse({"tasks": tasks, "cursor": page.cursor or None})


@router.post(
    "/ocr/tasks/{task_id}/cancel",
    summary="Cancel a task",
    responses={**problems(*TASK, TaskStateConflict), 200: success(TaskAnswer, "the cancelled task")},
)
async def cancel_task(context: Context, caller: Submitter, task_id: TaskIdPath) -> Response:
    """End a task that has not ended; a running one stops within seconds. Its files are removed."""
    task = await find_own_task(context.queue, caller, task_id)
    return JSONResponse(task_view(await cancel_with_files(context, task)))


async def cancel_with_files(context: ApiContext, task: Task) -> Task:
    """The task, cancelled. Raises ``TaskNotFound``, ``TaskStateConflict``, ``StorageFailed``."""
    cancelled = await context.queue.cancel(task.id)
    if task.status is not TaskStatus.PROCESSING:  # the worker removes the files of a running one
        await asyncio.to_thread(context.store.cleanup_task_files, task.id)
    return cancelled


@router.post(
    "/ocr/tasks/{task_id}/retry",
    status_code=202,
    summary="Run a failed task again",
    responses={
        **problems(*TASK, TaskStateConflict, QueueFull, StorageFailed),
        202: success(TaskAnswer, "queued again", LOCATION, RETRY_AFTER),
    },
)
async def retry_task(context: Context, caller: Submitter, task_id: TaskIdPath) -> Response:
    """Queue a FAILED task again with its counters reset, while its document is kept."""
    await find_own_task(context.queue, caller, task_id)
    requeued = await rerun(context.queue, context.store, task_id)
    headers = {"Location": status_url(task_id), "Retry-After": "2"}
    return JSONResponse(task_view(requeued, paused=await context.queue.paused()), 202, headers)


@router.patch(
    "/ocr/tasks/{task_id}",
    summary="Move a waiting task to another queue",
    responses={
        **problems(*TASK, *JSON_BODY, TaskStateConflict),
        200: success(TaskAnswer, "the task in its new queue"),
    },
)
async def change_priority(
    context: Context, caller: Submitter, task_id: TaskIdPath, body: PriorityBody
) -> Response:
    """Change the priority of a task that is not running and has not ended."""
    await find_own_task(context.queue, caller, task_id)
    task = await context.queue.reprioritize(task_id, body.priority)
    position, paused = await context.queue.position(task), await context.queue.paused()
    return JSONResponse(task_view(task, position, paused))


@router.delete(
    "/ocr/tasks/{task_id}",
    status_code=204,
    summary="Remove a task with its files",
    responses={
        **problems(*TASK, StorageFailed, ArchiveUnavailable),
        204: {"description": "removed", "headers": REQUEST_ID},
    },
)
async def delete_task(context: Context, caller: Submitter, task_id: TaskIdPath) -> Response:
    """Forget a task, its document and its result, also in the archive; a running one is cancelled first."""
    task = await find_own_task(context.queue, caller, task_id)
    await erase_task(context.queue, context.store, task, context.archive)
    return Response(status_code=204)
