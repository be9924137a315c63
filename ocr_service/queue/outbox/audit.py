"""Prove that each entry of the outbox waits where its state says, and that who subscribed is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ocr_service.domain.audit import Finding
from ocr_service.domain.notification import NotificationState, Subscription
from ocr_service.queue.outbox.codec import scope_of
from ocr_service.queue.outbox.subscriptions import StoredSubscriptions

_STEP = 500
_WAITS = (NotificationState.WAITING, NotificationState.SENDING)
_EVENT = "evt_"


class OutboxAudit(StoredSubscriptions):
    """By SCAN, in steps that never hold Redis up; what looks wrong is examined once more by one atomic script an entry."""

    async def audit_outbox(self, *, repair: bool = False) -> Sequence[Finding]:
        """What is wrong with the outbox and its subscribers."""
        lanes = {lane: await self._entries_of(lane) for lane in await self._lanes()}
        findings = [
            Finding(task_id=f"notification {name}", problem=problem, is_repaired=repair)
            for name, lane in await self._doubtful(lanes)
            if (problem := await self.scripts.run("audit_notification", name, lane, "1" if repair else ""))
        ]
        problems = await self.scripts.run("audit_lanes", "1" if repair else "", *lanes)
        findings += [Finding(task_id="outbox", problem=each, is_repaired=repair) for each in problems]
        return [*findings, *await self._audit_subscribers(repair=repair)]

    async def _lanes(self) -> list[str]:
        prefix = self._keys.named("P_NOTIFY_LANE")
        found = self._client.scan_iter(match=prefix + "*", count=_STEP)
        return [key.removeprefix(prefix) async for key in self._each(found)]

    async def _entries_of(self, lane: str) -> set[str]:
        key = self._keys.named("P_NOTIFY_LANE", lane)
        return {name async for name, _ in self._each(self._client.zscan_iter(key, count=_STEP))}

    async def _doubtful(self, lanes: dict[str, set[str]]) -> list[tuple[str, str]]:
        """Ids whose row and place do not agree at first sight, with the lane in which each was found."""
        place = {name: lane for lane, names in lanes.items() for name in names}
        suspects, step = list[tuple[str, str]](), list[str]()
        prefix = self._keys.notification("")
        async for key in self._each(self._client.scan_iter(match=f"{prefix}{_EVENT}*", count=_STEP)):
            step.append(key.removeprefix(prefix))
            if len(step) == _STEP:
                suspects += await self._wrong(step, place)
                step = []
        suspects += await self._wrong(step, place)
        return suspects + list(place.items())

    async def _wrong(self, names: list[str], place: dict[str, str]) -> list[tuple[str, str]]:
        states = await self._pipelined([("HGET", self._keys.notification(name), "state") for name in names])
        found = []
        for name, state in zip(names, states, strict=True):
            lane = place.pop(name, "")
            if (state in _WAITS) is not bool(lane):
                found.append((name, lane))
        return found

    async def _audit_subscribers(self, *, repair: bool) -> list[Finding]:
        """Ids in the sets of subscribers, compared with the subscriptions that live."""
        wanted = {
            key for each in await self.subscriptions() if not each.ended_at_ms for key in self._sets(each)
        }
        prefix = self._keys.named("P_SUBSCRIBERS")
        stored = {
            (key, subscription_id)
            async for key in self._each(self._client.scan_iter(match=prefix + "*", count=_STEP))
            for subscription_id in await self._ask(self._client.smembers(key))
        }
        findings = []
        for command, wrong, what in (
            ("SREM", stored - wanted, "is told of events that it did not subscribe to"),
            ("SADD", wanted - stored, "is not told of events that it subscribed to"),
        ):
            if repair:
                await self._pipelined([(command, *each) for each in wrong])
            findings += [
                Finding(task_id=f"webhook {name}", problem=f"{what}: {key}", is_repaired=repair)
                for key, name in sorted(wrong)
            ]
        return findings

    def _sets(self, subscription: Subscription) -> Iterator[tuple[str, str]]:
        for kind in subscription.events:
            yield self._keys.named("P_SUBSCRIBERS", kind.value + scope_of(subscription)), subscription.id
