"""The outbox, for whoever runs the service: what waits, what failed for good, sending it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import JSONResponse, Response

from ocr_service.api.access.auth import Operator
from ocr_service.api.bodies.small_body import SmallBodyRoute
from ocr_service.api.context import ApiContext, Context
from ocr_service.api.openapi.responses import JSON_BODY, OPERATOR, REQUEST_ID, problems, success
from ocr_service.api.openapi.webhook_schemas import (
    NotificationAnswer,
    NotificationListAnswer,
    ReplayAnswer,
    ReplayBody,
)
from ocr_service.api.routes.keys import remember
from ocr_service.domain.notification import NotificationState
from ocr_service.errors import NotificationNotFound, StorageFailed, StorageFull
from ocr_service.intake.options import invalid
from ocr_service.notifications.desk import NOTIFICATION_ID, notification_view

router = APIRouter(tags=["operations"], route_class=SmallBodyRoute)

NotificationId = Annotated[str, Path(pattern=NOTIFICATION_ID, description="the notification's id")]
_STORED = (StorageFailed, StorageFull)


@router.get(
    "/notifications",
    summary="The outbox",
    responses={**problems(*OPERATOR), 200: success(NotificationListAnswer, "a page of notifications")},
)
async def list_notifications(
    context: Context,
    operator: Operator,
    *,
    state: Annotated[
        NotificationState, Query(description="`DEAD`: given up, can be sent again")
    ] = NotificationState.DEAD,
    webhook: Annotated[
        str, Query(max_length=30, description="of this webhook only; `upload`: of callbacks")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=500, description="most notifications of one page")] = 50,
    cursor: Annotated[str, Query(pattern=r"^[0-9]{0,9}$", description="of the page before")] = "",
) -> Response:
    """Everybody's, of one state. Those that were delivered are kept for a day, dead ones for a week."""
    page = await context.queue.notifications(state, subscription=webhook, limit=limit, cursor=cursor)
    shown = [notification_view(each) for each in page.notifications]
    return JSONResponse({"notifications": shown, "cursor": page.cursor or None})


@router.post(
    "/notifications/replay",
    summary="Send notifications again",
    responses={**problems(*OPERATOR, *JSON_BODY, *_STORED), 200: success(ReplayAnswer, "what is sent again")},
)
async def replay_notifications(context: Context, operator: Operator, body: ReplayBody) -> Response:
    """By `notification_ids`, or `all` dead ones, or those of one `webhook`. Receivers see the ids they saw before."""
    if (body.notification_ids is None) is not (body.all or body.webhook is not None):
        raise invalid(
            {"field": "notification_ids", "message": "Name `notification_ids`, or say `all` or a `webhook`."}
        )
    ids = body.notification_ids
    if ids is None:
        page = await context.queue.notifications(
            NotificationState.DEAD, subscription=body.webhook or "", limit=body.limit
        )
        ids = [each.id for each in page.notifications]
    return JSONResponse(await replay_all(context, operator.name, ids[: body.limit]))


async def replay_all(context: ApiContext, who: str, ids: Sequence[str]) -> dict[str, list[str]]:
    """Send these again; returns ``replayed`` and ``missing``."""
    replayed, missing = list[str](), list[str]()
    for notification_id in ids:
        is_there = await context.queue.replay_notification(notification_id)
        (replayed if is_there else missing).append(notification_id)
    await remember(context, who, "notifications replayed", after={"replayed": len(replayed)})
    return {"replayed": replayed, "missing": missing}


@router.get(
    "/notifications/{notification_id}",
    summary="A notification",
    responses={
        **problems(*OPERATOR, NotificationNotFound),
        200: success(NotificationAnswer, "the notification"),
    },
)
async def show_notification(
    context: Context, operator: Operator, notification_id: NotificationId
) -> Response:
    """Where it is on its way, and how the last try went."""
    found = await context.queue.notification(notification_id)
    if found is None:
        raise NotificationNotFound
    return JSONResponse(notification_view(found))


@router.post(
    "/notifications/{notification_id}/replay",
    summary="Send a notification again",
    responses={
        **problems(*OPERATOR, *_STORED, NotificationNotFound),
        200: success(NotificationAnswer, "the notification"),
    },
)
async def replay_notification(
    context: Context, operator: Operator, notification_id: NotificationId
) -> Response:
    """Now, its attempts counted anew, whether it was delivered or given up."""
    if not await context.queue.replay_notification(notification_id):
        raise NotificationNotFound
    await remember(context, operator.name, "notification replayed", notification_id)
    return await show_notification(context, operator, notification_id)


@router.delete(
    "/notifications/{notification_id}",
    status_code=204,
    response_class=Response,
    summary="Send a notification no more",
    responses={
        **problems(*OPERATOR, *_STORED, NotificationNotFound),
        204: {"description": "it is not sent (again)", "headers": REQUEST_ID},
    },
)
async def discard_notification(
    context: Context, operator: Operator, notification_id: NotificationId
) -> Response:
    """One that waits or was given up. What was delivered cannot be taken back."""
    if not await context.queue.discard_notification(notification_id):
        raise NotificationNotFound("There is no such notification, or it was delivered.")
    await remember(context, operator.name, "notification discarded", notification_id)
    return Response(status_code=204)
