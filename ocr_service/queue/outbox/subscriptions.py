"""Who wants to be told what, in Redis."""

from __future__ import annotations

import logging
import secrets as random_source
from collections.abc import Sequence
from typing import Any

from ocr_service.domain.delivery.kept_subscriptions import KeptSubscriptions
from ocr_service.domain.notification import LoggedDelivery, Subscription
from ocr_service.errors import QueueFull, SubscriptionNotFound, TooManySubscriptions
from ocr_service.queue.base import QueuePart
from ocr_service.queue.codec import hash_of
from ocr_service.queue.outbox.codec import (
    fields_of_subscription,
    logged_delivery,
    secrets_json,
    subscription_of,
)

log = logging.getLogger(__name__)

_NO_LIMIT = 10**9
_STEP = 100


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
            fields = hash_of(reply)
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
        await self._count_change()

    async def _count_change(self) -> None:
        await self._ask(self._client.hincrby(self._keys.named("K_SUBSCRIPTION_CHANGES"), "version", 1))

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
        if await self._ask(self._client.set(key, fresh, nx=True)):
            await self._count_change()
        secret: str = await self._ask(self._client.get(key))
        return secret

    async def stored_subscriptions(self) -> KeptSubscriptions:
        """All of them and the service's own secret, to be kept beside Redis."""
        changes = self._keys.named("K_SUBSCRIPTION_CHANGES")
        # The number of changes first: what is read after it may be newer, never older.
        version, at_ms = await self._ask(self._client.hget(changes, "version")), await self.now_ms()
        if version:
            await self._ask(self._client.hsetnx(changes, "epoch", random_source.token_hex(8)))
        return KeptSubscriptions(
            epoch=await self._ask(self._client.hget(changes, "epoch")) or "",
            version=int(version or 0),
            at_ms=at_ms,
            secret=await self._ask(self._client.get(self._keys.named("K_NOTIFY_SECRET"))) or "",
            subscriptions=tuple(await self.subscriptions()),
        )

    async def restore_subscriptions(self, kept: KeptSubscriptions) -> int:
        """Store what is missing of these, and tell them of what ended meanwhile; returns how many were missing.

        It may be repeated: that it is done is written last.
        """
        now = await self.stored_subscriptions()
        known = {each.id for each in now.subscriptions}
        missing = [each for each in kept.subscriptions if each.id not in known]
        for each in missing:
            await self._restore(each)
        for each in kept.subscriptions:
            await self.replace_secrets(each)
        wanted = {each.id for each in kept.subscriptions}
        for each in now.subscriptions:
            if each.id not in wanted and each.created_at_ms <= kept.at_ms:
                await self.unsubscribe(each.id)
        if kept.secret:
            await self._ask(self._client.set(self._keys.named("K_NOTIFY_SECRET"), kept.secret))
        if missing:
            await self._announce_since(min(each.created_at_ms for each in missing))
        changes = {"epoch": kept.epoch, "version": max(kept.version, now.version) + 1}
        await self._ask(self._client.hset(self._keys.named("K_SUBSCRIPTION_CHANGES"), mapping=changes))
        return len(missing)

    async def _restore(self, subscription: Subscription) -> None:
        fields = fields_of_subscription(subscription) | {"created_ms": str(subscription.created_at_ms)}
        if subscription.ended_at_ms:
            fields |= {
                "ended_ms": str(subscription.ended_at_ms),
                "ended_reason": subscription.ended_reason,
            }
        flat = [text for pair in fields.items() for text in pair]
        await self.scripts.run("subscribe", subscription.id, _NO_LIMIT, _NO_LIMIT, *flat)

    async def _announce_since(self, since_ms: int) -> None:
        for are_failed in ("1", ""):
            offset = 0
            while seen := await self.scripts.run("announce_ended", are_failed, since_ms, offset, _STEP):
                offset += seen
