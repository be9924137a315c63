"""Who wants to be told what, in Redis."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from ocr_service.domain.notification import LoggedDelivery, Subscription
from ocr_service.errors import QueueFull, SubscriptionNotFound, TooManySubscriptions
from ocr_service.queue.base import QueuePart
from ocr_service.queue.codec import pairs
from ocr_service.queue.outbox.codec import (
    fields_of_subscription,
    logged_delivery,
    secrets_json,
    subscription_of,
)

log = logging.getLogger(__name__)


class StoredSubscriptions(QueuePart):
    """Each is a hash; beside it stands its id in one set for each kind of event that it wants."""

    async def subscribe(self, subscription: Subscription) -> None:
        """Store a new subscription. Raises ``TooManySubscriptions``."""
        fields = fields_of_subscription(subscription)
        flat = [text for pair in fields.items() for text in pair]
        limits = self.policy.max_subscriptions, self.policy.max_subscriptions_of_one
        if await self.scripts.run("subscribe", subscription.id, *limits, *flat) == "FULL":
            raise TooManySubscriptions

    async def subscription(self, subscription_id: str) -> Subscription | None:
        """One of them, ended or not."""
        found = await self._subscriptions_of([subscription_id])
        return found[0] if found else None

    async def subscriptions(self) -> Sequence[Subscription]:
        """All of them, the newest last."""
        index = self._keys.named("K_SUBSCRIPTIONS")
        return await self._subscriptions_of(await self._ask(self._client.zrange(index, 0, -1)))

    async def _subscriptions_of(self, ids: Sequence[str]) -> list[Subscription]:
        replies = await self._pipelined([("HGETALL", self._keys.subscription(each)) for each in ids])
        found = []
        for subscription_id, reply in zip(ids, replies, strict=True):
            fields = reply if isinstance(reply, dict) else pairs(reply)
            try:
                # What stands in the settings has a row of a few fields only.
                found += [subscription_of(subscription_id, fields)] if "target" in fields else []
            except (ValueError, KeyError, TypeError) as error:
                log.warning(
                    "subscription damaged", extra={"subscription": subscription_id, "reason": str(error)}
                )
        return found

    async def ended_at_target(self, subscription_id: str, target: str) -> bool:
        """True when a subscription of the settings ended while it had this very target."""
        key = self._keys.subscription(subscription_id)
        return bool(target == await self._ask(self._client.hget(key, "ended_target")))

    async def replace_secrets(self, subscription: Subscription) -> None:
        """Store the secrets of a subscription that is there. Raises ``SubscriptionNotFound``."""
        key = self._keys.subscription(subscription.id)
        if not await self._ask(self._client.hget(key, "target")):
            raise SubscriptionNotFound
        await self._ask(self._client.hset(key, "secrets", secrets_json(subscription)))

    async def resume_subscription(self, subscription_id: str) -> bool:
        """Let a subscription that ended begin again; False when there is none."""
        return bool(await self.scripts.run("resume_subscription", subscription_id))

    async def unsubscribe(self, subscription_id: str) -> bool:
        """Forget a subscription and its log; what waits for it is discarded. False when there is none."""
        return bool(await self.scripts.run("unsubscribe", subscription_id))

    async def ping_subscription(self, subscription_id: str) -> str:
        """Put a ``ping`` for this subscription alone into the outbox; returns the notification's id. Raises ``QueueFull``."""
        notification_id: str = await self.scripts.run("ping_subscription", subscription_id)
        if not notification_id:
            raise QueueFull("The outbox is full. See `ocr-service notifications list`.")
        return notification_id

    async def deliveries(self, subscription_id: str, *, limit: int = 50) -> Sequence[LoggedDelivery]:
        """The latest tries, newest first."""
        key = self._keys.named("P_NOTIFY_LOG", subscription_id)
        lines: list[Any] = await self._ask(self._client.lrange(key, 0, limit - 1))
        return [logged_delivery(line) for line in lines]

    async def signing_secret(self, fresh: str) -> str:
        """The secret of this service's own making; ``fresh`` becomes it when there was none."""
        key = self._keys.named("K_NOTIFY_SECRET")
        await self._ask(self._client.set(key, fresh, nx=True))
        secret: str = await self._ask(self._client.get(key))
        return secret
