"""Receipts: send, list, start all that wait, follow, try again. Also without a prefix, as the receipt service had them."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from ocr_service.api.access.auth import Caller, Reader, Submitter
from ocr_service.api.answers.receipt_views import receipt_view, shown_user
from ocr_service.api.answers.views import PREFIX
from ocr_service.api.bodies.day import day
from ocr_service.api.bodies.form import FormRules, read_form
from ocr_service.api.context import ApiContext, Context
from ocr_service.api.openapi.kept.receipt_schemas import (
    ReceiptAnswer,
    ReceiptIdPath,
    ReceiptListAnswer,
    ReceiptQueueStatusAnswer,
    receipt_body,
)
from ocr_service.api.openapi.responses import LOCATION, UPLOAD, problems, success
from ocr_service.api.openapi.schemas import ProcessAllAnswer, QueueStatusAnswer
from ocr_service.errors import (
    AccessError,
    QueueFull,
    ReceiptNotFound,
    ReceiptStateConflict,
    ReceiptsUnavailable,
    StorageFailed,
    UserNotFound,
)
from ocr_service.intake.options import invalid
from ocr_service.intake.receipt_desk import FIRST_USER
from ocr_service.intake.submit import Submission
from ocr_service.observability import request_context as log_context
from ocr_service.receipts.receipt import MOST_ID, OcrStatus, Receipt

router = APIRouter(tags=["receipts"])

MAX_USER_CHARS = 100
_FIELDS = frozenset({"purchase_date", "user_id", "language"})
UserQuery = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=MAX_USER_CHARS,
        description="whose receipts; without API keys 1 by default, with keys their owner (an operator may name anybody)",
    ),
]
ReceiptQuery = Annotated[int | None, Query(ge=1, le=MOST_ID, description="one receipt instead of all")]


@router.post(
    "/receipts",
    status_code=201,
    summary="Keep a receipt until it is started",
    openapi_extra=receipt_body(),
    responses={
        **problems(*UPLOAD, ReceiptsUnavailable),
        201: success(ReceiptAnswer, "stored, `ocr_status` pending", LOCATION),
    },
)
async def send_receipt(request: Request, context: Context, caller: Submitter) -> Response:
    """Store a receipt. `process-all` or its own `ocr/retry` starts the reading."""
    rules = FormRules(
        file_field="file",
        max_files=1,
        max_file_bytes=context.config.max_file_bytes,
        pause_s=context.config.upload_timeout_s,
    )
    async with read_form(request, context.intake.begin, rules) as form:
        fields = form.fields
        if unknown := [name for name in fields if name not in _FIELDS]:
            raise invalid(*({"field": name, "message": "A receipt has no such field."} for name in unknown))
        user = _own_user(caller, _named_user(fields))
        purchase_date = _purchase_date(fields.get("purchase_date", ""))
        wished = {"language": fields["language"]} if fields.get("language") else {}
        submission = Submission(
            wishes=await context.intake.wishes({"profile": "receipt", **wished}),
            owner=caller.owner,
            key_id=caller.key_id,
            request_id=log_context.request_id.get(),
            source="receipts",
        )
        receipt, warnings = await context.receipts.take(
            form.uploads[0], submission, user=user, purchase_date=purchase_date
        )
    body = receipt_view(receipt)
    body["warnings"] = list(warnings)
    return JSONResponse(body, 201, {"Location": f"{PREFIX}/receipts/{receipt.id}"})


@router.get(
    "/receipts",
    summary="Receipts, newest first",
    responses={
        **problems(AccessError, UserNotFound, ReceiptsUnavailable),
        200: success(ReceiptListAnswer, "a page of receipts"),
    },
)
async def list_receipts(
    context: Context,
    caller: Reader,
    user_id: UserQuery = None,
    limit: Annotated[int, Query(ge=1, le=500, description="most receipts of one page")] = 50,
    cursor: Annotated[int, Query(ge=1, le=MOST_ID, description="of the page before")] = MOST_ID,
) -> Response:
    """Receipts of a user with what was read of them."""
    user = _read_user(caller, user_id)
    desk = context.receipts
    await desk.require_user(user)
    found = await asyncio.to_thread(desk.receipts.page, user=user, limit=limit, before=cursor)
    more = found[-1].id if len(found) == limit and found[-1].id > 1 else None
    return JSONResponse({"receipts": [receipt_view(each) for each in found], "cursor": more})


@router.post(
    "/receipts/ocr/process-all",
    summary="Start all receipts that are pending",
    responses={
        **problems(AccessError, UserNotFound, QueueFull, ReceiptsUnavailable),
        200: success(ProcessAllAnswer, "what was started"),
    },
)
async def process_all_receipts(
    context: Context,
    caller: Submitter,
    user_id: UserQuery = None,
    limit: Annotated[int | None, Query(ge=1, le=100_000, description="most receipts to start")] = None,
) -> Response:
    """Queue a user's pending receipts, oldest first, at most `RECEIPTS_MAX_BATCH`. The answer does not wait for the reading."""
    most = context.receipts.rules.max_batch
    if limit is not None and limit > most:
        raise invalid(
            {"field": "limit", "message": f"One call starts {most} receipts at most. Call again for more."}
        )
    user = _own_user(caller, user_id)
    started = await context.receipts.start_pending(user=user, limit=limit)
    body = {
        "status": "queued",
        "message": f"OCR processing queued for user {user}",
        "user_id": shown_user(user),
        "limit": limit,
        "started": started,
    }
    return JSONResponse(body)


@router.get(
    "/receipts/ocr/queue-status",
    summary="Receipts in four numbers, or one in a word",
    responses={
        **problems(ReceiptNotFound, ReceiptsUnavailable),
        200: success(QueueStatusAnswer | ReceiptQueueStatusAnswer, "four numbers, or the receipt's status"),
    },
)
async def receipt_queue_status(context: Context, caller: Reader, receipt_id: ReceiptQuery = None) -> Response:
    """How many receipts the caller may see are kept, are being read, were read and failed, now."""
    if receipt_id is not None:
        receipt = await _find(context, caller, receipt_id)
        return JSONResponse({"receipt_id": receipt.id, "status": receipt.status.value})
    counts = await asyncio.to_thread(context.receipts.receipts.counts, _seen_user(caller))
    return JSONResponse(
        {
            "total_tracked": sum(counts.values()),
            "processing": counts[OcrStatus.PROCESSING],
            "completed": counts[OcrStatus.COMPLETED],
            "failed": counts[OcrStatus.FAILED],
        }
    )


@router.get(
    "/receipts/{receipt_id}",
    summary="One receipt",
    responses={
        **problems(ReceiptNotFound, ReceiptsUnavailable),
        200: success(ReceiptAnswer, "the receipt with what was read"),
    },
)
async def get_receipt(context: Context, caller: Reader, receipt_id: ReceiptIdPath) -> Response:
    """A receipt with its status, totals, items and warnings."""
    return JSONResponse(receipt_view(await _find(context, caller, receipt_id)))


@router.post(
    "/receipts/{receipt_id}/ocr/retry",
    status_code=202,
    summary="Read a receipt again that failed",
    responses={
        **problems(
            AccessError, ReceiptNotFound, ReceiptStateConflict, QueueFull, ReceiptsUnavailable, StorageFailed
        ),
        202: success(ReceiptAnswer, "queued", LOCATION),
    },
)
async def retry_receipt(context: Context, caller: Submitter, receipt_id: ReceiptIdPath) -> Response:
    """Queue one receipt that failed or still waits, while its document is kept."""
    receipt = await _find(context, caller, receipt_id)
    if not caller.is_operator and receipt.user != _own_user(caller, None):
        raise AccessError("This receipt is another user's: it may be read with this key, not changed.")
    started = await context.receipts.retry(receipt)
    return JSONResponse(receipt_view(started), 202, {"Location": f"{PREFIX}/receipts/{receipt.id}"})


async def _find(context: ApiContext, caller: Caller, receipt_id: int) -> Receipt:
    """The receipt; another user's does not exist for the caller. Raises ``ReceiptNotFound``."""
    receipt = await asyncio.to_thread(context.receipts.receipts.get, receipt_id)
    if receipt is None or _seen_user(caller) not in (None, receipt.user):
        raise ReceiptNotFound
    return receipt


def _own_user(caller: Caller, named: str | None) -> str:
    """Whose receipts the caller sends and starts. Raises ``AccessError``."""
    if not caller.is_operator and named not in (None, caller.owner):
        raise AccessError("You may name yourself only. Leave out `user_id`.")
    return named or caller.owner or FIRST_USER


def _read_user(caller: Caller, named: str | None) -> str:
    """Whose receipts the caller lists. Raises ``AccessError``."""
    return named if named is not None and caller.sees is None else _own_user(caller, named)


def _seen_user(caller: Caller) -> str | None:
    """The user whose receipts the caller may see; None means everybody's."""
    return None if caller.sees is None else caller.owner or FIRST_USER


def _named_user(fields: dict[str, str]) -> str | None:
    if "user_id" not in fields:
        return None
    named = fields["user_id"]
    if not 1 <= len(named) <= MAX_USER_CHARS or not named.isprintable():
        raise invalid({"field": "user_id", "message": f"Give 1 to {MAX_USER_CHARS} printable characters."})
    return named


def _purchase_date(text: str) -> str:
    try:
        return day(text).isoformat() if text else ""
    except ValueError:
        raise invalid({"field": "purchase_date", "message": "Give a date such as 2026-01-19."}) from None
