"""What webhooks, their deliveries and the outbox look like in JSON."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from ocr_service.api.bodies.json_body import JsonBody
from ocr_service.api.openapi.schemas import TaskIdText
from ocr_service.domain.notification import (
    DEFAULT_EVENTS,
    SUBSCRIBABLE,
    EventKind,
    NotificationState,
    Outcome,
)
from ocr_service.notifications.webhook_url import MAX_URL_CHARS


class WebhookScope(StrEnum):
    """Whose documents a webhook hears of: those sent with the calling key, the caller's own, everybody's."""

    KEY = "key"
    OWN = "own"
    ALL = "all"


class WebhookBody(JsonBody):
    """A webhook to be made."""

    url: Annotated[
        str,
        Field(
            description=f"http or https, at most {MAX_URL_CHARS} characters",
            examples=["https://example.org/hooks/ocr"],
        ),
    ]
    events: list[EventKind] = Field(
        list(DEFAULT_EVENTS),
        min_length=1,
        max_length=len(SUBSCRIBABLE),
        description="what it is told; `ping` comes when it is asked for",
    )
    scope: WebhookScope | None = Field(
        None, description="default: an operator's hears of everybody's documents, others' of their own"
    )
    description: Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""


class RotateWebhookBody(JsonBody):
    """How a webhook gets a new secret."""

    overlap_seconds: Annotated[
        int, Field(ge=0, le=30 * 86_400, description="how long the old secret signs beside the new one")
    ] = 86_400


class WebhookAnswer(BaseModel):
    """A webhook without its secrets."""

    id: str
    url: str
    events: list[EventKind]
    scope: WebhookScope
    owner: str | None
    key_id: str | None
    description: str
    created_at: str | None = Field(description="null for the one that stands in the settings")
    has_ended: bool = Field(description="its receiver answered 410; `resume` begins again")
    ended_reason: str | None


class NewWebhookAnswer(WebhookAnswer):
    """A webhook with its secret, which is told this once."""

    secret: str = Field(description="`whsec_…`: verify signatures with it")


class WebhookListAnswer(BaseModel):
    """The caller's webhooks, the newest last."""

    webhooks: list[WebhookAnswer]


class WebhookSecretAnswer(BaseModel):
    """What callbacks of the caller's uploads are signed with; several while it is being changed."""

    secrets: list[str]


class PingAnswer(BaseModel):
    """A ping was put into the outbox."""

    notification_id: str


class DeliveryAnswer(BaseModel):
    """One try."""

    at: str
    notification: str
    event: str
    kind: EventKind
    attempt: int
    outcome: Outcome
    status: int = Field(description="the receiver's HTTP status, 0 without one")
    detail: str
    duration_ms: int


class DeliveryListAnswer(BaseModel):
    """The latest tries of a webhook, newest first; a hundred are kept."""

    deliveries: list[DeliveryAnswer]


class NotificationAnswer(BaseModel):
    """One event on its way to one receiver."""

    id: str
    state: NotificationState
    event_id: str
    type: EventKind
    sequence: int
    timestamp: str
    task_id: TaskIdText | None
    batch_id: str | None
    owner: str | None
    webhook: str = Field(description="id of the webhook; `upload` where an upload named its own address")
    url: str | None
    attempts: int
    due_at: str | None
    ended_at: str | None
    last_status: int | None
    last_detail: str | None


class NotificationListAnswer(BaseModel):
    """A page of the outbox."""

    notifications: list[NotificationAnswer]
    cursor: str | None


class ReplayBody(JsonBody):
    """Which notifications are sent again: those named, or all dead ones, or all dead ones of a webhook."""

    notification_ids: Annotated[list[str], Field(max_length=1_000)] | None = None
    all: bool = False
    webhook: str | None = None
    limit: Annotated[int, Field(ge=1, le=1_000)] = 1_000


class ReplayAnswer(BaseModel):
    """What is sent again, and what there was not."""

    replayed: list[str]
    missing: list[str]
