"""What is asked of the outbox: by the notifier, and by those who subscribe and look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ocr_service.domain.delivery.kept_subscriptions import KeptSubscriptions
from ocr_service.domain.notification import (
    Delivery,
    EventKind,
    LoggedDelivery,
    Notification,
    NotificationState,
    Subscription,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationPage:
    """A page of the outbox; ``cursor`` is empty at the end."""

    notifications: tuple[Notification, ...]
    cursor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxClaim:
    """What a notifier was handed, each under the token it carries, and the seconds until the next is due.

    ``abandoned`` are lanes whose entries have waited for long and which no notifier serves.
    """

    notifications: tuple[Notification, ...]
    next_due_s: float
    abandoned: tuple[str, ...] = ()


class Subscriptions(Protocol):
    """Who wants to be told what. All raise ``BackendUnavailable``."""

    async def subscribe(self, subscription: Subscription) -> None:
        """Store a new subscription. Raises ``TooManySubscriptions``."""
        ...

    async def subscription(self, subscription_id: str) -> Subscription | None:
        """One of them, ended or not."""
        ...

    async def subscriptions(self) -> Sequence[Subscription]:
        """All of them, the newest last."""
        ...

    async def replace_secrets(self, subscription: Subscription) -> None:
        """Store the secrets of a subscription that is there. Raises ``SubscriptionNotFound``."""
        ...

    async def resume_subscription(self, subscription_id: str) -> bool:
        """Let a subscription that ended begin again; False when there is none."""
        ...

    async def unsubscribe(self, subscription_id: str) -> bool:
        """Forget a subscription and its log; what waits for it is discarded. False when there is none."""
        ...

    async def ping_subscription(self, subscription_id: str) -> str:
        """Put a ``ping`` for this subscription alone into the outbox; returns the notification's id."""
        ...

    async def deliveries(self, subscription_id: str, *, limit: int = 50) -> Sequence[LoggedDelivery]:
        """The latest tries, newest first."""
        ...

    async def ended_at_target(self, subscription_id: str, target: str) -> bool:
        """True when a subscription of the settings ended while it had this very target."""
        ...

    async def signing_secret(self, fresh: str) -> str:
        """The secret of this service's own making; ``fresh`` becomes it when there was none."""
        ...

    async def stored_subscriptions(self) -> KeptSubscriptions:
        """All of them and the service's own secret, to be kept beside Redis."""
        ...

    async def restore_subscriptions(self, kept: KeptSubscriptions) -> int:
        """Store what is missing of these, and tell them of what ended meanwhile; returns how many were missing."""
        ...


class Outbox(Protocol):
    """What waits to be told. All raise ``BackendUnavailable``."""

    async def claim_notifications(
        self,
        notifier_id: str,
        *,
        room: int,
        busy: Mapping[str, int],
        lease_s: float,
        served: Sequence[str] = (),
    ) -> OutboxClaim:
        """Up to ``room`` entries that are due, under a lease; ``busy`` counts those in hand by lane.

        Of the lanes of ``LOCAL_RECEIVERS`` only those in ``served``.
        """
        ...

    async def wait_notification(self, *, timeout_s: float, served: Sequence[str] = ()) -> None:
        """Return when something was put into the outbox for a notifier that serves these lanes, or after the time."""
        ...

    async def settle(
        self,
        notification: Notification,
        delivery: Delivery,
        state: NotificationState,
        *,
        delay_s: float = 0.0,
        ended_target: str = "",
    ) -> bool:
        """Store how a try went; False when the claim's token is no longer the notification's.

        ``ended_target`` is where nobody wants to be told any more: it ends the subscription.
        """
        ...

    async def release_notification(self, notification: Notification) -> None:
        """Give back what was claimed and not tried."""
        ...

    async def lose_workers(self) -> Sequence[str]:
        """Take workers that stopped sending heartbeats out of the registry and tell of each; returns their ids."""
        ...

    async def set_notices(
        self, raised: Mapping[str, Mapping[str, Any]]
    ) -> tuple[Sequence[str], Sequence[str]]:
        """Make these the thresholds that are passed now, and tell of what changed: names raised, names ended."""
        ...

    async def tell_summary(self, day: str, *, free_bytes: int) -> bool:
        """Tell what was done since the last summary, once for each day (``YYYY-MM-DD``); True when it was told now."""
        ...

    async def trim_notifications(self) -> int:
        """Forget what ended long ago, and give up what nobody ever came for; returns how many entries."""
        ...

    async def notification(self, notification_id: str) -> Notification | None:
        """One entry, or None."""
        ...

    async def notifications(
        self, state: NotificationState, *, subscription: str = "", limit: int = 50, cursor: str = ""
    ) -> NotificationPage:
        """Entries of a state: WAITING (with SENDING) by when they are due, ended ones newest first."""
        ...

    async def forget_notifications(self, owner: str) -> int:
        """Remove every entry of an owner's documents, whatever its state; returns how many."""
        ...

    async def replay_notification(self, notification_id: str) -> bool:
        """Send it (again) now, its attempts counted anew; False when there is no such entry."""
        ...

    async def discard_notification(self, notification_id: str) -> bool:
        """Send it no more; False when there is no such entry or it was delivered."""
        ...


SubscribedEvents = Mapping[str, tuple[EventKind, ...]]
"""Subscriptions that stand in the settings: id -> what they are told. Every process writes entries for them."""
