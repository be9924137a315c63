"""For the people who run the service: workers, queues, dead letters."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse, Response

from ocr_service.api.access.auth import Operator
from ocr_service.api.answers.views import queues_view, stats_view, task_view
from ocr_service.api.bodies.small_body import SmallBodyRoute
from ocr_service.api.context import ApiContext, Context
from ocr_service.api.openapi.responses import JSON_BODY, OPERATOR, problems, success
from ocr_service.api.openapi.schemas import (
    AuditAnswer,
    QueuesAnswer,
    RequeueAnswer,
    RequeueBody,
    TaskListAnswer,
    WorkerStatsAnswer,
)
from ocr_service.api.routes.keys import remember
from ocr_service.api.routes.tasks import Cursor
from ocr_service.domain.audit import AuditReport
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import is_task_id
from ocr_service.errors import QueueFull, TaskNotFound, TaskStateConflict
from ocr_service.intake.options import invalid
from ocr_service.intake.rerun import rerun

router = APIRouter(tags=["operations"], route_class=SmallBodyRoute)

_PAGE = 200
_SHOWN_FINDINGS = 1_000


@router.get(
    "/worker/stats",
    summary="Workers and numbers",
    responses={**problems(*OPERATOR), 200: success(WorkerStatsAnswer, "workers, queues, totals")},
)
async def worker_stats(context: Context, operator: Operator) -> Response:
    """Each live worker, the depth of each queue, and what was done so far."""
    stats, workers = await asyncio.gather(context.queue.stats(), context.queue.workers())
    return JSONResponse(stats_view(stats, list(workers)))


@router.get(
    "/queues",
    summary="The queues",
    responses={**problems(*OPERATOR), 200: success(QueuesAnswer, "all queues")},
)
async def list_queues(context: Context, operator: Operator) -> Response:
    """Depth, age of the oldest task, paused or not."""
    return JSONResponse(queues_view(await context.queue.stats()))


@router.post(
    "/queues/{name}/pause",
    summary="Hand out nothing more from a queue",
    responses={**problems(*OPERATOR), 200: success(QueuesAnswer, "all queues")},
)
async def pause_queue(context: Context, operator: Operator, name: Priority) -> Response:
    """Uploads are still taken; running tasks finish."""
    await context.queue.pause(name)
    await remember(context, operator.name, "queue paused", name)
    return JSONResponse(queues_view(await context.queue.stats()))


@router.post(
    "/queues/{name}/resume",
    summary="Hand out tasks of a queue again",
    responses={**problems(*OPERATOR), 200: success(QueuesAnswer, "all queues")},
)
async def resume_queue(context: Context, operator: Operator, name: Priority) -> Response:
    """The opposite of pause."""
    await context.queue.resume(name)
    await remember(context, operator.name, "queue resumed", name)
    return JSONResponse(queues_view(await context.queue.stats()))


@router.post(
    "/queues/audit",
    summary="Prove that each task is in exactly one place",
    responses={**problems(*OPERATOR), 200: success(AuditAnswer, "what was found")},
)
async def audit_queues(context: Context, operator: Operator) -> Response:
    """Compares all tasks with queues and files and changes nothing; `ocr-service queue audit --repair` mends."""
    report = await audited(context)
    shown = report.findings[:_SHOWN_FINDINGS]
    return JSONResponse(
        {
            "task_count": report.task_count,
            "finding_count": len(report.findings),
            "is_clean": report.is_clean,
            "findings": [{"task_id": finding.task_id, "problem": finding.problem} for finding in shown],
        }
    )


async def audited(context: ApiContext) -> AuditReport:
    """What the queue's own audit finds, the files in the store included."""
    with_files = await asyncio.to_thread(lambda: list(context.store.task_ids()))
    return await context.queue.audit(task_ids_with_files=with_files)


@router.get(
    "/dead-letters",
    summary="Failed tasks, newest first",
    responses={**problems(*OPERATOR), 200: success(TaskListAnswer, "a page of failed tasks")},
)
async def list_dead_letters(
    context: Context,
    operator: Operator,
    limit: Annotated[int, Query(ge=1, le=500, description="most tasks of one page")] = 50,
    cursor: Cursor = "",
) -> Response:
    """Everyone's failed tasks with their errors; their documents are kept for FAILED_TTL_SECONDS."""
    page = await context.queue.list_tasks(status=TaskStatus.FAILED, limit=limit, cursor=cursor)
    return JSONResponse({"tasks": [task_view(task) for task in page.tasks], "cursor": page.cursor or None})


@router.post(
    "/dead-letters/requeue",
    summary="Run failed tasks again",
    responses={
        **problems(*OPERATOR, *JSON_BODY, QueueFull),
        200: success(RequeueAnswer, "what was put back"),
    },
)
async def requeue_dead_letters(context: Context, operator: Operator, body: RequeueBody) -> Response:
    """By `task_ids`, or `all` of them, or all of one error `code`. What cannot be put back is named."""
    if (body.task_ids is None) is not (body.all or body.code is not None):
        raise invalid({"field": "task_ids", "message": "Name `task_ids`, or say `all` or a `code`."})
    done = await requeue_dead(
        context, operator.name, task_ids=body.task_ids, code=body.code, limit=body.limit
    )
    return JSONResponse(done)


async def requeue_dead(
    context: ApiContext, who: str, *, task_ids: list[str] | None = None, code: str | None = None, limit: int
) -> dict[str, Any]:
    """Run failed tasks again: those named, or all of an error code, or all; returns ``requeued`` and ``skipped``."""
    wanted = task_ids if task_ids is not None else await _dead(context, code, limit)
    requeued: list[str] = []
    skipped: dict[str, str] = {}
    for task_id in wanted[:limit]:
        error = await _requeue(context, task_id)
        if error is None:
            requeued.append(task_id)
        else:
            skipped[task_id] = error
    done = {"requeued": requeued, "skipped": skipped}
    await remember(context, who, "dead letters requeued", after=done)
    return done


async def _dead(context: ApiContext, code: str | None, limit: int) -> list[str]:
    """Ids of failed tasks, of one error code if one is given."""
    found: list[str] = []
    cursor = ""
    while len(found) < limit:
        page = await context.queue.list_tasks(status=TaskStatus.FAILED, limit=_PAGE, cursor=cursor)
        found += [task.id for task in page.tasks if code is None or (task.error and task.error.code == code)]
        cursor = page.cursor
        if not cursor:
            break
    return found


async def _requeue(context: ApiContext, task_id: str) -> str | None:
    """None when the task was put back, else the code of what stood against it."""
    if not is_task_id(task_id):
        return TaskNotFound.code
    try:
        await rerun(context.queue, context.store, task_id)
    except (TaskNotFound, TaskStateConflict) as error:
        return error.code
    return None
