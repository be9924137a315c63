"""Which task is served next: priority, age, pauses, fair shares, wake-ups."""

from __future__ import annotations

import asyncio

import pytest
import redis.asyncio

from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import TaskError
from ocr_service.queue import QueuePolicy, RedisQueueManager
from tests.support.processes.patience import LONGER_S, PATIENCE_S
from tests.support.records import make_record
from tests.support.redis_clock import RedisClock
from tests.support.redis_server import RedisServer

ALL = tuple(Priority)
HIGH, NORMAL, LOW = ALL


async def served(queue: RedisQueueManager, count: int, queues: tuple[Priority, ...] = ALL) -> list[Priority]:
    claims = [await queue.claim("w1", queues) for _ in range(count)]
    return [claim.task.priority for claim in claims if claim]


async def fill(queue: RedisQueueManager, priority: Priority, count: int, owner: str = "") -> list[str]:
    records = [make_record(priority=priority, owner=owner) for _ in range(count)]
    return [(await queue.enqueue(record)).task.id for record in records]


async def test_high_goes_before_normal_before_low(queue: RedisQueueManager) -> None:
    for priority in (LOW, NORMAL, HIGH):
        await fill(queue, priority, 2)

    assert await served(queue, 6) == [HIGH, HIGH, NORMAL, NORMAL, LOW, LOW]


async def test_a_worker_may_serve_some_queues_only(queue: RedisQueueManager) -> None:
    await fill(queue, HIGH, 1)
    await fill(queue, LOW, 1)

    assert await served(queue, 2, (LOW,)) == [LOW]


async def test_an_aged_task_overtakes_at_most_once_in_four(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    await fill(queue, LOW, 10)
    clock.advance(seconds=301)
    await fill(queue, HIGH, 20)

    order = await served(queue, 16)

    assert order.count(LOW) == 4
    assert all(order[start : start + 4].count(LOW) <= 1 for start in range(13))


async def test_a_young_task_overtakes_nobody(queue: RedisQueueManager, clock: RedisClock) -> None:
    await fill(queue, LOW, 3)
    clock.advance(seconds=200)
    await fill(queue, HIGH, 12)

    assert await served(queue, 12) == [HIGH] * 12


async def test_a_paused_queue_hands_out_nothing_until_it_resumes(queue: RedisQueueManager) -> None:
    await fill(queue, NORMAL, 1)
    await queue.pause(NORMAL)

    assert await queue.claim("w1", ALL) is None
    assert (await queue.stats()).paused == {NORMAL}

    await queue.resume(NORMAL)
    assert await served(queue, 1) == [NORMAL]


async def test_a_resumed_queue_wakes_an_idle_worker(queue: RedisQueueManager) -> None:
    await queue.pause(NORMAL)
    await fill(queue, NORMAL, 1)
    waiting = asyncio.create_task(queue.claim("w1", ALL, wait_s=LONGER_S))
    await asyncio.sleep(0)

    await queue.resume(NORMAL)

    assert await asyncio.wait_for(waiting, PATIENCE_S) is not None


@pytest.mark.parametrize("policy", [QueuePolicy(poll_interval_s=LONGER_S)], ids=["no polling"])
async def test_an_idle_worker_is_woken_at_once(queue: RedisQueueManager, raw: redis.asyncio.Redis) -> None:
    waiting = asyncio.create_task(queue.claim("w1", ALL, wait_s=LONGER_S))
    await blocked(raw, 1)

    await queue.enqueue(make_record())

    assert await asyncio.wait_for(waiting, PATIENCE_S) is not None


@pytest.mark.parametrize("policy", [QueuePolicy(poll_interval_s=LONGER_S)], ids=["no polling"])
async def test_every_idle_worker_is_woken_when_there_is_work_for_all(
    queue: RedisQueueManager, raw: redis.asyncio.Redis
) -> None:
    waiting = [asyncio.create_task(queue.claim(f"w{n}", ALL, wait_s=LONGER_S)) for n in range(8)]
    await blocked(raw, 8)

    await asyncio.gather(*(queue.enqueue(make_record()) for _ in range(8)))

    assert all(await asyncio.wait_for(asyncio.gather(*waiting), PATIENCE_S))


@pytest.mark.parametrize("policy", [QueuePolicy(poll_interval_s=0.05)], ids=["fast polling"])
async def test_polling_finds_a_task_whose_wake_up_was_lost(
    queue: RedisQueueManager, raw: redis.asyncio.Redis
) -> None:
    await fill(queue, NORMAL, 1)
    await queue.pause(NORMAL)
    waiting = asyncio.create_task(queue.claim("w1", ALL, wait_s=LONGER_S))
    await blocked(raw, 1)

    await raw.srem("queue:paused", "normal")

    assert await asyncio.wait_for(waiting, PATIENCE_S) is not None


@pytest.mark.parametrize("policy", [QueuePolicy(poll_interval_s=LONGER_S)], ids=["no polling"])
async def test_a_waiting_worker_takes_a_retry_when_it_is_due(queue: RedisQueueManager) -> None:
    await fill(queue, NORMAL, 1)
    claim = await queue.claim("w1", ALL)
    assert claim is not None
    await queue.retry(claim, TaskError(code="E", detail="d"), delay_s=0.2)

    again = await asyncio.wait_for(queue.claim("w1", ALL, wait_s=LONGER_S), PATIENCE_S)

    assert again is not None
    assert again.task.id == claim.task.id


async def test_a_cancelled_claim_gives_back_what_it_was_just_handed(queue: RedisQueueManager) -> None:
    await fill(queue, NORMAL, 20)
    for _ in range(20):
        claiming = asyncio.create_task(queue.claim("w1", ALL))
        await asyncio.sleep(0)
        claiming.cancel()
        with pytest.raises(asyncio.CancelledError):
            await claiming

    stats = await queue.stats()
    assert (stats.waiting[NORMAL], stats.processing) == (20, 0)


async def test_waiting_claims_that_are_cancelled_leave_no_reply_behind(
    queue: RedisQueueManager, raw: redis.asyncio.Redis
) -> None:
    for _ in range(30):
        claims = [asyncio.create_task(queue.claim(f"w{n}", ALL, wait_s=LONGER_S)) for n in range(4)]
        signals = asyncio.create_task(queue.wait_signal("w1", timeout_s=LONGER_S))
        reads = [asyncio.create_task(queue.stats()) for _ in range(4)]
        await asyncio.sleep(0.002)
        for waiting in (*claims, signals, *reads):
            waiting.cancel()
        await asyncio.gather(*claims, signals, *reads, return_exceptions=True)
        assert (await queue.stats()).processing == 0

    [task_id] = await fill(queue, NORMAL, 1)
    claim = await queue.claim("w1", ALL)
    assert claim is not None
    assert claim.task.id == task_id


async def test_a_task_of_a_later_release_waits_for_a_worker_of_that_release(
    queue: RedisQueueManager, raw: redis.asyncio.Redis, redis_server: RedisServer
) -> None:
    [newer, plain] = await fill(queue, NORMAL, 2)
    await raw.hset(f"task:{newer}", "version", 3)
    upgraded = RedisQueueManager.connect(redis_server.url, policy=QueuePolicy(task_version=3))

    assert await queue.claim("old", ALL) is None
    assert (await queue.audit()).findings == ()

    claims = [await upgraded.claim("new", ALL), await queue.claim("old", ALL)]
    await upgraded.close()
    assert [(claim.task.id, claim.task.version) for claim in claims if claim] == [(newer, 3), (plain, 1)]


class TestOwners:
    """With API keys on, nobody waits behind another's ten thousand."""

    @pytest.fixture
    def policy(self) -> QueuePolicy:
        return QueuePolicy(owners=True, owner_cap=4)

    async def test_a_single_upload_waits_behind_one_share_at_most(self, queue: RedisQueueManager) -> None:
        await fill(queue, NORMAL, 50, owner="many: tasks/ü")
        [single] = await fill(queue, NORMAL, 1, owner="one")

        first = [await queue.claim("w1", ALL) for _ in range(5)]

        assert first[4] is not None
        assert first[4].task.id == single

    async def test_nothing_beside_the_queue_is_forgotten_or_reordered(self, queue: RedisQueueManager) -> None:
        ids = await fill(queue, NORMAL, 50, owner="many: tasks/ü")

        claims = [await queue.claim("w1", ALL) for _ in ids]

        assert [claim.task.id for claim in claims if claim] == ids

    async def test_the_list_holds_one_share_and_the_numbers_tell_all(
        self, queue: RedisQueueManager, raw: redis.asyncio.Redis
    ) -> None:
        ids = await fill(queue, NORMAL, 10, owner="a")

        assert await raw.llen("queue:normal") == 4
        assert (await queue.stats()).waiting[NORMAL] == 10
        tasks = [await queue.get(task_id) for task_id in ids]
        assert [await queue.position(task) for task in tasks if task] == list(range(10))

    async def test_cancelling_frees_a_place_in_the_share(
        self, queue: RedisQueueManager, raw: redis.asyncio.Redis
    ) -> None:
        ids = await fill(queue, NORMAL, 10, owner="a")

        await queue.cancel(ids[0])
        await queue.cancel(ids[9])
        await queue.reprioritize(ids[1], HIGH)

        assert await raw.lrange("queue:normal", 0, -1) == ids[2:6][::-1]
        assert (await queue.stats()).waiting[NORMAL] == 7
        assert await raw.hgetall("queue:share:normal") == {"a": "4"}

    async def test_a_task_beside_the_queue_is_in_its_place_for_the_audit(
        self, queue: RedisQueueManager
    ) -> None:
        await fill(queue, NORMAL, 10, owner="a: b")

        report = await queue.audit()

        assert (report.task_count, report.findings) == (10, ())


async def blocked(raw: redis.asyncio.Redis, count: int) -> None:
    """Wait until so many clients wait for a wake-up."""
    async with asyncio.timeout(PATIENCE_S):
        while (await raw.info("clients"))["blocked_clients"] < count:
            await asyncio.sleep(0.005)


async def test_the_position_counts_who_is_served_before(queue: RedisQueueManager) -> None:
    ids = await fill(queue, NORMAL, 3)
    tasks = [await queue.get(task_id) for task_id in ids]

    assert [await queue.position(task) for task in tasks if task] == [0, 1, 2]

    claim = await queue.claim("w1", ALL)
    assert claim is not None
    assert claim.task.status is TaskStatus.PROCESSING
    assert await queue.position(claim.task) is None
