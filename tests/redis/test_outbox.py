"""The outbox: written with what it tells of, claimed under a token, bounded, and mended."""

from __future__ import annotations

import pytest
import redis.asyncio

from ocr_service.domain.notification import (
    DEFAULT_EVENTS,
    OF_DOCUMENTS,
    SUBSCRIBABLE,
    Delivery,
    EventKind,
    Notification,
    NotificationState,
    Outcome,
    Subscription,
)
from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority
from ocr_service.domain.task import Callback, TaskError
from ocr_service.queue import QueuePolicy, RedisQueueManager
from tests.support.records import make_record, make_worker
from tests.support.redis_clock import RedisClock

ALL = tuple(Priority)
DONE = Completion(head={}, pages=1)
TAKEN = Delivery(outcome=Outcome.DELIVERED, status=200)
FAILED = Delivery(outcome=Outcome.FAILED, status=500, detail="HTTP 500")


def hook(name: str = "wh_a", events: tuple[EventKind, ...] = DEFAULT_EVENTS, **more: str) -> Subscription:
    return Subscription(id=name, target=f"http://{name}.example/", events=events, **more)


async def end(queue: RedisQueueManager, completion: Completion = DONE, **record: object) -> str:
    made = make_record(**record)
    await queue.enqueue(made)
    claim = await queue.claim("w", ALL)
    await queue.complete(claim, completion)
    return made.id


async def fail(queue: RedisQueueManager, **record: object) -> str:
    made = make_record(**record)
    await queue.enqueue(made)
    await queue.fail(await queue.claim("w", ALL), TaskError(code="DOCUMENT_CORRUPT", detail="x"))
    return made.id


async def due(queue: RedisQueueManager, room: int = 50, **busy: int) -> tuple[Notification, ...]:
    claim = await queue.claim_notifications("n", room=room, busy=busy, lease_s=30)
    return claim.notifications


async def told(queue: RedisQueueManager) -> list[str]:
    page = await queue.notifications(NotificationState.WAITING, limit=500)
    return sorted(f"{each.event.kind} {each.subscription}" for each in page.notifications)


async def test_each_kind_of_end_tells_those_who_subscribed_to_it(queue: RedisQueueManager, clock: RedisClock):
    await queue.subscribe(hook(events=SUBSCRIBABLE))
    await queue.create_batch("b", owner="", total=1)
    await end(queue, Completion(head={"needs_review": True}, pages=1), batch_id="b")
    await fail(queue)
    cancelled = make_record()
    await queue.enqueue(cancelled)
    await queue.cancel(cancelled.id)
    await queue.heartbeat(make_worker("w1"))
    clock.advance(seconds=31)
    await queue.lose_workers()
    await queue.set_notices({"disk": {"value": 1}})
    await queue.set_notices({})
    for day in ("2026-11-27", "2026-11-28"):
        await queue.tell_summary(day, free_bytes=1)

    assert await told(queue) == sorted(f"{kind} wh_a" for kind in SUBSCRIBABLE)


async def test_nobody_is_told_what_nobody_subscribed_to(queue: RedisQueueManager, raw: redis.asyncio.Redis):
    await queue.subscribe(hook(events=(EventKind.TASK_FAILED,)))

    await end(queue)

    assert await raw.keys("notify:*") == []


async def test_scopes_decide_whose_documents_are_told(queue: RedisQueueManager):
    await queue.subscribe(hook("wh_all"))
    await queue.subscribe(hook("wh_anna", owner="an:na*"))
    await queue.subscribe(hook("wh_key", key_id="k1"))

    await end(queue, owner="an:na*", key_id="k2")
    await end(queue, owner="ben", key_id="k1")
    await end(queue, owner="an")

    assert await told(queue) == ["task.completed wh_all"] * 3 + [
        "task.completed wh_anna",
        "task.completed wh_key",
    ]


@pytest.mark.parametrize("policy", [QueuePolicy(standing=(("settings", (EventKind.TASK_FAILED,)),))])
async def test_what_stands_in_the_settings_is_told_though_redis_knows_nothing_of_it(queue: RedisQueueManager):
    await end(queue)
    await fail(queue)

    assert await told(queue) == ["task.failed settings"]


async def test_the_id_of_an_event_is_that_of_what_happened(
    queue: RedisQueueManager, raw: redis.asyncio.Redis
):
    await queue.subscribe(hook(events=(EventKind.TASK_FAILED,)))
    task_id = await fail(queue)
    (first,) = await due(queue)
    # Redis lost its last second, in which it was told; the task is run and ends again.
    await raw.flushall()
    await queue.subscribe(hook(events=(EventKind.TASK_FAILED,)))
    await fail(queue, id=task_id)
    (again,) = await due(queue)
    await queue.settle(again, TAKEN, NotificationState.DELIVERED)
    # Run once more on purpose, it is another event.
    await queue.requeue(task_id)
    await queue.fail(await queue.claim("w", ALL), TaskError(code="DOCUMENT_CORRUPT", detail="x"))
    (later,) = await due(queue)

    assert first.event.id == again.event.id != later.event.id
    assert first.event.sequence < again.event.sequence < later.event.sequence


async def test_an_entry_is_handed_out_once_until_its_lease_ends(queue: RedisQueueManager, clock: RedisClock):
    await queue.subscribe(hook())
    await end(queue)
    (first,) = await due(queue)
    clock.advance(seconds=29)
    held = await due(queue)
    clock.advance(seconds=2)
    (second,) = await due(queue)

    assert held == ()
    assert second.token > first.token
    assert not await queue.settle(first, TAKEN, NotificationState.DELIVERED)
    assert await queue.settle(second, TAKEN, NotificationState.DELIVERED)
    assert await queue.settle(second, TAKEN, NotificationState.DELIVERED)
    assert len(await queue.deliveries("wh_a")) == 1


async def test_a_lane_has_its_share_and_no_more(queue: RedisQueueManager):
    for name in ("wh_a", "wh_b"):
        await queue.subscribe(hook(name))
    for _ in range(6):
        await end(queue)

    first = await due(queue, room=7)
    second = await due(queue, room=8, wh_a=4, wh_b=3)

    assert sorted(each.lane for each in first) == ["wh_a"] * 4 + ["wh_b"] * 3
    assert [each.lane for each in second] == ["wh_b"]


async def test_callbacks_to_one_host_share_a_lane(queue: RedisQueueManager):
    for path in ("a", "b?c=d"):
        told_at = Callback(url=f"http://x.example:8080/{path}", events=("task.completed",))
        await end(queue, callback=told_at)

    assert {each.lane for each in await due(queue)} == {"http://x.example:8080"}


async def test_what_failed_waits_its_time_then_is_given_up_and_replayed(
    queue: RedisQueueManager, clock: RedisClock
):
    await queue.subscribe(hook())
    await end(queue)
    (entry,) = await due(queue)
    await queue.settle(entry, FAILED, NotificationState.WAITING, delay_s=60)
    early = await due(queue)
    clock.advance(seconds=61)
    (entry,) = await due(queue)
    await queue.settle(entry, FAILED, NotificationState.DEAD)
    (dead,) = (await queue.notifications(NotificationState.DEAD)).notifications
    await queue.replay_notification(dead.id)
    (again,) = await due(queue)

    assert early == ()
    assert (dead.attempts, dead.last_status) == (2, 500)
    assert (again.id, again.attempts) == (dead.id, 0)
    assert (await queue.notifications(NotificationState.DEAD)).notifications == ()


async def test_a_subscription_that_ended_is_told_nothing_until_it_is_resumed(queue: RedisQueueManager):
    await queue.subscribe(hook())
    await end(queue)
    (entry,) = await due(queue)
    gone = Delivery(outcome=Outcome.GONE, status=410, detail="gone")
    await queue.settle(entry, gone, NotificationState.DISCARDED, ended_target="http://wh_a.example/")
    await end(queue)
    silent = await told(queue)
    await queue.resume_subscription("wh_a")
    await end(queue)

    assert silent == []
    assert await told(queue) == ["task.completed wh_a"]


@pytest.mark.parametrize("policy", [QueuePolicy(max_notifications=6)])
async def test_the_outbox_is_bounded_and_half_of_it_for_one_receiver(queue: RedisQueueManager):
    await queue.subscribe(hook("wh_dead"))
    for _ in range(5):
        await end(queue)
    await queue.subscribe(hook("wh_live"))
    await end(queue)
    stats = (await queue.stats()).outbox

    assert (stats.waiting, stats.ended_total["dropped"]) == (4, 3)
    assert (await told(queue)).count("task.completed wh_live") == 1


async def test_what_nobody_comes_for_is_given_up_and_what_ended_is_forgotten(
    queue: RedisQueueManager, raw: redis.asyncio.Redis, clock: RedisClock
):
    await queue.subscribe(hook())
    await end(queue)
    await end(queue)
    (delivered, *_) = await due(queue, room=1)
    await queue.settle(delivered, TAKEN, NotificationState.DELIVERED)
    clock.advance(seconds=3 * 86_400 + 1)
    await queue.trim_notifications()
    states = [await raw.hget(key, "state") for key in await raw.keys("notify:evt_*")]
    clock.advance(seconds=8 * 86_400)
    await queue.trim_notifications()

    assert states == ["DEAD"]
    assert await raw.keys("notify:evt_*") == []
    assert await raw.get("notify:waiting") == "0"


async def test_a_worker_that_comes_back_or_takes_leave_is_not_told_as_lost(
    queue: RedisQueueManager, clock: RedisClock
):
    await queue.subscribe(hook(events=(EventKind.WORKER_LOST,)))
    for name in ("dead", "back", "left"):
        await queue.heartbeat(make_worker(name))
    await queue.unregister("left")
    clock.advance(seconds=31)
    await queue.heartbeat(make_worker("alive"))
    await queue.heartbeat(make_worker("back"))

    assert list(await queue.lose_workers()) == ["dead"]
    assert list(await queue.lose_workers()) == []
    (entry,) = await due(queue)
    assert entry.event.detail["worker_id"] == "dead"


async def test_a_notice_is_told_when_it_begins_and_when_it_ends(queue: RedisQueueManager):
    await queue.subscribe(hook(events=(EventKind.NOTICE_RAISED, EventKind.NOTICE_ENDED)))
    first = await queue.set_notices({"disk": {"value": 1, "threshold": 2}})
    same = await queue.set_notices({"disk": {"value": 0, "threshold": 2}})
    last = await queue.set_notices({})

    assert [tuple(map(list, each)) for each in (first, same, last)] == [
        (["disk"], []),
        ([], []),
        ([], ["disk"]),
    ]
    details = {each.event.kind: each.event.detail for each in await due(queue)}
    assert details[EventKind.NOTICE_RAISED] == {"name": "disk", "value": 1, "threshold": 2}
    assert details[EventKind.NOTICE_ENDED]["name"] == "disk"


async def test_pages_of_the_outbox_follow_each_other(queue: RedisQueueManager):
    await queue.subscribe(hook())
    for _ in range(5):
        await end(queue)
    seen, cursor = list[str](), ""
    while True:
        page = await queue.notifications(NotificationState.WAITING, limit=2, cursor=cursor)
        seen += [each.id for each in page.notifications]
        cursor = page.cursor
        if not cursor:
            break

    assert len(seen) == len(set(seen)) == 5


async def test_the_audit_finds_and_mends_what_a_hand_on_redis_cli_left(
    queue: RedisQueueManager, raw: redis.asyncio.Redis
):
    await queue.subscribe(hook())
    for _ in range(3):
        await end(queue)
    clean = await queue.audit()
    lost, ended, forgotten = await raw.zrange("notify:due:wh_a", 0, -1)
    await raw.zrem("notify:due:wh_a", lost)
    await raw.hset(f"notify:{ended}", "state", "DEAD")
    await raw.delete(f"notify:{forgotten}")
    await raw.delete("notify:due", "subscribers:task.failed")
    await raw.sadd("subscribers:task.completed", "wh_unknown")

    found = await queue.audit()
    await queue.audit(repair=True)
    after = await queue.audit()

    assert clean.findings == ()
    problems = " ".join(finding.problem for finding in found.findings)
    for words in (
        "stands in no lane",
        "has ended and stands in a lane",
        "is nowhere described",
        "does not stand by its first entry",
        "it did not subscribe to",
        "is not told of events",
    ):
        assert words in problems
    assert after.findings == ()
    assert [each.id for each in await due(queue)] == [lost]


async def test_a_spoiled_row_breaks_neither_list_nor_claim(
    queue: RedisQueueManager, raw: redis.asyncio.Redis
):
    await queue.subscribe(hook())
    for _ in range(2):
        await end(queue)
    spoiled, _ = await raw.zrange("notify:due:wh_a", 0, -1)
    await raw.hset(f"notify:{spoiled}", "kind", "task.exploded")
    await raw.hset("subscription:wh_b", mapping={"target": "x", "events": "nonsense", "secrets": "{"})
    await raw.zadd("subscriptions", {"wh_b": 1})

    assert [each.id for each in await queue.subscriptions()] == ["wh_a"]
    assert len((await queue.notifications(NotificationState.WAITING)).notifications) == 1
    assert len(await due(queue)) == 1


async def test_an_owner_is_forgotten_with_all_that_would_be_told(
    queue: RedisQueueManager, raw: redis.asyncio.Redis
):
    await queue.subscribe(hook())
    await end(queue, owner="anna")
    await end(queue, owner="ben")

    assert await queue.forget_notifications("anna") == 1
    assert {await raw.hget(key, "owner") for key in await raw.keys("notify:evt_*")} == {"ben"}
    assert (await queue.audit()).findings == ()


async def test_shares_of_subscriptions_end_with_them(queue: RedisQueueManager, raw: redis.asyncio.Redis):
    await queue.subscribe(hook(owner="anna"))

    assert await queue.unsubscribe("wh_a")
    assert not await queue.unsubscribe("wh_a")
    assert await raw.keys("subscri*") == ["subscriptions:changes"]


def test_documents_kinds_are_a_part_of_all():
    assert set(DEFAULT_EVENTS) <= set(OF_DOCUMENTS) < set(SUBSCRIBABLE)
