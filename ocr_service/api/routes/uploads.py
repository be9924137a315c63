"""Documents that come by signed links: they never pass through this service where the store has an address."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.background import BackgroundTask
from starlette.responses import JSONResponse, Response

from ocr_service.api.access.auth import Caller, Reader, Submitter
from ocr_service.api.answers.upload_views import upload_view
from ocr_service.api.answers.views import PREFIX, task_links
from ocr_service.api.bodies.body import Body
from ocr_service.api.bodies.small_body import SmallBodyRoute
from ocr_service.api.context import ApiContext, Context
from ocr_service.api.openapi.responses import (
    JSON_BODY,
    LOCATION,
    REQUEST_ID,
    RETRY_AFTER,
    UPLOAD,
    header,
    problems,
    success,
)
from ocr_service.api.openapi.upload_schemas import (
    CompleteBody,
    InitiateBody,
    UploadAnswer,
    UploadCompletedAnswer,
)
from ocr_service.domain.api_key import Scope
from ocr_service.domain.task import is_task_id
from ocr_service.domain.uploads.upload_area import IncomingBytes
from ocr_service.domain.uploads.upload_session import UploadSession, UploadState
from ocr_service.errors import (
    EmptyFile,
    FileTooLarge,
    InvalidLanguage,
    OcrServiceError,
    StorageFailed,
    StorageFull,
    StorageUnavailable,
    UnsupportedMediaType,
    UploadAborted,
    UploadBusy,
    UploadError,
    UploadExpired,
    UploadHashMismatch,
    UploadIncomplete,
    UploadKeyMismatch,
    UploadLinkInvalid,
    UploadNotFound,
    UploadsDisabled,
    UploadSizeMismatch,
    UploadTimeout,
)
from ocr_service.intake.submit import Submission
from ocr_service.intake.upload import CHUNK_BYTES
from ocr_service.intake.upload_sessions import MOST_PARTS, Announcement, part_numbers, part_size
from ocr_service.observability import request_context as log_context

router = APIRouter(tags=["uploads"], route_class=SmallBodyRoute)

UploadId = Annotated[str, Path(description="the id that the upload was answered with")]
_STORE = (StorageFailed, StorageFull, StorageUnavailable)
_FOUND = (UploadNotFound, UploadsDisabled)
_WISHES = (
    *("language", "pages", "mode", "profile", "dpi", "engine", "outputs", "prepare"),
    *("split", "priority", "process", "metadata"),
)


async def _session(context: ApiContext, caller: Caller, upload_id: str) -> UploadSession:
    """The caller's upload; another's does not exist for him."""
    _require_enabled(context)
    if not is_task_id(upload_id):
        raise UploadNotFound
    session = await context.uploads.session(upload_id)
    if not (caller.is_operator or session.owner == caller.owner):
        raise UploadNotFound
    return session


def _require_enabled(context: ApiContext) -> None:
    if not context.uploads.rules.is_enabled:
        raise UploadsDisabled


@router.post(
    "/uploads/initiate",
    status_code=201,
    summary="Begin an upload by a signed link",
    responses={
        **problems(*JSON_BODY, *_STORE, UploadsDisabled, UnsupportedMediaType, FileTooLarge, InvalidLanguage),
        201: success(UploadAnswer, "where to send the bytes", LOCATION),
    },
)
async def initiate_upload(
    request: Request, context: Context, caller: Submitter, body: InitiateBody
) -> Response:
    """Say what will be sent; the answer has the link to send it to, and the key to complete it with."""
    _require_enabled(context)
    wishes = {name: value for name in _WISHES if (value := getattr(body, name)) is not None}
    told = Announcement(
        filename=body.filename,
        file_type=body.file_type,
        size=body.size,
        sha256=body.sha256,
        in_parts=body.method == "PARTS",
        wishes=wishes,
    )
    session = await context.uploads.initiate(told, owner=caller.owner, key_id=caller.key_id)
    view = await upload_view(request, context, session, as_form=body.method == "POST")
    return JSONResponse(view, 201, {"Location": view["links"]["self"]})


@router.post(
    "/uploads/complete",
    status_code=202,
    summary="Complete an upload",
    responses={
        **problems(
            *UPLOAD,
            *JSON_BODY,
            *_STORE,
            *_FOUND,
            UploadError,
            UploadExpired,
            UploadIncomplete,
            UploadBusy,
            UploadKeyMismatch,
            UploadSizeMismatch,
            UploadHashMismatch,
        ),
        202: success(UploadCompletedAnswer, "stored and queued", LOCATION, RETRY_AFTER),
    },
)
async def complete_upload(context: Context, caller: Submitter, body: CompleteBody) -> Response:
    """Make the upload a task, once its size, type and hash are what was announced. Safe to repeat."""
    session = await _session(context, caller, body.upload_id)
    submission = await _submission(context, session, body.password)
    accepted = await context.uploads.complete(session, body.s3_key, body.size, submission)
    task = accepted.task
    url = f"{PREFIX}/uploads/{session.id}/status"
    answer = {
        "upload_id": session.id,
        "task_id": task.id,
        "status": task.status.value,
        "message": "Upload completed",
        "warnings": list(accepted.warnings),
        "links": {**task_links(task), "upload": url},
    }
    # The caller need not wait until his upload is removed.
    tidy = BackgroundTask(context.uploads.discard, session)
    return JSONResponse(answer, 202, {"Location": url, "Retry-After": "2"}, background=tidy)


async def _submission(context: ApiContext, session: UploadSession, password: str | None) -> Submission:
    fields: dict[str, str] = dict(session.wishes)
    if password:
        fields["password"] = password
    if not context.uploads.rules.reads_at_once:
        fields["process"] = "false"
    return Submission(
        wishes=await context.intake.wishes(fields),
        owner=session.owner,
        key_id=session.key_id,
        source="upload",
        request_id=log_context.request_id.get(),
    )


@router.get(
    "/uploads/{upload_id}/status",
    summary="Where an upload is",
    responses={**problems(*_FOUND, *_STORE), 200: success(UploadAnswer, "the upload, and its task")},
)
async def get_upload(request: Request, context: Context, caller: Reader, upload_id: UploadId) -> Response:
    """The upload, fresh links for what is missing, and once it is completed its task and a scorecard's deliveries."""
    session = await context.uploads.find(await _session(context, caller, upload_id))
    task = await context.queue.get(session.id) if session.state is UploadState.COMPLETED else None
    may_send = caller.may(Scope.SUBMIT)
    return JSONResponse(await upload_view(request, context, session, may_send=may_send, task=task))


@router.delete(
    "/uploads/{upload_id}",
    status_code=204,
    summary="Give an upload up",
    responses={
        **problems(*_FOUND, *_STORE, UploadBusy),
        204: {"description": "forgotten", "headers": REQUEST_ID},
    },
)
async def cancel_upload(context: Context, caller: Submitter, upload_id: UploadId) -> Response:
    """Forget an upload and the bytes that arrived. The task of a completed one stays; `DELETE /ocr/tasks/{id}` removes it."""
    await context.uploads.cancel(await _session(context, caller, upload_id))
    return Response(status_code=204)


@router.put(
    "/uploads/{upload_id}/content",
    summary="Send the bytes to a link of this service",
    openapi_extra={
        "requestBody": {
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        }
    },
    response_class=Response,
    responses={
        **problems(
            *_FOUND,
            *_STORE,
            UploadExpired,
            UploadLinkInvalid,
            EmptyFile,
            FileTooLarge,
            UploadAborted,
            UploadTimeout,
        ),
        200: {
            "description": "they are stored",
            "headers": {**REQUEST_ID, "ETag": header("the tag of what was sent")},
        },
    },
)
async def send_upload_content(
    *,
    request: Request,
    context: Context,
    upload_id: UploadId,
    expires: Annotated[int, Query(ge=0, le=10**12)],
    signature: Annotated[str, Query(max_length=100)],
    part: Annotated[int, Query(ge=0, le=MOST_PARTS)] = 0,
) -> Response:
    """Where documents lie in a folder, links lead here; the signature stands for the key of who asked for the link."""
    _require_enabled(context)
    context.upload_links.require(upload_id, part, expires=expires, signature=signature)
    session = await context.queue.upload(upload_id)
    if session is None:
        raise UploadNotFound
    if session.state is not UploadState.CREATED or (part and part not in part_numbers(session)):
        raise UploadExpired("This upload takes no bytes any more.")
    most_bytes = part_size(session, part) if part else session.size or context.config.max_file_bytes
    incoming = await asyncio.to_thread(context.store.uploads.receive, upload_id, part)
    try:
        await _receive(request, context, incoming, most_bytes)
        etag = await asyncio.to_thread(incoming.keep)
    finally:
        await asyncio.to_thread(incoming.discard)
    return Response(status_code=200, headers={"ETag": f'"{etag}"'})


async def _receive(request: Request, context: ApiContext, incoming: IncomingBytes, most_bytes: int) -> None:
    """Write the body piece by piece. Raises ``EmptyFile``, ``FileTooLarge`` and what ``Body.chunks`` raises."""
    async with context.turns.turn() as turn:
        body = Body(request, pause_s=context.config.upload_timeout_s, turn=turn)
        try:
            size = await _write(body, incoming, most_bytes)
        except OcrServiceError:
            await body.drain()
            raise
    if not size:
        raise EmptyFile


async def _write(body: Body, incoming: IncomingBytes, most_bytes: int) -> int:
    size, pending = 0, bytearray()
    async for chunk in body.chunks():
        size += len(chunk)
        if size > most_bytes:
            raise FileTooLarge(max_bytes=most_bytes)
        pending += chunk
        if len(pending) >= CHUNK_BYTES:
            await asyncio.to_thread(incoming.write, bytes(pending))
            pending.clear()
    if pending:
        await asyncio.to_thread(incoming.write, bytes(pending))
    return size
