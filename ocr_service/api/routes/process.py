"""Take documents in: one, or several as a batch."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from ocr_service.api.access.auth import Caller, Submitter
from ocr_service.api.answers.results import result_answer
from ocr_service.api.answers.views import batch_url, status_url, task_links
from ocr_service.api.answers.wanted_result import WantedForm
from ocr_service.api.bodies.form import Form, FormRules, read_form
from ocr_service.api.context import ApiContext, Context
from ocr_service.api.openapi.parameters import IdempotencyKey, WaitQuery, checked_key
from ocr_service.api.openapi.responses import (
    ETAG,
    LOCATION,
    RESULT,
    RETRY_AFTER,
    UPLOAD,
    header,
    problems,
    result_success,
    success,
)
from ocr_service.api.openapi.schemas import AcceptedAnswer, BatchAcceptedAnswer
from ocr_service.api.openapi.upload_form import upload_body
from ocr_service.api.waiting import wait_until_final
from ocr_service.domain.status import TaskStatus
from ocr_service.domain.task import Task
from ocr_service.errors import NotAcceptable
from ocr_service.intake.batch import submit_batch
from ocr_service.intake.submit import Accepted, Submission
from ocr_service.observability import request_context as log_context

router = APIRouter(tags=["documents"])

_REPLAYED = {"Idempotency-Replayed": header("true when an earlier call with this key was answered again")}
_POLL_S = "2"


def _rules(context: ApiContext, file_field: str, max_files: int) -> FormRules:
    return FormRules(
        file_field=file_field,
        max_files=max_files,
        max_file_bytes=context.config.max_file_bytes,
        pause_s=context.config.upload_timeout_s,
    )


async def _submission(context: ApiContext, caller: Caller, form: Form, key: str) -> Submission:
    return Submission(
        wishes=await context.intake.wishes(form.fields),
        owner=caller.owner,
        key_id=caller.key_id,
        request_id=log_context.request_id.get(),
        idempotency_key=key,
    )


@router.post(
    "/ocr/process",
    status_code=202,
    summary="Process a document",
    openapi_extra=upload_body("file", is_many=False),
    responses={
        **problems(*UPLOAD, *RESULT, NotAcceptable),
        200: result_success("`wait` was given and the result is there", ETAG),
        202: success(AcceptedAnswer, "stored and queued", LOCATION, RETRY_AFTER, _REPLAYED),
    },
)
async def process_document(
    *,
    request: Request,
    context: Context,
    caller: Submitter,
    wanted: WantedForm,
    wait: WaitQuery = 0,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Store a document and queue it. The answer comes when file and task are safe on disk and in Redis.

    With `wait`, the result itself is the answer if it is there in time.
    """
    key = checked_key(idempotency_key)
    async with read_form(request, context.intake.begin, _rules(context, "file", 1)) as form:
        submission = await _submission(context, caller, form, key)
        accepted = await context.intake.submit(form.uploads[0], submission)
    if wait:
        wait_s = min(wait, context.config.max_wait_s)
        task = await wait_until_final(context.queue, accepted.task, wait_s)
        if task.status.is_final:
            return await result_answer(request, context, task, wanted)
    return _accepted_answer(accepted)


def _accepted_answer(accepted: Accepted) -> Response:
    task = accepted.task
    status = _first_status(task)
    body = {
        "task_id": task.id,
        "status": status.value,
        "message": _MESSAGES[status],
        "warnings": list(accepted.warnings),
        "links": task_links(task),
    }
    headers = {"Location": status_url(task.id), "Retry-After": _POLL_S}
    if not accepted.is_new:
        headers["Idempotency-Replayed"] = "true"
    return JSONResponse(body, 202, headers)


def _first_status(task: Task) -> TaskStatus:
    """The status an upload is answered with, also when the same call comes again later."""
    if task.status is TaskStatus.PENDING:
        return TaskStatus.PENDING
    return TaskStatus.COMPLETED if task.cached_from else TaskStatus.QUEUED


_MESSAGES = {
    TaskStatus.PENDING: "Document stored; process-all starts it",
    TaskStatus.QUEUED: "Document queued for processing",
    TaskStatus.COMPLETED: "The same document was read before; its result is ready",
}


@router.post(
    "/ocr/batch",
    status_code=202,
    summary="Process several documents",
    openapi_extra=upload_body("files", is_many=True),
    responses={
        **problems(*UPLOAD),
        202: success(BatchAcceptedAnswer, "stored and queued", LOCATION, RETRY_AFTER),
    },
)
async def process_batch(
    request: Request,
    context: Context,
    caller: Submitter,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Store several documents and queue them under one batch: all of them, or none and an error."""
    key = checked_key(idempotency_key)
    rules = _rules(context, "files", context.config.max_batch_files)
    async with read_form(request, context.intake.begin, rules) as form:
        submission = await _submission(context, caller, form, key)
        batch = await submit_batch(context.intake, context.queue, form.uploads, submission)
    total = len(batch.task_ids)
    body = {
        "batch_id": batch.batch_id,
        "task_ids": list(batch.task_ids),
        "total": total,
        "message": f"Batch processing started with {total} documents",
        "links": {"self": batch_url(batch.batch_id)},
    }
    return JSONResponse(body, 202, {"Location": batch_url(batch.batch_id), "Retry-After": _POLL_S})
