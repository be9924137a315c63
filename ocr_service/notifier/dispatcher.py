"""Claim what is due and bring it, several notifications at a time."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence

from ocr_service.domain.delivery.outbox import Outbox
from ocr_service.domain.notification import Notification, Outcome
from ocr_service.errors import BackendUnavailable
from ocr_service.notifier.courier import Courier
from ocr_service.notifier.served_lanes import ServedLanes

log = logging.getLogger(__name__)

_LONGEST_REST_S = 5.0
_SHORTEST_REST_S = 0.02
_PAUSE_FIRST_S, _PAUSE_LAST_S = 0.1, 5.0
_PROBES = 1
"""Deliveries at a time to a receiver that gave no answer the last time."""


class Dispatcher:
    """``concurrency`` deliveries at a time, of one receiver at most ``lane_share``; it ends when ``stop`` is set."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        courier: Courier,
        notifier_id: str,
        lanes: ServedLanes,
        concurrency: int,
        lane_share: int,
        lease_s: float,
        stop: asyncio.Event,
    ) -> None:
        self._outbox = outbox
        self._courier = courier
        self._notifier_id = notifier_id
        self._lanes = lanes
        self._concurrency = concurrency
        self._lane_share = lane_share
        self._lease_s = lease_s
        self._stop = stop
        self._running: set[asyncio.Task[None]] = set()
        self._in_hand: Counter[str] = Counter()
        self._silent: set[str] = set()
        self._abandoned: frozenset[str] = frozenset()
        self._freed = asyncio.Event()
        self.delivered = 0

    async def run(self) -> None:
        """Claim and bring until told to stop; what is in hand then is left to ``drain``."""
        pause_s = _PAUSE_FIRST_S
        while not self._stop.is_set():
            try:
                await self._step()
                pause_s = _PAUSE_FIRST_S
            except BackendUnavailable as error:
                log.warning(
                    "Outbox unavailable, will claim again", extra={"code": error.code, "pause_s": pause_s}
                )
                await self._rest(pause_s)
                pause_s = min(2 * pause_s, _PAUSE_LAST_S)

    async def drain(self, grace_s: float) -> None:
        """Let the deliveries in hand end; what has not by then is due again when its lease ends."""
        if self._running:
            await asyncio.wait(self._running, timeout=grace_s)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _step(self) -> None:
        self._freed.clear()
        room = self._concurrency - len(self._running)
        if room == 0:
            await self._rest(_LONGEST_REST_S)
            return
        served = await self._lanes.served()
        claim = await self._outbox.claim_notifications(
            self._notifier_id, room=room, busy=self._busy(), lease_s=self._lease_s, served=served
        )
        self._tell_abandoned(frozenset(claim.abandoned))
        for notification in claim.notifications:
            self._start(notification)
        if not claim.notifications:
            rest_s = min(max(claim.next_due_s, _SHORTEST_REST_S), _LONGEST_REST_S)
            await self._wait_for_news(rest_s, served)

    def _tell_abandoned(self, abandoned: frozenset[str]) -> None:
        """Say it once of each, not every few seconds."""
        for lane in sorted(abandoned - self._abandoned):
            log.warning("No notifier serves a lane", extra={"lane": lane})
        self._abandoned = abandoned

    def _busy(self) -> dict[str, int]:
        """How much of each lane's share is taken; a receiver that was silent has a share of one."""
        withheld = self._lane_share - _PROBES
        return {lane: self._in_hand[lane] for lane in self._in_hand} | {
            lane: self._in_hand[lane] + withheld for lane in self._silent
        }

    def _start(self, notification: Notification) -> None:
        self._in_hand[notification.lane] += 1
        task = asyncio.create_task(self._bring(notification))
        self._running.add(task)
        task.add_done_callback(lambda done: self._on_end(done, notification.lane))

    async def _bring(self, notification: Notification) -> None:
        (result,) = await asyncio.gather(self._courier.bring(notification), return_exceptions=True)
        if isinstance(result, BackendUnavailable):
            # Told perhaps, but not written down: it is due again when its lease ends, under the same id.
            log.warning("Delivery not stored", extra={"notification": notification.id, "code": result.code})
            return
        if isinstance(result, BaseException):
            log.error("Delivery failed", extra={"notification": notification.id}, exc_info=result)
            await self._courier.give_back(notification)
            return
        self.delivered += result.outcome is Outcome.DELIVERED
        if result.outcome in (Outcome.FAILED, Outcome.LATER) and not result.status:
            self._silent.add(notification.lane)
        else:
            self._silent.discard(notification.lane)

    def _on_end(self, task: asyncio.Task[None], lane: str) -> None:
        self._running.discard(task)
        self._in_hand[lane] -= 1
        if self._in_hand[lane] <= 0:
            del self._in_hand[lane]
        self._freed.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("Delivery not stored", extra={"lane": lane, "reason": str(error)})

    async def _wait_for_news(self, timeout_s: float, served: Sequence[str]) -> None:
        """Something new, a delivery that ended, the stop, or the time."""
        news = asyncio.create_task(self._outbox.wait_notification(timeout_s=timeout_s, served=served))
        try:
            await self._rest(timeout_s, news)
        finally:
            news.cancel()
            results = await asyncio.gather(news, return_exceptions=True)
        if isinstance(results[0], BackendUnavailable):
            raise results[0]

    async def _rest(self, timeout_s: float, *others: asyncio.Task[None]) -> None:
        waits = [asyncio.create_task(event.wait()) for event in (self._stop, self._freed)]
        try:
            await asyncio.wait({*waits, *others}, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
