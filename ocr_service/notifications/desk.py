"""Subscribe, renew secrets and ask for a ping: what API and command line share."""

from __future__ import annotations

import secrets as random_source
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from ocr_service.clock import iso_from_ms
from ocr_service.domain.delivery.outbox import Subscriptions
from ocr_service.domain.notification import (
    SETTINGS_SUBSCRIPTION,
    EventKind,
    LoggedDelivery,
    Notification,
    Secret,
    Subscription,
)
from ocr_service.errors import SubscriptionNotFound
from ocr_service.notifications.book import WebhookBook
from ocr_service.notifications.guard import Guard
from ocr_service.notifications.signing import new_secret

SUBSCRIPTION_ID = r"^(wh_[0-9a-f]{16}|settings)$"
NOTIFICATION_ID = r"^evt_[0-9a-f]{32}\.(wh_[0-9a-f]{16}|settings|upload|archive)$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A subscription to be made: of everybody's documents, of an ``owner``'s, or of those sent with the key ``key_id``."""

    target: str
    events: tuple[EventKind, ...]
    owner: str = ""
    key_id: str = ""
    description: str = ""


class SubscriptionDesk:
    """Over the stored subscriptions and those that stand in the settings.

    Everything may raise ``BackendUnavailable``, ``StorageFailed``, ``StorageFull``: changes are kept beside Redis, too.
    """

    def __init__(
        self, store: Subscriptions, book: WebhookBook, guard: Guard, standing: Sequence[Subscription] = ()
    ) -> None:
        self._store = store
        self._book = book
        self._guard = guard
        self._standing = tuple(standing)

    async def all(self) -> list[Subscription]:
        """Those of the settings first, then the stored ones, the newest last."""
        await self._book.reconcile()
        standing = [await self._with_its_end(each) for each in self._standing]
        return [*standing, *await self._store.subscriptions()]

    async def find(self, subscription_id: str) -> Subscription:
        """One of them. Raises ``SubscriptionNotFound``."""
        for each in self._standing:
            if each.id == subscription_id:
                return await self._with_its_end(each)
        await self._book.reconcile()
        found = await self._store.subscription(subscription_id)
        if found is None:
            raise SubscriptionNotFound
        return found

    async def _with_its_end(self, standing: Subscription) -> Subscription:
        if not await self._store.ended_at_target(standing.id, standing.target):
            return standing
        return replace(standing, ended_at_ms=1, ended_reason="The receiver answered 410: it wants no more.")

    async def add(self, wanted: Wanted) -> tuple[Subscription, str]:
        """A new subscription and its secret, which is told this once.

        Raises ``InvalidWebhookUrl``, ``BlockedWebhookUrl``, ``TooManySubscriptions``.
        """
        await self._guard.check(wanted.target)
        await self._book.reconcile()
        secret = new_secret()
        made = Subscription(
            id=f"wh_{random_source.token_hex(8)}",
            target=wanted.target,
            events=wanted.events,
            owner=wanted.owner,
            key_id=wanted.key_id,
            description=wanted.description,
            secrets=(Secret(text=secret),),
        )
        await self._store.subscribe(made)
        return await self.find(made.id), secret  # which keeps it, too

    async def rotate(self, subscription: Subscription, *, now_ms: int, overlap_s: int) -> str:
        """A new secret; those before it sign beside it for ``overlap_s`` more. Raises ``SubscriptionNotFound``."""
        secret, until_ms = new_secret(), now_ms + overlap_s * 1000
        kept = [
            replace(each, until_ms=min(each.until_ms or until_ms, until_ms))
            for each in subscription.secrets
            if overlap_s and not 0 < each.until_ms <= now_ms
        ]
        await self._store.replace_secrets(replace(subscription, secrets=(Secret(text=secret), *kept)))
        await self._book.reconcile()
        return secret

    async def resume(self, subscription_id: str) -> Subscription:
        """Let one that ended begin again. Raises ``SubscriptionNotFound``."""
        found = await self.find(subscription_id)
        await self._store.resume_subscription(found.id)
        return await self.find(found.id)

    async def remove(self, subscription_id: str) -> None:
        """Forget a stored subscription. Raises ``SubscriptionNotFound``."""
        if not await self._store.unsubscribe(subscription_id):
            raise SubscriptionNotFound(
                "It stands in the settings: empty WEBHOOK_URL."
                if subscription_id == SETTINGS_SUBSCRIPTION
                else None
            )
        await self._book.reconcile()

    async def remove_all(self, owner: str, key_ids: Collection[str]) -> int:
        """Forget the webhooks of an owner and of these keys; returns how many."""
        await self._book.reconcile()
        stored = await self._store.subscriptions()
        his = [each.id for each in stored if each.owner == owner or each.key_id in key_ids]
        for subscription_id in his:
            await self._store.unsubscribe(subscription_id)
        await self._book.reconcile()
        return len(his)


def subscription_view(subscription: Subscription) -> dict[str, Any]:
    """A subscription as ``WebhookAnswer``, without its secrets."""
    ended = subscription.ended_at_ms
    return {
        "id": subscription.id,
        "url": subscription.target,
        "events": [kind.value for kind in subscription.events],
        "scope": "key" if subscription.key_id else "own" if subscription.owner else "all",
        "owner": subscription.owner or None,
        "key_id": subscription.key_id or None,
        "description": subscription.description,
        "created_at": iso_from_ms(subscription.created_at_ms) if subscription.created_at_ms else None,
        "has_ended": bool(ended),
        "ended_reason": subscription.ended_reason or None,
    }


def without_address(view: dict[str, Any]) -> dict[str, Any]:
    """For the audit log, which is kept: an address may hold a receiver's token."""
    return {name: value for name, value in view.items() if name != "url"}


def delivery_view(delivery: LoggedDelivery) -> dict[str, Any]:
    """A try as ``DeliveryAnswer``."""
    return asdict(delivery)


def notification_view(notification: Notification) -> dict[str, Any]:
    """An entry of the outbox as ``NotificationAnswer``."""
    event = notification.event
    return {
        "id": notification.id,
        "state": notification.state.value,
        "event_id": event.id,
        "type": event.kind.value,
        "sequence": event.sequence,
        "timestamp": event.at,
        "task_id": event.task_id or None,
        "batch_id": event.batch_id or None,
        "owner": event.owner or None,
        "webhook": notification.subscription,
        "url": notification.target or None,
        "attempts": notification.attempts,
        "due_at": _time(0 if notification.ended_at_ms else notification.due_at_ms),
        "ended_at": _time(notification.ended_at_ms),
        "last_status": notification.last_status or None,
        "last_detail": notification.last_detail or None,
    }


def _time(unix_ms: int) -> str | None:
    return iso_from_ms(unix_ms) if unix_ms else None
