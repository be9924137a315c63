"""The notifier's side of the outbox: claim what is due, say how it went; and what a person may do to entries."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from ocr_service.domain.delivery.outbox import NotificationPage, OutboxClaim
from ocr_service.domain.notification import Delivery, Notification, NotificationState
from ocr_service.queue.base import QueuePart
from ocr_service.queue.codec import compact_json, hash_of, pairs
from ocr_service.queue.connection import LONGEST_BLOCK_S
from ocr_service.queue.outbox.codec import notification_of

log = logging.getLogger(__name__)

_TRIM_STEP = 200
_SHORTEST_BLOCK_S = 0.001
_ENDED = {
    NotificationState.DELIVERED: "K_NOTIFY_DONE",
    NotificationState.DISCARDED: "K_NOTIFY_DONE",
    NotificationState.DEAD: "K_NOTIFY_DEAD",
}


class Notifications(QueuePart):
    """Entries that wait lie in the lane of their receiver by the time they are due; one in hand is due when its lease ends."""

    async def claim_notifications(
        self,
        notifier_id: str,
        *,
        room: int,
        busy: Mapping[str, int],
        lease_s: float,
        served: Sequence[str] = (),
    ) -> OutboxClaim:
        """Up to ``room`` entries that are due, under a lease; ``busy`` counts those in hand by lane, ``served`` are local lanes."""
        in_hand = [value for pair in busy.items() for value in pair]
        limits = room, round(lease_s * 1000), self.policy.lane_share
        next_due_ms, entries, abandoned = await self.scripts.run(
            "claim_notifications", notifier_id, *limits, len(served), *served, *in_hand
        )
        found = (self._notification(each, pairs(flat)) for each, _, flat in entries)
        next_due_s = int(next_due_ms) / 1000 if int(next_due_ms) >= 0 else LONGEST_BLOCK_S
        return OutboxClaim(
            notifications=tuple(filter(None, found)), next_due_s=next_due_s, abandoned=tuple(abandoned)
        )

    def _notification(
        self, notification_id: str, fields: Mapping[str, str], due_ms: float = 0
    ) -> Notification | None:
        """None for an entry that nobody can read: its lease ends, and it is reported again until somebody discards it."""
        try:
            return notification_of(notification_id, fields, due_ms=due_ms)
        except (ValueError, KeyError, TypeError) as error:
            log.warning("notification damaged", extra={"notification": notification_id, "reason": str(error)})
            return None

    async def wait_notification(self, *, timeout_s: float, served: Sequence[str] = ()) -> None:
        """Return when something was put into the outbox for a notifier that serves these lanes, or after the time."""
        block_s = min(max(timeout_s, _SHORTEST_BLOCK_S), LONGEST_BLOCK_S)
        own = [self._keys.named("P_NOTIFY_WAKE", lane) for lane in served]
        await self._wait(self._blocking.bzpopmin([self._keys.named("K_NOTIFY_WAKE"), *own], timeout=block_s))

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
        reason = delivery.detail if ended_target else ""
        reply = await self.scripts.run(
            "settle_notification",
            notification.id,
            notification.token,
            state.value,
            round(delay_s * 1000),
            delivery.outcome.value,
            delivery.status,
            delivery.detail,
            delivery.duration_ms,
            reason,
            ended_target,
        )
        return bool(reply)

    async def release_notification(self, notification: Notification) -> None:
        """Give back what was claimed and not tried."""
        await self.scripts.run("release_notification", notification.id, notification.token)

    async def lose_workers(self) -> Sequence[str]:
        """Take workers that stopped sending heartbeats out of the registry and tell of each; returns their ids."""
        if await self._is_freshly_started():
            return ()
        lost: list[str] = await self.scripts.run("lose_workers")
        return lost

    async def set_notices(
        self, raised: Mapping[str, Mapping[str, Any]]
    ) -> tuple[Sequence[str], Sequence[str]]:
        """Make these the thresholds that are passed now, and tell of what changed: names raised, names ended."""
        flat = [
            text for name, detail in raised.items() for text in (name, compact_json({"name": name, **detail}))
        ]
        began, ended = await self.scripts.run("set_notices", *flat)
        return began, ended

    async def tell_summary(self, day: str, *, free_bytes: int) -> bool:
        """Tell what was done since the last summary, once for each day (``YYYY-MM-DD``); True when it was told now."""
        return bool(await self.scripts.run("tell_summary", day, free_bytes))

    async def trim_notifications(self) -> int:
        """Forget what ended long ago, and give up what nobody ever came for; returns how many entries."""
        trimmed, age_ms = 0, round(self.policy.max_notification_age_s * 1000)
        while step := await self.scripts.run("trim_notifications", _TRIM_STEP, age_ms):
            trimmed += step
        return trimmed

    async def notification(self, notification_id: str) -> Notification | None:
        """One entry, or None."""
        key = self._keys.notification(notification_id)
        fields: Mapping[str, str] = await self._ask(self._client.hgetall(key))
        if not fields:
            return None
        lane = self._keys.named("P_NOTIFY_LANE", fields.get("lane", ""))
        due_ms = await self._ask(self._client.zscore(lane, notification_id))
        return self._notification(notification_id, fields, float(due_ms or 0))

    async def notifications(
        self, state: NotificationState, *, subscription: str = "", limit: int = 50, cursor: str = ""
    ) -> NotificationPage:
        """Entries of a state: WAITING (with SENDING) lane by lane as they are due, ended ones newest first."""
        found, places = list[Notification](), await self._outbox_places(state)
        start = int(cursor or 0)
        for step in range(start, len(places), limit):
            for place, entry in enumerate(await self._entries(places[step : step + limit]), start=step + 1):
                if entry and _fits(entry, state, subscription):
                    found.append(entry)
                if len(found) == limit:
                    more = str(place) if place < len(places) else ""
                    return NotificationPage(notifications=tuple(found), cursor=more)
        return NotificationPage(notifications=tuple(found))

    async def _outbox_places(self, state: NotificationState) -> list[tuple[str, float]]:
        """Ids and scores of all entries that may be in this state: the outbox is bounded, so are these."""
        if state in _ENDED:
            index = self._keys.named(_ENDED[state])
            return await self._ask(self._client.zrange(index, 0, -1, desc=True, withscores=True))
        lanes = await self._ask(self._client.zrange(self._keys.named("K_NOTIFY_DUE"), 0, -1))
        commands = [
            ("ZRANGE", self._keys.named("P_NOTIFY_LANE", lane), 0, -1, "WITHSCORES") for lane in lanes
        ]
        places: list[tuple[str, float]] = []
        for reply in await self._pipelined(commands):
            places += _scored(reply)
        return places

    async def _entries(self, places: Sequence[tuple[str, float]]) -> list[Notification | None]:
        replies = await self._pipelined([("HGETALL", self._keys.notification(name)) for name, _ in places])
        hashes = map(hash_of, replies)
        return [
            self._notification(name, fields, score) if fields else None
            for (name, score), fields in zip(places, hashes, strict=True)
        ]

    async def forget_notifications(self, owner: str) -> int:
        """Remove every entry of an owner's documents, whatever its state; returns how many."""
        forgotten = 0
        for state in (NotificationState.WAITING, NotificationState.DEAD, NotificationState.DELIVERED):
            places = await self._outbox_places(state)
            for entry in await self._entries(places):
                if entry and entry.event.owner == owner:
                    await self.discard_notification(entry.id)
                    await self._forget(entry.id)
                    forgotten += 1
        return forgotten

    async def _forget(self, notification_id: str) -> None:
        indexes = (self._keys.named(name) for name in ("K_NOTIFY_DEAD", "K_NOTIFY_DONE"))
        await self._pipelined(
            [("UNLINK", self._keys.notification(notification_id))]
            + [("ZREM", index, notification_id) for index in indexes]
        )

    async def replay_notification(self, notification_id: str) -> bool:
        """Send it (again) now, its attempts counted anew; False when there is no such entry."""
        return bool(await self.scripts.run("replay_notification", notification_id))

    async def discard_notification(self, notification_id: str) -> bool:
        """Send it no more; False when there is no such entry or it was delivered."""
        return bool(await self.scripts.run("discard_notification", notification_id))


def _fits(entry: Notification, state: NotificationState, subscription: str) -> bool:
    is_state = entry.state is state or (state not in _ENDED and entry.state not in _ENDED)
    return is_state and subscription in ("", entry.subscription)


def _scored(reply: Sequence[Any]) -> list[tuple[str, float]]:
    """Members and scores, whichever way redis-py gives them."""
    if reply and isinstance(reply[0], (tuple, list)):
        return [(member, float(score)) for member, score in reply]
    return [(member, float(score)) for member, score in pairs(reply).items()]
