"""Tell where a task or a batch is."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from starlette.responses import Response

from ocr_service.api.access.auth import Reader
from ocr_service.api.answers.etags import etag_of, is_known
from ocr_service.api.answers.views import batch_view, task_view
from ocr_service.api.context import ApiContext, Context
from ocr_service.api.find import find_batch, find_task
from ocr_service.api.openapi.parameters import BatchIdPath, IfNoneMatch, TaskIdPath, WaitQuery
from ocr_service.api.openapi.responses import ETAG, RETRY_AFTER, TASK, Answers, header, problems, success
from ocr_service.api.openapi.schemas import BatchAnswer, TaskAnswer
from ocr_service.domain.status import TaskStatus
from ocr_service.domain.task import Task
from ocr_service.errors import BatchNotFound, TaskNotFound

router = APIRouter(tags=["documents"])

_POLL_S = "2"
_NOT_MODIFIED: Answers = {
    304: {"description": "not changed since `If-None-Match`", "headers": {"ETag": header("as sent")}}
}


@router.get(
    "/ocr/status/{task_id}",
    summary="Where a task is",
    responses={
        **problems(*TASK),
        200: success(TaskAnswer, "the task", ETAG, RETRY_AFTER),
        **_NOT_MODIFIED,
    },
)
async def get_status(
    *,
    request: Request,
    context: Context,
    caller: Reader,
    task_id: TaskIdPath,
    wait: WaitQuery = 0,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The task. With `wait`, the answer comes when something changes: against `If-None-Match`, or from now on."""
    task = await find_task(context.queue, caller, task_id)
    task, body, etag = await _shown(context, task)
    is_old = if_none_match is None or is_known(request, etag)
    if wait and is_old and not task.status.is_final:
        changed = await context.queue.wait_change(task, timeout_s=min(wait, context.config.max_wait_s))
        if changed is None:
            raise TaskNotFound
        task, body, etag = await _shown(context, changed)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if is_known(request, etag):
        return Response(status_code=304, headers=headers)
    if not task.status.is_final:
        headers["Retry-After"] = _POLL_S
    return Response(body, 200, headers, "application/json")


async def _shown(context: ApiContext, task: Task) -> tuple[Task, bytes, str]:
    """The task, what is told of it, and the tag; read again when it left its queue between two looks."""
    position = await context.queue.position(task)
    if position is None and task.status is TaskStatus.QUEUED:
        task = await context.queue.get(task.id) or task
    view = task_view(task, position, await context.queue.paused())
    body = json.dumps(view, ensure_ascii=False).encode()
    return task, body, etag_of(body)


@router.get(
    "/ocr/batch/{batch_id}",
    summary="Where a batch is",
    responses={**problems(BatchNotFound), 200: success(BatchAnswer, "the batch", ETAG), **_NOT_MODIFIED},
)
async def get_batch(
    request: Request,
    context: Context,
    caller: Reader,
    batch_id: BatchIdPath,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Counts per state, progress, and the tasks in the order of the files."""
    batch = await find_batch(context.queue, caller, batch_id)
    body = json.dumps(batch_view(batch)).encode()
    headers = {"ETag": etag_of(body), "Cache-Control": "private, no-cache"}
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, "application/json")
