"""Show an upload: where it is, and with which links the rest of it may be sent."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request

from ocr_service.api.answers.views import PREFIX, task_view
from ocr_service.api.context import ApiContext
from ocr_service.domain.status import TaskStatus
from ocr_service.domain.task import Task
from ocr_service.domain.uploads.upload_area import SignedRequest
from ocr_service.domain.uploads.upload_session import UploadSession, UploadState
from ocr_service.intake.upload_sessions import part_numbers, part_size

OCR_WORDS = {
    TaskStatus.PENDING: "pending",
    TaskStatus.COMPLETED: "completed",
    TaskStatus.FAILED: "failed",
    TaskStatus.CANCELLED: "failed",
}
"""A task's status in the words of the original services; any other is ``processing``."""
_TAKES_BYTES = (UploadState.CREATED, UploadState.UPLOADED)


async def upload_view(
    request: Request,
    context: ApiContext,
    session: UploadSession,
    *,
    as_form: bool = False,
    may_send: bool = True,
    task: Task | None = None,
) -> dict[str, Any]:
    """The members of ``UploadAnswer``; links only for who may send, while the upload takes bytes."""
    takes_bytes = may_send and session.state in _TAKES_BYTES
    link_s = min(context.uploads.rules.link_s, session.left_s)
    whole = None
    if takes_bytes and not session.parts_id:
        whole = await asyncio.to_thread(_whole, request, context, session, as_form, link_s)
    parts = await _parts(request, context, session, link_s) if takes_bytes and session.parts_id else []
    return {
        "upload_id": session.id,
        "s3_key": session.key,
        "status": session.state.value,
        "filename": session.filename,
        "file_type": session.file_type,
        "size": session.size,
        "created_at": session.created_at,
        "expires_at": session.expires_at,
        "method": whole.method if whole else "PARTS" if parts else None,
        "presigned_url": whole.url if whole else None,
        "form_fields": dict(whole.fields) if whole and whole.fields else None,
        "link_expires_in": link_s if takes_bytes else 0,
        "max_bytes": _most_bytes(context, session),
        "parts": parts,
        "ocr_status": OCR_WORDS.get(task.status, "processing") if task else None,
        "task": task_view(task) if task else None,
        "deliveries": await _deliveries(context, task),
        "links": {"self": f"{PREFIX}/uploads/{session.id}/status"},
    }


def _whole(
    request: Request, context: ApiContext, session: UploadSession, as_form: bool, link_s: int
) -> SignedRequest:
    area = context.store.uploads
    if as_form:
        form = area.sign_form(session.id, expires_s=link_s, largest_bytes=_most_bytes(context, session))
        if form is not None:
            return form
    return area.sign_put(session.id, expires_s=link_s) or _own(request, context, session.id, 0, link_s)


def _most_bytes(context: ApiContext, session: UploadSession) -> int:
    return session.size or context.config.max_file_bytes


async def _parts(
    request: Request, context: ApiContext, session: UploadSession, link_s: int
) -> list[dict[str, Any]]:
    there = {part.number: part.size for part in await context.uploads.parts(session)}

    def shown(number: int) -> dict[str, Any]:
        size = part_size(session, number)
        is_there = there.get(number) == size
        link = None
        if not is_there:
            signed = context.store.uploads.sign_part(session.id, session.parts_id, number, expires_s=link_s)
            link = (signed or _own(request, context, session.id, number, link_s)).url
        return {"number": number, "size": size, "is_there": is_there, "url": link}

    return await asyncio.to_thread(lambda: [shown(number) for number in part_numbers(session)])


def _own(request: Request, context: ApiContext, upload_id: str, part: int, link_s: int) -> SignedRequest:
    """A link to this service, at the address by which it was called."""
    query = context.upload_links.query(upload_id, part, expires_s=link_s)
    base = str(request.base_url).rstrip("/")
    return SignedRequest(method="PUT", url=f"{base}{PREFIX}/uploads/{upload_id}/content?{query}")


async def _deliveries(context: ApiContext, task: Task | None) -> dict[str, Any] | None:
    """What a scorecard says of single deliveries, once it was read: how many, how many are missing, and each."""
    if task is None or task.status is not TaskStatus.COMPLETED:
        return None
    fields = (await context.queue.result(task.id) or {}).get("fields", {})
    counted = fields.get("deliveries", {}).get("value")
    if not isinstance(counted, dict):
        return None
    innings = fields.get("cricsheet", {}).get("value", {}).get("innings", [])
    each = [
        {"over": over.get("over"), **delivery}
        for inning in innings
        for over in inning.get("overs", [])
        for delivery in over.get("deliveries", [])
    ]
    return {**counted, "deliveries": each}
