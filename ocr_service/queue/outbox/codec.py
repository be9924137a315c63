"""Translate between the outbox's values and the readable strings of its Redis hashes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ocr_service.domain.notification import (
    WEBHOOK,
    Event,
    EventKind,
    LoggedDelivery,
    Notification,
    NotificationState,
    Secret,
    Subscription,
)
from ocr_service.queue.codec import compact_json
from ocr_service.queue.keys import quoted

Fields = Mapping[str, str]


def notification_of(notification_id: str, fields: Fields, *, due_ms: float = 0) -> Notification:
    """The entry that a hash describes. Raises ``ValueError`` or ``KeyError`` for one that a hand on redis-cli spoiled."""
    return Notification(
        id=notification_id,
        event=Event(
            id=fields["event"],
            kind=EventKind(fields["kind"]),
            sequence=int(fields["sequence"]),
            at=fields["at"],
            task_id=fields.get("task_id", ""),
            batch_id=fields.get("batch_id", ""),
            owner=fields.get("owner", ""),
            detail=json.loads(fields.get("detail") or "{}"),
        ),
        subscription=fields["subscription"],
        state=NotificationState(fields["state"]),
        target=fields.get("target", ""),
        lane=fields.get("lane", ""),
        attempts=int(fields.get("attempts", 0)),
        token=int(fields.get("token", 0)),
        created_at_ms=int(fields["created_ms"]),
        due_at_ms=round(due_ms),
        ended_at_ms=int(fields.get("ended_ms", 0)),
        last_status=int(fields.get("last_status", 0)),
        last_detail=fields.get("last_detail", ""),
    )


def scope_of(subscription: Subscription) -> str:
    """Whose documents it hears of, as the ending of a key: everybody's, a key's, an owner's."""
    if subscription.key_id:
        return f":key:{subscription.key_id}"
    return f":owner:{quoted(subscription.owner)}" if subscription.owner else ""


def fields_of_subscription(subscription: Subscription) -> dict[str, str]:
    """What the hash of a new subscription holds besides its time, which the script writes."""
    return {
        "sink": subscription.sink,
        "target": subscription.target,
        "events": ",".join(subscription.events),
        "scope": scope_of(subscription),
        "owner": subscription.owner,
        "key_id": subscription.key_id,
        "secrets": secrets_json(subscription),
        "description": subscription.description,
    }


def secrets_json(subscription: Subscription) -> str:
    """The secrets as the hash keeps them."""
    return compact_json([[secret.text, secret.until_ms] for secret in subscription.secrets])


def subscription_of(subscription_id: str, fields: Fields) -> Subscription:
    """The subscription that a hash describes. Raises ``ValueError`` or ``KeyError`` for a spoiled one."""
    return Subscription(
        id=subscription_id,
        sink=fields.get("sink", WEBHOOK),
        target=fields["target"],
        events=tuple(map(EventKind, filter(None, fields["events"].split(",")))),
        owner=fields.get("owner", ""),
        key_id=fields.get("key_id", ""),
        secrets=tuple(Secret(text=text, until_ms=until) for text, until in json.loads(fields["secrets"])),
        description=fields.get("description", ""),
        created_at_ms=int(fields["created_ms"]),
        ended_at_ms=int(fields.get("ended_ms", 0)),
        ended_reason=fields.get("ended_reason", ""),
    )


def logged_delivery(text: str) -> LoggedDelivery:
    """A line of a subscription's log."""
    data: dict[str, Any] = json.loads(text)
    return LoggedDelivery(**data)
