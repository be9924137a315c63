"""What goes to a folder, a database or an address of one machine's settings is claimed by the notifiers that serve it, by no other."""

from __future__ import annotations

import asyncio

import pytest
import redis.asyncio

from ocr_service.domain.delivery.outbox import OutboxClaim
from ocr_service.domain.notification import EventKind
from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority
from ocr_service.domain.task import Callback
from ocr_service.queue import QueuePolicy, RedisQueueManager
from tests.support.records import make_record
from tests.support.redis_clock import RedisClock

COMPLETED = (EventKind.TASK_COMPLETED,)
HERE, THERE = "folder://here", "folder://there"
_PATIENCE_S = 5.0


async def end(queue: RedisQueueManager, *urls: str) -> None:
    """Complete one document for each of these callbacks."""
    for url in urls:
        await queue.enqueue(make_record(callback=Callback(url=url, events=COMPLETED)))
        claim = await queue.claim("w", tuple(Priority))
        assert claim is not None
        await queue.complete(claim, Completion(head={}, pages=1))


async def claim(queue: RedisQueueManager, *served: str, room: int = 50) -> OutboxClaim:
    return await queue.claim_notifications("n", room=room, busy={}, lease_s=30, served=served)


def lanes(claimed: OutboxClaim) -> list[str]:
    return sorted(each.lane for each in claimed.notifications)


async def test_each_notifier_claims_its_own_folder_and_everybodys_webhooks(queue: RedisQueueManager) -> None:
    await end(
        queue, f"{HERE}/e1", f"{THERE}/e2", "source://prod/r1", "receipt://local/1", "https://a.example/x"
    )

    here = await claim(queue, HERE)
    there = await claim(queue, THERE, "source://prod")

    assert lanes(here) == [HERE, "https://a.example"]
    assert lanes(there) == [THERE, "source://prod"]


@pytest.mark.parametrize("policy", [QueuePolicy(standing=(("settings", COMPLETED), ("archive", COMPLETED)))])
async def test_what_other_settings_named_is_left_to_the_notifiers_that_have_them(
    queue: RedisQueueManager,
) -> None:
    await end(queue, "")

    without, with_both = await claim(queue), await claim(queue, "settings", "archive")

    assert lanes(without) == []
    assert lanes(with_both) == ["archive", "settings"]


async def test_a_hundred_lanes_of_others_hide_none_that_may_be_claimed(queue: RedisQueueManager) -> None:
    await end(queue, *(f"folder://other{number}/e" for number in range(100)))
    await end(queue, f"{HERE}/e1", "https://a.example/x")

    claims = [await claim(queue, HERE, room=1) for _ in range(2)]

    assert [lanes(each) for each in claims] == [[HERE], ["https://a.example"]]


async def test_entries_of_others_do_not_keep_a_notifier_busy(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    await end(queue, f"{THERE}/e1")
    clock.advance(seconds=10)

    claimed = await claim(queue, HERE)

    assert claimed.next_due_s > 1


async def test_news_of_a_folder_wake_the_notifier_that_serves_it(queue: RedisQueueManager) -> None:
    """The other one does not take the wake-up away, however it waits."""
    other = asyncio.create_task(queue.wait_notification(timeout_s=_PATIENCE_S, served=(THERE,)))
    own = asyncio.create_task(queue.wait_notification(timeout_s=_PATIENCE_S, served=(HERE,)))
    await asyncio.sleep(0.1)

    await end(queue, f"{HERE}/e1")
    done, waiting = await asyncio.wait((other, own), return_when=asyncio.FIRST_COMPLETED)

    assert (done, waiting) == ({own}, {other})
    other.cancel()
    await asyncio.gather(other, return_exceptions=True)


async def test_a_lane_that_nobody_serves_is_told_after_a_while(
    queue: RedisQueueManager, clock: RedisClock, raw: redis.asyncio.Redis
) -> None:
    await end(queue, f"{THERE}/e1")

    at_once = await claim(queue, HERE)
    clock.advance(seconds=61)
    later = await claim(queue, HERE)
    await claim(queue, THERE)
    served = await claim(queue, HERE)

    assert (at_once.abandoned, later.abandoned, served.abandoned) == ((), (THERE,), ())
    assert await raw.zrange("notify:served", 0, -1) == sorted((HERE, THERE))


async def test_the_audit_finds_nothing_wrong_with_entries_that_wait_for_their_notifier(
    queue: RedisQueueManager,
) -> None:
    await end(queue, f"{HERE}/e1", f"{THERE}/e2")
    await claim(queue, HERE)

    assert list(await queue.audit_outbox()) == []
