"""Receivers that are away for hours or for ever: what is tried when, and how much is kept. Time is the test's own."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from ocr_service.bootstrap.notifier import build_courier
from ocr_service.bootstrap.webhooks import build_webhook_secrets
from ocr_service.domain.notification import NotificationState
from ocr_service.notification_settings import WebhookSettings
from ocr_service.notifier.courier import Courier
from ocr_service.queue import QueuePolicy, RedisQueueManager
from tests.notifier.conftest import Desk
from tests.support import receiver as behaviour
from tests.support.receiver import receiver
from tests.support.redis_clock import RedisClock

_HOUR_S = 3_600


@dataclass
class Notifier:
    """Claims and brings what is due; between that the test's time goes on to when the next is due."""

    queue: RedisQueueManager
    clock: RedisClock
    courier: Courier = field(init=False)

    def now_ms(self) -> int:
        return self.clock.now_ms

    def monotonic_s(self) -> float:
        return self.clock.now_ms / 1000

    async def work(self, *, seconds: float) -> None:
        """Until so much time has passed, or nothing waits any more."""
        end_ms = self.clock.now_ms + seconds * 1000
        while self.clock.now_ms < end_ms and (await self.queue.stats()).outbox.waiting:
            claim = await self.queue.claim_notifications("n", room=8, busy={}, lease_s=20)
            for each in claim.notifications:
                await self.courier.bring(each)
            rest_s = (end_ms - self.clock.now_ms) / 1000
            self.clock.advance(seconds=min(rest_s, max(0.001, claim.next_due_s)))


async def notifier_of(desk: Desk, **webhook: int) -> Notifier:
    """A notifier over the desk's queue; ``webhook`` are settings of ``WebhookSettings``."""
    made = Notifier(desk.queue, RedisClock(desk.queue))
    settings = desk.settings(WebhookSettings(allowed_hosts=("127.0.0.0/8",), **webhook))
    secrets = build_webhook_secrets(settings, desk.queue)
    await secrets.load()
    made.courier = build_courier(settings, desk.queue, desk.store, secrets, clock=made)
    return made


@pytest.fixture
async def notifier(desk: Desk) -> Notifier:
    return await notifier_of(desk)


async def test_a_receiver_that_answers_500_for_an_hour_is_told_then_and_was_not_flooded(
    desk: Desk, notifier: Notifier
):
    async with receiver(behaviour.status(500)) as hook:
        await desk.subscribe(hook.url)
        tasks = {await desk.end_task() for _ in range(3)}
        await notifier.work(seconds=_HOUR_S)
        calls = len(hook.received)
        hook.answer = behaviour.status(200)
        await notifier.work(seconds=5 * _HOUR_S)

    assert 3 * 5 < calls < 3 * 20
    assert {each.json["data"]["task_id"] for each in hook.received[calls:]} == tasks
    assert len(hook.received) == calls + 3
    assert len(set(hook.ids)) == 3


async def test_a_receiver_that_is_away_for_ever_is_tried_twenty_times_within_three_days(
    desk: Desk, notifier: Notifier
):
    async with receiver(behaviour.close_early) as hook:
        await desk.subscribe(hook.url)
        await desk.end_task()
        await notifier.work(seconds=72 * _HOUR_S)
        (dead,) = (await desk.queue.notifications(NotificationState.DEAD)).notifications

    assert len(hook.received) == 20
    assert dead.attempts == 20
    assert (await desk.queue.stats()).outbox.waiting == 0


@pytest.mark.parametrize(
    "policy", [QueuePolicy(max_notifications=12, max_dead_notifications=8, max_delivery_log=5)]
)
async def test_redis_stays_bounded_however_long_nobody_takes_anything(desk: Desk, raw):
    notifier = await notifier_of(desk, max_attempts=2)
    kept = []
    async with receiver(behaviour.status(500)) as hook:
        await desk.subscribe(hook.url)
        for _ in range(5):
            for _ in range(8):
                await desk.end_task()
            kept.append(len(await raw.keys("notify:evt_*")))
            await notifier.work(seconds=_HOUR_S)
            await desk.queue.trim_notifications()
    stats = (await desk.queue.stats()).outbox

    assert max(kept) == 6 + 8  # half of those that may wait are one receiver's
    assert (stats.ended_total["dead"], stats.ended_total["dropped"]) == (30, 10)
    assert await raw.llen("notify:log:wh_test") == 5
