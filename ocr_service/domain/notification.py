"""What is told to those who wait: events, who subscribed to them, and how each delivery went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ocr_service.domain.task import TaskId

WEBHOOK = "webhook"
FILING = "filing"
"""The sink that lays results into a folder."""
FOLDER_SCHEME = "folder://"
"""What the callback of a document from a watched folder begins with. The door for callers takes http and https only."""
RECEIPTS = "receipts"
"""The sink that writes back to the rows of receipts."""
RECEIPT_SCHEME = "receipt://"
"""What the callback of a receipt's document begins with; likewise."""
ARCHIVE = "archive"
"""The sink that keeps what was read for years."""
ARCHIVE_SUBSCRIPTION = "archive"
"""The id of the subscription that ARCHIVE makes."""
SOURCES = "sources"
"""The sink that writes back to rows of other systems' tables."""
SOURCE_SCHEME = "source://"
"""What the callback of a document from such a row begins with; likewise."""
SETTINGS_SUBSCRIPTION = "settings"
"""The id of the subscription that WEBHOOK_URL makes."""
UPLOAD_SUBSCRIPTION = "upload"
"""Stands in place of a subscription's id where an upload named its own ``callback_url``."""

LOCAL_RECEIVERS = frozenset(
    scheme.removesuffix("://") for scheme in (FOLDER_SCHEME, RECEIPT_SCHEME, SOURCE_SCHEME)
) | {ARCHIVE_SUBSCRIPTION, SETTINGS_SUBSCRIPTION}
"""Receivers that only those notifiers reach whose own settings name them, by scheme or subscription (decision 0143)."""


def sink_of(target: str) -> str:
    """The sink that brings what an upload named as its receiver."""
    if target.startswith(RECEIPT_SCHEME):
        return RECEIPTS
    if target.startswith(SOURCE_SCHEME):
        return SOURCES
    return FILING if target.startswith(FOLDER_SCHEME) else WEBHOOK


class EventKind(StrEnum):
    """What may be told. ``ping`` comes only when somebody asks for it."""

    TASK_COMPLETED = "task.completed"
    TASK_FAILED = "task.failed"
    TASK_CANCELLED = "task.cancelled"
    TASK_NEEDS_REVIEW = "task.needs_review"
    BATCH_COMPLETED = "batch.completed"
    DEAD_LETTER_CREATED = "dead_letter.created"
    WORKER_LOST = "worker.lost"
    NOTICE_RAISED = "notice.raised"
    NOTICE_ENDED = "notice.ended"
    SUMMARY_DAILY = "summary.daily"
    PING = "ping"

    @property
    def is_of_service(self) -> bool:
        """True when it concerns the service as a whole, not somebody's documents."""
        return self in _OF_SERVICE


_OF_SERVICE = frozenset(
    (EventKind.WORKER_LOST, EventKind.NOTICE_RAISED, EventKind.NOTICE_ENDED, EventKind.SUMMARY_DAILY)
)
SUBSCRIBABLE = tuple(kind for kind in EventKind if kind is not EventKind.PING)
OF_DOCUMENTS = tuple(kind for kind in SUBSCRIBABLE if not kind.is_of_service)
DEFAULT_EVENTS = (
    EventKind.TASK_COMPLETED,
    EventKind.TASK_FAILED,
    EventKind.TASK_CANCELLED,
    EventKind.BATCH_COMPLETED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, once. ``id`` is the same for all who are told, however often they are told.

    ``sequence`` rises with the time of the events, with gaps; ``at`` is ISO-8601. ``detail`` is what the kind adds:
    the lost worker, the threshold that was passed.
    """

    id: str
    kind: EventKind
    sequence: int
    at: str
    task_id: TaskId = ""
    batch_id: str = ""
    owner: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """What deliveries are signed with, ``whsec_`` and Base64; after a rotation until ``until_ms`` (0: for ever)."""

    text: str = field(repr=False)
    until_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Who wants to be told what. Times are unix ms, 0 when not yet.

    ``sink`` names how it is told (``notifications/registry.py``), ``target`` where, in the sink's own terms: a webhook's
    URL. It hears of everybody's documents, or of those of ``owner``, or of those sent with the API key ``key_id``.
    """

    id: str
    target: str
    events: tuple[EventKind, ...] = DEFAULT_EVENTS
    sink: str = WEBHOOK
    owner: str = ""
    key_id: str = ""
    secrets: tuple[Secret, ...] = ()
    description: str = ""
    created_at_ms: int = 0
    ended_at_ms: int = 0
    ended_reason: str = ""

    def live_secrets(self, now_ms: int) -> tuple[str, ...]:
        """Those that are signed with now, the newest first."""
        return tuple(each.text for each in self.secrets if not 0 < each.until_ms <= now_ms)


class NotificationState(StrEnum):
    """Where an entry of the outbox is in its life."""

    WAITING = "WAITING"
    SENDING = "SENDING"
    DELIVERED = "DELIVERED"
    DEAD = "DEAD"
    DISCARDED = "DISCARDED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One event on its way to one subscriber: an entry of the outbox.

    ``subscription`` is an id, ``target`` is given only where an upload named it. ``lane`` is what shares one receiver:
    it is never given more than its share of deliveries at a time. ``attempts`` counts deliveries that ended.
    """

    id: str
    event: Event
    subscription: str
    state: NotificationState
    target: str = ""
    lane: str = ""
    attempts: int = 0
    token: int = 0
    created_at_ms: int = 0
    due_at_ms: int = 0
    ended_at_ms: int = 0
    last_status: int = 0
    last_detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a sink is given: an event in full, for one subscriber.

    ``data`` is plain JSON: the task with its result where that is small, the batch, the worker (docs/webhooks.md).
    """

    event: Event
    subscription: Subscription
    data: Mapping[str, Any]


class Outcome(StrEnum):
    """How a delivery went: taken; not taken, to be tried again; never to be tried again, the subscriber is gone.

    LATER is of a receiver that is known to be away as a whole: it is waited for as long as it takes, no try is counted.
    """

    DELIVERED = "delivered"
    FAILED = "failed"
    GONE = "gone"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One try. ``status`` is the receiver's HTTP status, 0 without one; ``detail`` says in words what went wrong.

    ``retry_after_s`` is how long the receiver asked to be left alone.
    """

    outcome: Outcome
    status: int = 0
    detail: str = ""
    retry_after_s: float = 0.0
    duration_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedDelivery:
    """A try as the subscription's log keeps it."""

    at: str
    notification: str
    event: str
    kind: str
    attempt: int
    outcome: str
    status: int
    detail: str
    duration_ms: int
