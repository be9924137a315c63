"""API keys, what they used, what operators did, and the removal of an owner: for whoever runs the service."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import JSONResponse, Response

from ocr_service.access.erasure import erase_owner
from ocr_service.access.views import key_view, usage_view
from ocr_service.api.access.auth import KnownCaller, Operator
from ocr_service.api.bodies.small_body import SmallBodyRoute
from ocr_service.api.context import ApiContext, Context
from ocr_service.api.openapi.key_schemas import (
    AuditLogAnswer,
    ErasedAnswer,
    KeyAnswer,
    KeyBody,
    KeyListAnswer,
    KeyUsageAnswer,
    NewKeyAnswer,
    RotateBody,
)
from ocr_service.api.openapi.responses import JSON_BODY, OPERATOR, problems, success
from ocr_service.domain.api_key import KeyLimits
from ocr_service.errors import KeyNotFound, StorageFailed, StorageFull
from ocr_service.feedback.corrections import reset

router = APIRouter(tags=["keys"], route_class=SmallBodyRoute)

KeyId = Annotated[str, Path(pattern=r"^[a-z2-7]{10}$", description="the key's id: the middle of its text")]
Month = Annotated[
    str, Query(pattern=r"^([0-9]{4}-(0[1-9]|1[0-2]))?$", description="`2026-11`; default: this one")
]
_STORED = (StorageFailed, StorageFull)


@router.get(
    "/keys",
    summary="API keys",
    responses={
        **problems(*OPERATOR, StorageFailed),
        200: success(KeyListAnswer, "all keys, the newest last"),
    },
)
async def list_keys(context: Context, operator: Operator) -> Response:
    """Every stored key, revoked ones too; never a secret. Keys of `API_KEYS` stand in the settings alone."""
    now_ms = await context.queue.now_ms()
    return JSONResponse({"keys": [key_view(key, now_ms) for key in await context.keys.all()]})


@router.post(
    "/keys",
    status_code=201,
    summary="Make an API key",
    responses={
        **problems(*OPERATOR, *JSON_BODY, *_STORED),
        201: success(NewKeyAnswer, "the key and its text"),
    },
)
async def create_key(context: Context, operator: Operator, body: KeyBody) -> Response:
    """The key's text is told in this answer and never again; only a hash of it is stored."""
    key, text = await context.keys.create(
        name=body.name,
        owner=body.owner,
        scopes=tuple(dict.fromkeys(body.scopes)),
        limits=KeyLimits(**body.limits.model_dump()),
        days=body.days,
    )
    view = key_view(key, key.created_at_ms)
    await remember(context, operator.name, "key created", key.id, after=view)
    return JSONResponse({**view, "key": text}, 201)


@router.post(
    "/keys/{key_id}/rotate",
    summary="Give a key a new secret",
    responses={
        **problems(*OPERATOR, *JSON_BODY, *_STORED, KeyNotFound),
        200: success(NewKeyAnswer, "the key and its new text"),
    },
)
async def rotate_key(context: Context, operator: Operator, key_id: KeyId, body: RotateBody) -> Response:
    """Owner, scopes, limits and use stay; the old secret is good for `overlap_seconds` more."""
    key, text = await context.keys.rotate(key_id, overlap_s=body.overlap_seconds)
    view = key_view(key, await context.queue.now_ms())
    await remember(context, operator.name, "key rotated", key_id, after=body.model_dump())
    return JSONResponse({**view, "key": text})


@router.delete(
    "/keys/{key_id}",
    summary="Revoke a key",
    responses={**problems(*OPERATOR, *_STORED, KeyNotFound), 200: success(KeyAnswer, "the key as it ended")},
)
async def revoke_key(context: Context, operator: Operator, key_id: KeyId) -> Response:
    """It is refused from the next call on, by every process. Its tasks stay with their owner."""
    key = await context.keys.revoke(key_id)
    view = key_view(key, key.revoked_at_ms)
    await remember(context, operator.name, "key revoked", key_id, after=view)
    return JSONResponse(view)


@router.get(
    "/keys/{key_id}/usage",
    summary="What a key used",
    responses={**problems(KeyNotFound), 200: success(KeyUsageAnswer, "one month of it")},
)
async def key_usage(context: Context, caller: KnownCaller, key_id: KeyId, month: Month = "") -> Response:
    """Calls, tasks, pages and bytes of a month, and the tasks that have not ended. A key may ask for itself."""
    is_known = any(key.id == key_id for key in await context.keys.all())
    if not is_known or not (caller.is_operator or caller.key_id == key_id):
        raise KeyNotFound
    return JSONResponse(usage_view(key_id, await context.queue.key_usage(key_id, month)))


@router.get(
    "/audit-log",
    summary="What operators did",
    responses={**problems(*OPERATOR, StorageFailed), 200: success(AuditLogAnswer, "a page, newest first")},
)
async def read_audit_log(
    context: Context,
    operator: Operator,
    limit: Annotated[int, Query(ge=1, le=500, description="most entries of one page")] = 50,
    cursor: Annotated[
        str, Query(pattern=r"^([0-9]{4}-[0-9]{2}:[0-9]{1,15})?$", description="of the page before")
    ] = "",
) -> Response:
    """Who did what, when, and what it changed. Lines are only ever added (`UPLOAD_DIR/.audit`)."""
    entries, following = await asyncio.to_thread(context.audit_log.newest, limit=limit, before=cursor)
    return JSONResponse({"entries": entries, "cursor": following or None})


@router.delete(
    "/owners/{owner}",
    summary="Remove everything of an owner",
    responses={**problems(*OPERATOR, *_STORED), 200: success(ErasedAnswer, "what was removed")},
)
async def remove_owner(
    context: Context,
    operator: Operator,
    owner: Annotated[str, Path(min_length=1, max_length=100, description="as the keys name him")],
) -> Response:
    """All tasks with documents and results, what his feedback taught, his receipts, archived documents, what is known of his files in the watched folder, stored keys and webhooks. It cannot be undone."""
    revoked = [key for key in await context.keys.all() if key.owner == owner and not key.revoked_at_ms]
    for key in revoked:
        await context.keys.revoke(key.id)
    archived = await asyncio.to_thread(context.archive.remove_owner, owner) if context.archive else 0
    tasks = await erase_owner(context.queue, context.store, owner)
    watched = await asyncio.to_thread(context.watched.forget_owner, owner)
    await asyncio.to_thread(context.store.memory.change, owner, reset)
    await context.queue.forget_notifications(owner)
    webhooks = await context.webhooks.remove_all(owner, [key.id for key in revoked])
    receipts = await asyncio.to_thread(context.receipts.receipts.forget_user, owner)
    removed = {
        "tasks": tasks,
        "receipts": receipts,
        "archived": archived,
        "watched_files_forgotten": watched,
        "keys_revoked": len(revoked),
        "webhooks_removed": webhooks,
    }
    await remember(context, operator.name, "owner removed", owner, after=removed)
    return JSONResponse({"owner": owner, **removed})


async def remember(
    context: ApiContext,
    who: str,
    action: str,
    target: str = "",
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add a line to the audit log. Raises ``StorageFull``, ``StorageFailed``."""
    await asyncio.to_thread(
        context.audit_log.add, who=who, action=action, target=target, before=before, after=after
    )
