"""What a worker may do to a task, and what a worker that lost its claim may not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
import redis.asyncio

from ocr_service.domain.queue_values import Completion, NotClaimed
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Claim, TaskError
from ocr_service.errors import LeaseLost, ResultTooLarge
from ocr_service.queue import QueuePolicy, RedisQueueManager
from tests.support.records import make_record, make_worker
from tests.support.redis_clock import RedisClock

ALL = tuple(Priority)
LEASE_S = 30
ERROR = TaskError(code="ENGINE_FAILED", detail="Tesseract ended with 1: »müde«")
DONE = Completion(head={"text": "Grüße"}, pages=3, stage_s={"recognize": 1.5})

WRITES: dict[str, Callable[[RedisQueueManager, Claim], Awaitable[None]]] = {
    "progress": lambda queue, claim: queue.progress(claim, percent=50, message="half"),
    "complete": lambda queue, claim: queue.complete(claim, DONE),
    "retry": lambda queue, claim: queue.retry(claim, ERROR, delay_s=1),
    "crash": lambda queue, claim: queue.crash(claim, ERROR, delay_s=1),
    "fail": lambda queue, claim: queue.fail(claim, ERROR),
    "release": lambda queue, claim: queue.release(claim),
}
each_write = pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
each_ending = pytest.mark.parametrize(
    "write", [write for name, write in WRITES.items() if name != "progress"], ids=list(WRITES)[1:]
)


async def claimed(queue: RedisQueueManager, worker: str = "w1") -> Claim:
    await queue.enqueue(make_record())
    return await claim_again(queue, worker)


async def claim_again(queue: RedisQueueManager, worker: str = "w1") -> Claim:
    claim = await queue.claim(worker, ALL)
    assert claim is not None
    return claim


async def test_a_claim_hands_out_the_oldest_task_with_a_rising_token(queue: RedisQueueManager) -> None:
    tasks = [(await queue.enqueue(make_record())).task for _ in range(3)]

    claims = [await claim_again(queue) for _ in tasks]

    assert [claim.task.id for claim in claims] == [task.id for task in tasks]
    assert claims[0].token < claims[1].token < claims[2].token
    assert claims[0].task.status is TaskStatus.PROCESSING
    assert await queue.claim("w1", ALL) is None


async def test_tokens_keep_rising_when_redis_forgets_everything(
    queue: RedisQueueManager, raw: redis.asyncio.Redis
) -> None:
    before = await claimed(queue)

    while await queue.now_ms() <= before.token:  # a forgotten counter goes on from the clock
        pass
    await raw.flushall()
    await queue.enqueue(make_record(id=before.task.id))
    after = await claim_again(queue)

    assert after.token > before.token
    with pytest.raises(LeaseLost):
        await queue.complete(before, DONE)


async def test_two_workers_never_get_the_same_task(queue: RedisQueueManager) -> None:
    ids = {(await queue.enqueue(make_record())).task.id for _ in range(50)}

    claims = await asyncio.gather(*(queue.claim(f"w{n}", ALL) for n in range(60)))

    taken = [claim.task.id for claim in claims if claim]
    assert len(taken) == 50
    assert set(taken) == ids


@each_write
async def test_a_worker_that_lost_its_lease_can_write_nothing(
    queue: RedisQueueManager, clock: RedisClock, write: Callable[[RedisQueueManager, Claim], Awaitable[None]]
) -> None:
    late = await claimed(queue, "w1")
    clock.advance(seconds=LEASE_S + 1)
    await queue.recover()
    await claim_again(queue, "w2")
    before = await queue.get(late.task.id)

    with pytest.raises(LeaseLost):
        await write(queue, late)

    assert await queue.get(late.task.id) == before
    assert await queue.result(late.task.id) is None


@each_write
async def test_a_worker_whose_task_was_cancelled_can_write_nothing(
    queue: RedisQueueManager, write: Callable[[RedisQueueManager, Claim], Awaitable[None]]
) -> None:
    claim = await claimed(queue)
    cancelled = await queue.cancel(claim.task.id)

    with pytest.raises(LeaseLost):
        await write(queue, claim)

    assert await queue.get(claim.task.id) == cancelled


@each_write
async def test_a_worker_whose_task_was_deleted_brings_nothing_back(
    queue: RedisQueueManager,
    raw: redis.asyncio.Redis,
    write: Callable[[RedisQueueManager, Claim], Awaitable[None]],
) -> None:
    claim = await claimed(queue)
    await queue.delete(claim.task.id)

    with pytest.raises(LeaseLost):
        await write(queue, claim)

    assert not await raw.keys(f"*{claim.task.id}*")


@each_ending
async def test_an_ending_whose_reply_was_lost_may_be_repeated(
    queue: RedisQueueManager, write: Callable[[RedisQueueManager, Claim], Awaitable[None]]
) -> None:
    claim = await claimed(queue)
    await write(queue, claim)
    first = await queue.get(claim.task.id)

    await write(queue, claim)

    assert await queue.get(claim.task.id) == first


@each_ending
async def test_after_one_ending_every_other_is_refused(
    queue: RedisQueueManager, write: Callable[[RedisQueueManager, Claim], Awaitable[None]]
) -> None:
    claim = await claimed(queue)
    await queue.complete(claim, DONE)
    if write is WRITES["complete"]:
        return

    with pytest.raises(LeaseLost):
        await write(queue, claim)


async def test_complete_publishes_result_token_and_numbers(
    queue: RedisQueueManager, raw: redis.asyncio.Redis
) -> None:
    claim = await claimed(queue)

    await queue.complete(claim, DONE)

    task = await queue.get(claim.task.id)
    stats = await queue.stats()
    assert task is not None
    assert (task.status, task.progress, task.token) == (TaskStatus.COMPLETED, 100, claim.token)
    assert await queue.result(task.id) == {"text": "Grüße"}
    assert 86_000 < await raw.ttl(f"result:{task.id}") <= 86_400
    assert (stats.completed_total, stats.pages_total, stats.completed_last_hour) == (1, 3, 1)
    assert (stats.scorecards_total, stats.deliveries_total) == (0, 0)
    assert stats.durations_s == {"recognize": 1.5}


async def test_the_deliveries_of_scorecards_are_summed_up(queue: RedisQueueManager) -> None:
    for found in (240, 0):
        await queue.complete(await claimed(queue), Completion(head={"pages": 1}, pages=1, deliveries=found))

    stats = await queue.stats()

    assert (stats.scorecards_total, stats.deliveries_total) == (2, 240)


@pytest.mark.parametrize(
    ("text", "is_kept"),
    {"short": ("Zürich " * 10, True), "long": ("ü" * 128_000, False), "unknown": (None, False)}.values(),
    ids=["short", "long", "unknown"],
)
async def test_a_short_text_stands_beside_the_head(
    queue: RedisQueueManager, text: str, is_kept: bool
) -> None:
    claim = await claimed(queue)

    await queue.complete(claim, Completion(head={"pages": 1}, pages=1, text=text))

    assert await queue.result(claim.task.id) == {"pages": 1} | ({"text": text} if is_kept else {})


async def test_a_result_beyond_its_limit_is_refused(queue: RedisQueueManager) -> None:
    claim = await claimed(queue)

    with pytest.raises(ResultTooLarge):
        await queue.complete(claim, Completion(head={"text": "ü" * 130_000}, pages=1))


async def test_progress_is_stored_with_its_message(queue: RedisQueueManager) -> None:
    claim = await claimed(queue)

    await queue.progress(claim, percent=50, message="Processed page 2/4", pages_done=2, pages_total=4)

    task = await queue.get(claim.task.id)
    assert task is not None
    assert (task.progress, task.message) == (50, "Processed page 2/4")
    assert (task.pages_done, task.pages_total) == (2, 4)


async def test_a_retry_waits_for_its_delay_and_is_counted(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    claim = await claimed(queue)

    await queue.retry(claim, ERROR, delay_s=10)
    waiting = await queue.get(claim.task.id)
    early = await queue.claim("w1", ALL)
    clock.advance(seconds=10)
    again = await claim_again(queue)

    assert early is None
    assert waiting is not None
    assert (waiting.status, waiting.error) == (TaskStatus.RETRYING, ERROR)
    assert (again.task.id, again.task.retry_count, again.task.child_crashes) == (claim.task.id, 1, 0)
    assert again.task.history[0]["reason"] == ERROR.code
    assert again.token > claim.token


async def test_a_crash_is_counted_apart_from_retries(queue: RedisQueueManager, clock: RedisClock) -> None:
    claim = await claimed(queue)

    await queue.crash(claim, ERROR, delay_s=0)
    clock.advance(seconds=1)
    again = await claim_again(queue)

    assert (again.task.retry_count, again.task.child_crashes) == (0, 1)


async def test_the_time_of_runs_that_ended_badly_is_summed(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    claim = await claimed(queue)
    clock.advance(seconds=3)
    await queue.retry(claim, ERROR, delay_s=5)
    clock.advance(seconds=5)
    claim = await claim_again(queue)
    clock.advance(seconds=4)
    await queue.crash(claim, ERROR, delay_s=0)
    clock.advance(seconds=1)
    claim = await claim_again(queue)
    clock.advance(seconds=2)
    await queue.heartbeat(make_worker("w1", current_tasks=(claim.task.id,)))
    clock.advance(seconds=10 * LEASE_S)
    await queue.recover()

    again = await claim_again(queue)

    assert again.task.spent_ms == (3 + 4 + 2) * 1000, "a silent worker's run ends with its last heartbeat"


async def test_a_run_that_is_no_fault_of_the_task_takes_none_of_its_time(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    claim = await claimed(queue)
    clock.advance(seconds=3)
    await queue.release(claim)
    claim = await claim_again(queue)
    clock.advance(seconds=3)
    await queue.defer(claim, ERROR, delay_s=0)
    clock.advance(seconds=1)

    assert (await claim_again(queue)).task.spent_ms == 0


async def test_the_history_keeps_the_last_twenty_reasons(queue: RedisQueueManager, clock: RedisClock) -> None:
    claim = await claimed(queue)
    for number in range(25):
        await queue.retry(claim, replace(ERROR, code=f"E{number}"), delay_s=0)
        clock.advance(seconds=1)
        claim = await claim_again(queue)

    assert [entry["reason"] for entry in claim.task.history] == [f"E{n}" for n in range(5, 25)]


async def test_a_failed_task_is_a_dead_letter(queue: RedisQueueManager, raw: redis.asyncio.Redis) -> None:
    claim = await claimed(queue)

    await queue.fail(claim, ERROR)

    task = await queue.get(claim.task.id)
    assert task is not None
    assert (task.status, task.error) == (TaskStatus.FAILED, ERROR)
    assert await raw.zrange("queue:dead", 0, -1) == [task.id]


async def test_a_released_task_goes_to_the_head_of_its_queue_uncharged(queue: RedisQueueManager) -> None:
    claim = await claimed(queue)
    await queue.enqueue(make_record())

    await queue.release(claim)
    again = await claim_again(queue)

    assert again.task.id == claim.task.id
    assert (again.task.retry_count, again.task.lost_leases, again.task.history) == (0, 0, ())


async def test_a_task_returns_to_the_head_of_its_queue_when_its_worker_dies(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    claim = await claimed(queue)
    await queue.enqueue(make_record())

    clock.advance(seconds=LEASE_S - 1)
    too_early = await queue.recover()
    clock.advance(seconds=2)
    recovered = await queue.recover()
    again = await claim_again(queue, "w2")

    assert list(too_early) == []
    assert recovered == [claim.task.id]
    assert (again.task.id, again.task.lost_leases, again.task.retry_count) == (claim.task.id, 1, 0)


async def test_a_heartbeat_renews_the_lease(queue: RedisQueueManager, clock: RedisClock) -> None:
    claim = await claimed(queue)
    for _ in range(5):
        clock.advance(seconds=LEASE_S - 1)
        await queue.heartbeat(make_worker("w1", current_tasks=(claim.task.id,)))

    assert list(await queue.recover()) == []
    await queue.complete(claim, DONE)


async def test_the_fifth_lost_worker_makes_a_dead_letter(queue: RedisQueueManager, clock: RedisClock) -> None:
    await queue.enqueue(make_record())
    for number in range(5):
        claim = await claim_again(queue, f"w{number}")
        clock.advance(seconds=LEASE_S + 1)
        await queue.recover()

    task = await queue.get(claim.task.id)
    assert task is not None
    assert task.status is TaskStatus.FAILED
    assert task.error is not None
    assert task.error.code == "WORKER_LOST"
    assert await queue.claim("w9", ALL) is None


async def test_recovery_takes_back_more_than_one_step_holds(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    for _ in range(250):
        await claimed(queue)
    clock.advance(seconds=LEASE_S + 1)

    assert len(await queue.recover()) == 250
    assert (await queue.stats()).waiting[Priority.NORMAL] == 250


async def test_after_a_restart_of_redis_workers_get_one_lease_to_report(
    redis_server: object, queue: RedisQueueManager, raw: redis.asyncio.Redis
) -> None:
    patient = RedisQueueManager(queue._clients, queue._keys, QueuePolicy(lease_ms=86_400_000))
    claim = await claimed(queue)
    await raw.zadd("queue:processing", {claim.task.id: 1})

    assert list(await patient.recover()) == []


async def test_a_heartbeat_tells_what_was_lost_and_what_was_cancelled(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    lost, cancelled, kept = [await claimed(queue) for _ in range(3)]
    clock.advance(seconds=LEASE_S - 1)
    await queue.heartbeat(make_worker("w1", current_tasks=(cancelled.task.id, kept.task.id)))
    clock.advance(seconds=2)
    await queue.recover()
    await queue.cancel(cancelled.task.id)
    ids = (lost.task.id, cancelled.task.id, kept.task.id)

    reply = await queue.heartbeat(make_worker("w1", current_tasks=ids))

    assert reply.lost == {lost.task.id}
    assert reply.cancelled == {cancelled.task.id}


async def test_a_heartbeat_of_another_worker_renews_nothing(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    claim = await claimed(queue, "w1")
    clock.advance(seconds=LEASE_S - 1)

    reply = await queue.heartbeat(make_worker("w2", current_tasks=(claim.task.id,)))
    clock.advance(seconds=2)

    assert reply.lost == {claim.task.id}
    assert await queue.recover() == [claim.task.id]


async def test_a_task_is_claimed_by_its_id_past_those_before_it(queue: RedisQueueManager) -> None:
    first, wanted = [(await queue.enqueue(make_record())).task for _ in range(2)]

    claim = await queue.claim_task("w1", wanted.id)
    again = await queue.claim_task("w2", wanted.id)

    assert isinstance(claim, Claim)
    assert (claim.task.id, claim.task.status) == (wanted.id, TaskStatus.PROCESSING)
    assert isinstance(again, NotClaimed)
    assert (again.status, again.worker_id) == (TaskStatus.PROCESSING, "w1")
    assert again.wait_s is not None
    assert 0 < again.wait_s <= LEASE_S
    assert (await claim_again(queue)).task.id == first.id
    assert await queue.claim("w3", ALL) is None


async def test_a_named_task_that_waits_for_another_try_is_claimed_once_it_is_due(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    claim = await claimed(queue)
    await queue.retry(claim, ERROR, delay_s=5)

    too_early = await queue.claim_task("w2", claim.task.id)
    clock.advance(seconds=6)
    due = await queue.claim_task("w2", claim.task.id)

    assert too_early == NotClaimed(status=TaskStatus.RETRYING, wait_s=5.0)
    assert isinstance(due, Claim)
    assert due.task.retry_count == 1


async def test_what_a_dead_worker_had_is_claimed_at_once_and_its_late_result_refused(
    queue: RedisQueueManager,
) -> None:
    dead = await claimed(queue, "w1")

    anothers = await queue.claim_task("w2", dead.task.id, dead_worker="w9")
    taken = await queue.claim_task("w2", dead.task.id, dead_worker="w1")

    assert isinstance(anothers, NotClaimed)
    assert isinstance(taken, Claim)
    assert (taken.task.lost_leases, taken.task.worker) == (1, "w2")
    with pytest.raises(LeaseLost):
        await queue.complete(dead, DONE)
    await queue.complete(taken, DONE)


async def test_a_named_task_whose_workers_die_again_and_again_becomes_a_dead_letter(
    queue: RedisQueueManager,
) -> None:
    task = (await queue.enqueue(make_record())).task
    found = [
        await queue.claim_task(f"w{number}", task.id, dead_worker=f"w{number - 1}") for number in range(6)
    ]

    assert found[-1] == NotClaimed(status=TaskStatus.FAILED)
    ended = await queue.get(task.id)
    assert ended is not None
    assert ended.error is not None
    assert ended.error.code == "WORKER_LOST"


@pytest.mark.parametrize("why", ["paused", "written by a later release", "gone"])
async def test_a_named_task_that_may_not_be_run_stays_where_it_is(
    queue: RedisQueueManager, raw: redis.asyncio.Redis, why: str
) -> None:
    task = (await queue.enqueue(make_record())).task
    if why == "paused":
        await queue.pause(Priority.NORMAL)
    elif why == "gone":
        await queue.delete(task.id)
    else:
        await raw.hset(f"task:{task.id}", "version", "99")

    found = await queue.claim_task("w1", task.id)

    assert found == NotClaimed(status=None if why == "gone" else TaskStatus.QUEUED)
    assert await raw.lrange("queue:normal", 0, -1) == ([] if why == "gone" else [task.id])


async def test_a_named_task_whose_row_is_damaged_fails_instead_of_being_run(
    queue: RedisQueueManager, raw: redis.asyncio.Redis
) -> None:
    task = (await queue.enqueue(make_record())).task
    await raw.hset(f"task:{task.id}", "options", "{")

    found = await queue.claim_task("w1", task.id)

    assert found == NotClaimed(status=TaskStatus.FAILED)
    assert await raw.zrange("queue:dead", 0, -1) == [task.id]
