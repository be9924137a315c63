"""Webhooks: who is told when documents have ended."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import JSONResponse, Response

from ocr_service.api.access.auth import Caller, Submitter
from ocr_service.api.bodies.small_body import SmallBodyRoute
from ocr_service.api.context import ApiContext, Context
from ocr_service.api.openapi.responses import JSON_BODY, REQUEST_ID, problems, success
from ocr_service.api.openapi.webhook_schemas import (
    DeliveryListAnswer,
    NewWebhookAnswer,
    PingAnswer,
    RotateWebhookBody,
    WebhookAnswer,
    WebhookBody,
    WebhookListAnswer,
    WebhookScope,
    WebhookSecretAnswer,
)
from ocr_service.api.routes.keys import remember
from ocr_service.domain.notification import OF_DOCUMENTS, SUBSCRIBABLE, EventKind, Subscription
from ocr_service.errors import (
    AccessError,
    BlockedWebhookUrl,
    InvalidWebhookUrl,
    QueueFull,
    StorageFailed,
    StorageFull,
    SubscriptionNotFound,
    TooManySubscriptions,
)
from ocr_service.intake.options import invalid
from ocr_service.notifications.desk import (
    SUBSCRIPTION_ID,
    Wanted,
    delivery_view,
    subscription_view,
    without_address,
)

router = APIRouter(tags=["webhooks"], route_class=SmallBodyRoute)

WebhookId = Annotated[str, Path(pattern=SUBSCRIPTION_ID, description="the webhook's id")]
_STORED = (StorageFailed, StorageFull)


async def _find(context: ApiContext, caller: Caller, webhook_id: str) -> Subscription:
    """The webhook. Raises ``SubscriptionNotFound`` for unknown ones and for another owner's."""
    found = await context.webhooks.find(webhook_id)
    if not _may_steer(caller, found):
        raise SubscriptionNotFound
    return found


def _may_steer(caller: Caller, subscription: Subscription) -> bool:
    if caller.is_operator:
        return True
    if subscription.key_id:
        return subscription.key_id == caller.key_id
    return bool(subscription.owner) and subscription.owner == caller.owner


@router.get(
    "/webhooks",
    summary="Webhooks",
    responses={**problems(AccessError, *_STORED), 200: success(WebhookListAnswer, "the caller's webhooks")},
)
async def list_webhooks(context: Context, caller: Submitter) -> Response:
    """Those of the caller, for operators everybody's and the one that stands in the settings; never a secret."""
    shown = [each for each in await context.webhooks.all() if _may_steer(caller, each)]
    return JSONResponse({"webhooks": [subscription_view(each) for each in shown]})


@router.post(
    "/webhooks",
    status_code=201,
    summary="Make a webhook",
    responses={
        **problems(
            AccessError, *JSON_BODY, *_STORED, InvalidWebhookUrl, BlockedWebhookUrl, TooManySubscriptions
        ),
        201: success(NewWebhookAnswer, "the webhook and its secret"),
    },
)
async def create_webhook(context: Context, caller: Submitter, body: WebhookBody) -> Response:
    """The secret is told in this answer and never again. Ask for a ping to see whether the receiver takes it."""
    made, secret = await context.webhooks.add(_wanted(caller, body))
    view = subscription_view(made)
    await remember(context, caller.name, "webhook created", made.id, after=without_address(view))
    return JSONResponse({**view, "secret": secret}, 201)


def _wanted(caller: Caller, body: WebhookBody) -> Wanted:
    """Raises ``AccessError``, ``ValidationFailed``."""
    scope = body.scope or (WebhookScope.ALL if caller.is_operator or not caller.owner else WebhookScope.OWN)
    if scope is WebhookScope.ALL and not caller.is_operator:
        raise AccessError("Only an operator may hear of everybody's documents. Leave `scope` out.")
    if scope is WebhookScope.KEY and not caller.key_id:
        raise invalid(
            {"field": "scope", "message": "This call came without a stored key. Choose `own` or `all`."}
        )
    if scope is WebhookScope.OWN and not caller.owner:
        raise invalid({"field": "scope", "message": "There is no owner without keys. Choose `all`."})
    may_hear = SUBSCRIBABLE if scope is WebhookScope.ALL else OF_DOCUMENTS
    return Wanted(
        target=body.url,
        events=_events(body.events, may_hear),
        owner=caller.owner if scope is WebhookScope.OWN else "",
        key_id=caller.key_id if scope is WebhookScope.KEY else "",
        description=body.description,
    )


def _events(named: list[EventKind], may_hear: tuple[EventKind, ...]) -> tuple[EventKind, ...]:
    if not set(named) <= set(may_hear):
        raise invalid({"field": "events", "message": f"Name some of {', '.join(may_hear)}."})
    return tuple(kind for kind in may_hear if kind in named)


@router.get(
    "/webhooks/secret",
    summary="The secret of callbacks",
    responses={**problems(AccessError), 200: success(WebhookSecretAnswer, "the secrets that are good now")},
)
async def callback_secret(context: Context, caller: Submitter) -> Response:
    """What signs for a `callback_url` that comes with an upload. Each owner has another one."""
    await context.webhook_secrets.load()
    return JSONResponse({"secrets": list(context.webhook_secrets.of_owner(caller.owner))})


@router.get(
    "/webhooks/{webhook_id}",
    summary="A webhook",
    responses={
        **problems(AccessError, *_STORED, SubscriptionNotFound),
        200: success(WebhookAnswer, "the webhook"),
    },
)
async def show_webhook(context: Context, caller: Submitter, webhook_id: WebhookId) -> Response:
    """What it is told, and whether it ended."""
    return JSONResponse(subscription_view(await _find(context, caller, webhook_id)))


@router.delete(
    "/webhooks/{webhook_id}",
    status_code=204,
    response_class=Response,
    summary="Remove a webhook",
    responses={
        **problems(AccessError, *_STORED, SubscriptionNotFound),
        204: {"description": "it is told nothing more", "headers": REQUEST_ID},
    },
)
async def remove_webhook(context: Context, caller: Submitter, webhook_id: WebhookId) -> Response:
    """What waits for it is discarded. The one that stands in the settings is removed there."""
    found = await _find(context, caller, webhook_id)
    await context.webhooks.remove(found.id)
    before = without_address(subscription_view(found))
    await remember(context, caller.name, "webhook removed", found.id, before=before)
    return Response(status_code=204)


@router.post(
    "/webhooks/{webhook_id}/rotate",
    summary="Give a webhook a new secret",
    responses={
        **problems(AccessError, *JSON_BODY, *_STORED, SubscriptionNotFound),
        200: success(NewWebhookAnswer, "the webhook and its new secret"),
    },
)
async def rotate_webhook(
    context: Context, caller: Submitter, webhook_id: WebhookId, body: RotateWebhookBody
) -> Response:
    """Old and new secret sign side by side for `overlap_seconds`, so that no delivery is refused meanwhile."""
    found = await _find(context, caller, webhook_id)
    now_ms = await context.queue.now_ms()
    secret = await context.webhooks.rotate(found, now_ms=now_ms, overlap_s=body.overlap_seconds)
    await remember(context, caller.name, "webhook rotated", found.id, after=body.model_dump())
    return JSONResponse({**subscription_view(found), "secret": secret})


@router.post(
    "/webhooks/{webhook_id}/resume",
    summary="Begin again after 410",
    responses={
        **problems(AccessError, *_STORED, SubscriptionNotFound),
        200: success(WebhookAnswer, "the webhook"),
    },
)
async def resume_webhook(context: Context, caller: Submitter, webhook_id: WebhookId) -> Response:
    """A receiver that answered 410 is told of what ends from now on."""
    found = await _find(context, caller, webhook_id)
    resumed = await context.webhooks.resume(found.id)
    await remember(context, caller.name, "webhook resumed", resumed.id)
    return JSONResponse(subscription_view(resumed))


@router.post(
    "/webhooks/{webhook_id}/ping",
    status_code=202,
    summary="Tell a webhook a ping",
    responses={
        **problems(AccessError, *_STORED, SubscriptionNotFound, QueueFull),
        202: success(PingAnswer, "a ping is on its way"),
    },
)
async def ping_webhook(context: Context, caller: Submitter, webhook_id: WebhookId) -> Response:
    """It goes the way of every event; `deliveries` says how it went."""
    found = await _find(context, caller, webhook_id)
    return JSONResponse({"notification_id": await context.queue.ping_subscription(found.id)}, 202)


@router.get(
    "/webhooks/{webhook_id}/deliveries",
    summary="How deliveries went",
    responses={
        **problems(AccessError, *_STORED, SubscriptionNotFound),
        200: success(DeliveryListAnswer, "the latest tries"),
    },
)
async def list_deliveries(
    context: Context,
    caller: Submitter,
    webhook_id: WebhookId,
    limit: Annotated[int, Query(ge=1, le=100, description="most tries")] = 50,
) -> Response:
    """Status, time and number of each try, newest first."""
    found = await _find(context, caller, webhook_id)
    tries = await context.queue.deliveries(found.id, limit=limit)
    return JSONResponse({"deliveries": [delivery_view(each) for each in tries]})
