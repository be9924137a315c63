"""How many seconds of work wait: all that waits, wherever it does, and by what it lasts."""

from __future__ import annotations

import pytest
import redis.asyncio

from ocr_service.api.answers.work import FIRST_TASK_S, work_waiting
from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority
from ocr_service.domain.task import TaskError
from ocr_service.queue import QueuePolicy, RedisQueueManager
from tests.support.records import make_record
from tests.support.redis_clock import RedisClock

HIGH, NORMAL, LOW = Priority
ALL = tuple(Priority)
TRANSIENT = TaskError(code="ENGINE_FAILED", detail="d")


@pytest.fixture
def policy() -> QueuePolicy:
    return QueuePolicy(owners=True, owner_cap=4)


async def fill(queue: RedisQueueManager, priority: Priority, count: int) -> None:
    for _ in range(count):
        await queue.enqueue(make_record(priority=priority, owner="a"))


async def run_one(queue: RedisQueueManager, clock: RedisClock, *, seconds: float) -> None:
    await queue.enqueue(make_record())
    claim = await queue.claim("w1", ALL)
    assert claim is not None
    clock.advance(seconds=seconds)
    await queue.complete(claim, Completion(head={}, pages=1))


async def delay_one(queue: RedisQueueManager, priority: Priority) -> None:
    await queue.enqueue(make_record(priority=priority))
    claim = await queue.claim("w1", (priority,))
    assert claim is not None
    await queue.retry(claim, TRANSIENT, delay_s=60)


async def test_what_an_owner_has_beyond_his_share_is_work_although_no_list_holds_it(
    queue: RedisQueueManager, raw: redis.asyncio.Redis, clock: RedisClock
) -> None:
    await run_one(queue, clock, seconds=3)
    await fill(queue, NORMAL, 10)

    work = work_waiting(await queue.stats())

    assert await raw.llen("queue:normal") == 4
    assert (work.by_queue_s, work.waiting_s) == ({HIGH: 0, NORMAL: 30, LOW: 0}, 30)


async def test_retries_that_wait_are_work_of_the_queue_they_go_back_to(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    await run_one(queue, clock, seconds=3)
    for priority in (HIGH, LOW, LOW):
        await delay_one(queue, priority)

    assert work_waiting(await queue.stats()).by_queue_s == {HIGH: 3, NORMAL: 0, LOW: 6}


async def test_of_many_retries_all_are_counted_though_a_hundred_are_looked_at(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    await run_one(queue, clock, seconds=1)
    for _ in range(120):
        await delay_one(queue, LOW)

    assert work_waiting(await queue.stats()).by_queue_s[LOW] == 120


async def test_a_retry_whose_task_is_gone_counts_for_no_queue(
    queue: RedisQueueManager, raw: redis.asyncio.Redis
) -> None:
    await raw.zadd("queue:delayed", {"gone": 1})

    assert work_waiting(await queue.stats()).waiting_s == 0


async def test_a_paused_queue_has_work_but_calls_for_no_worker(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    await run_one(queue, clock, seconds=3)
    await fill(queue, NORMAL, 1)
    await fill(queue, LOW, 2)
    await queue.pause(LOW)

    work = work_waiting(await queue.stats())

    assert (work.by_queue_s[LOW], work.waiting_s) == (6, 3)


async def test_a_task_lasts_what_those_of_the_last_hour_lasted_else_those_ever_else_a_guess(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    at_first = work_waiting(await queue.stats())
    await run_one(queue, clock, seconds=8)
    clock.advance(seconds=2 * 3600)
    of_earlier = work_waiting(await queue.stats())
    await run_one(queue, clock, seconds=2)
    of_late = work_waiting(await queue.stats())

    assert [each.task_s for each in (at_first, of_earlier, of_late)] == [FIRST_TASK_S, 8, 2]
