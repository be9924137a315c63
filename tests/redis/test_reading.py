"""Listings, batches, changes and events."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from unittest.mock import patch

import redis.asyncio

from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Claim, TaskError
from ocr_service.queue import RedisQueueManager
from tests.support.processes.patience import LONGER_S, PATIENCE_S
from tests.support.records import make_record
from tests.support.redis_clock import RedisClock

ALL = tuple(Priority)
DONE = Completion(head={}, pages=1)


async def claim_one(queue: RedisQueueManager) -> Claim:
    claim = await queue.claim("w1", ALL)
    assert claim is not None
    return claim


async def all_pages(manager: RedisQueueManager, **filters: Any) -> list[str]:
    ids: list[str] = []
    cursor = ""
    while True:
        page = await manager.list_tasks(cursor=cursor, limit=7, **filters)
        ids += [task.id for task in page.tasks]
        cursor = page.cursor
        if not cursor:
            return ids


async def test_a_listing_pages_through_everything_newest_first(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    ids = []
    for number in range(40):
        ids.append((await queue.enqueue(make_record(owner="ab"[number % 2]))).task.id)
        clock.advance(seconds=1)

    assert await all_pages(queue) == ids[::-1]
    assert await all_pages(queue, owner="a") == ids[::2][::-1]
    assert await all_pages(queue, queue=Priority.HIGH) == []
    assert await all_pages(queue, since_ms=clock.now_ms - 10_000) == ids[30:][::-1]


async def test_tasks_of_one_millisecond_are_each_listed_once(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    ids = {(await queue.enqueue(make_record())).task.id for _ in range(250)}

    listed = await all_pages(queue)

    assert len(listed) == 250
    assert set(listed) == ids


async def test_every_state_can_be_listed(queue: RedisQueueManager) -> None:
    for _ in range(5):
        await queue.enqueue(make_record())
    await queue.enqueue(make_record(hold=True))
    await queue.complete(await claim_one(queue), DONE)
    await queue.fail(await claim_one(queue), TaskError(code="E", detail="d"))
    await queue.retry(await claim_one(queue), TaskError(code="E", detail="d"), delay_s=60)
    await claim_one(queue)

    for status in TaskStatus:
        count = 0 if status is TaskStatus.CANCELLED else 1
        tasks = (await queue.list_tasks(status=status)).tasks
        assert [task.status for task in tasks] == [status] * count


async def test_a_foreign_cursor_starts_at_the_beginning(queue: RedisQueueManager) -> None:
    await queue.enqueue(make_record())

    assert len((await queue.list_tasks(cursor="no cursor at all")).tasks) == 1


async def test_an_expired_task_leaves_the_listing(queue: RedisQueueManager, raw: redis.asyncio.Redis) -> None:
    task = (await queue.enqueue(make_record())).task
    await raw.delete(f"task:{task.id}")

    assert (await queue.list_tasks()).tasks == ()
    assert await raw.zcard("tasks") == 0


async def test_a_batch_counts_its_tasks_and_finishes_exactly_once(
    queue: RedisQueueManager, raw: redis.asyncio.Redis
) -> None:
    await queue.create_batch("b1", owner="a", total=3)
    ids = [(await queue.enqueue(make_record(batch_id="b1", owner="a"))).task.id for _ in range(3)]
    await queue.complete(await claim_one(queue), DONE)
    await queue.fail(await claim_one(queue), TaskError(code="E", detail="d"))
    half = await queue.batch("b1")
    await queue.cancel(ids[2])
    await queue.requeue(ids[1])
    await queue.complete(await claim_one(queue), DONE)

    batch = await queue.batch("b1")
    told = [fields for _, fields in await raw.xrange("queue:events") if fields["status"] == "BATCH_FINISHED"]
    assert half is not None
    assert (half.progress, half.finished_at) == (66, "")
    assert batch is not None
    assert batch.task_ids == tuple(ids)
    assert batch.counts == {TaskStatus.COMPLETED: 2, TaskStatus.CANCELLED: 1}
    assert (batch.total, batch.progress, bool(batch.finished_at)) == (3, 100, True)
    assert len(told) == 1
    assert await queue.batch("unknown") is None


async def test_a_batch_waits_for_tasks_that_were_announced(queue: RedisQueueManager) -> None:
    await queue.create_batch("b1", owner="", total=2)
    await queue.enqueue(make_record(batch_id="b1"))
    await queue.complete(await claim_one(queue), DONE)

    batch = await queue.batch("b1")

    assert batch is not None
    assert (batch.finished_at, batch.progress) == ("", 50)


async def test_a_waiter_learns_of_a_change_at_once(queue: RedisQueueManager) -> None:
    task = (await queue.enqueue(make_record())).task
    waiting = [asyncio.create_task(queue.wait_change(task, timeout_s=LONGER_S)) for _ in range(50)]
    await asyncio.sleep(0)

    await claim_one(queue)

    changed = await asyncio.wait_for(asyncio.gather(*waiting), PATIENCE_S)
    assert {found.status for found in changed if found} == {TaskStatus.PROCESSING}


async def test_a_change_from_before_the_wait_is_told_at_once(queue: RedisQueueManager) -> None:
    task = (await queue.enqueue(make_record())).task
    await queue.cancel(task.id)

    changed = await asyncio.wait_for(queue.wait_change(task, timeout_s=LONGER_S), PATIENCE_S)

    assert changed is not None
    assert changed.status is TaskStatus.CANCELLED


async def test_without_a_change_the_waiter_gets_the_task_as_it_is(queue: RedisQueueManager) -> None:
    task = (await queue.enqueue(make_record())).task

    assert await queue.wait_change(task, timeout_s=0.05) == task


async def test_a_waiter_learns_that_its_task_is_gone(queue: RedisQueueManager) -> None:
    task = (await queue.enqueue(make_record())).task
    waiting = asyncio.create_task(queue.wait_change(task, timeout_s=LONGER_S))
    await asyncio.sleep(0)

    await queue.delete(task.id)

    assert await asyncio.wait_for(waiting, PATIENCE_S) is None


async def collect(queue: RedisQueueManager, after: str, count: int) -> list[Mapping[str, Any]]:
    events = []
    async for event in queue.events(after=after):
        events.append(event)
        if len(events) == count:
            break
    return events


async def test_events_go_on_without_a_gap_from_where_a_reader_was(queue: RedisQueueManager) -> None:
    for _ in range(3):
        await queue.enqueue(make_record())
    first = await collect(queue, "0-0", 2)

    following = asyncio.create_task(collect(queue, first[-1]["id"], 4))
    await asyncio.sleep(0.01)
    claim = await claim_one(queue)
    await queue.progress(claim, percent=50, message="half")
    await queue.complete(claim, DONE)

    events = await asyncio.wait_for(following, PATIENCE_S)
    assert [event["status"] for event in events] == ["QUEUED", "PROCESSING", "PROCESSING", "COMPLETED"]
    assert [event["progress"] for event in events] == [0, 0, 50, 100]


async def test_a_slow_reader_misses_nothing(queue: RedisQueueManager) -> None:
    stream = queue.events(after="0-0")
    await queue.enqueue(make_record())
    seen = [(await anext(stream))["task_id"]]
    ids = [(await queue.enqueue(make_record())).task.id for _ in range(1_500)]

    while seen[-1] != ids[-1]:
        seen.append((await anext(stream))["task_id"])

    assert seen[1:] == ids


async def test_the_event_stream_is_bounded(queue: RedisQueueManager, raw: redis.asyncio.Redis) -> None:
    claim_from = await queue.enqueue(make_record())
    claim = await claim_one(queue)
    for _ in range(queue.policy.max_events // 100):
        await asyncio.gather(*(queue.progress(claim, percent=1, message="m") for _ in range(120)))

    assert claim_from.is_new
    assert await raw.xlen("queue:events") < queue.policy.max_events * 1.1


async def test_a_listing_finds_parts_of_names_and_categories(queue: RedisQueueManager) -> None:
    names = ("Rechnung Mai.pdf", "ÄRGER über Größe.png", "100%.pdf", "写真.jpg")
    ids = {name: (await queue.enqueue(make_record(filename=name))).task.id for name in names}

    async def found(**wanted: Any) -> set[str]:
        return {task.filename for task in (await queue.list_tasks(**wanted)).tasks}

    assert await found(name="RECHNUNG") == {names[0]}
    assert await found(name=" ärger Über") == {names[1]}
    assert await found(name="GRÖSSE") == set()
    assert await found(name="größe") == {names[1]}
    assert await found(name="%.p") == {names[2]}
    assert await found(name="写") == {names[3]}
    assert await found(name="pdf", status=TaskStatus.COMPLETED) == set()
    claim = await claim_one(queue)
    await queue.complete(claim, Completion(head={"category": "letter"}, pages=1))
    assert (claim.task.id, await found(category="letter")) == (ids[names[0]], {names[0]})
    assert await found(category="invoice") == set()


async def test_nobodys_tasks_are_not_everybodys(queue: RedisQueueManager) -> None:
    await queue.enqueue(make_record(owner="anna"))
    mine = (await queue.enqueue(make_record())).task.id

    assert [task.id for task in (await queue.list_tasks(owner="")).tasks] == [mine]


async def test_a_search_goes_on_over_any_number_of_tasks(queue: RedisQueueManager, clock: RedisClock) -> None:
    wanted = [(await queue.enqueue(make_record(filename="this.pdf"))).task.id]
    for _ in range(1_200):
        await queue.enqueue(make_record())
    clock.advance(seconds=1)
    wanted.append((await queue.enqueue(make_record(filename="this.pdf"))).task.id)

    assert [task.id for task in (await queue.list_tasks(name="this")).tasks] == wanted[::-1]


async def test_many_that_wait_for_another_try_are_listed_page_by_page(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    ids = []
    for _ in range(12):
        ids.append((await queue.enqueue(make_record())).task.id)
        await queue.retry(await claim_one(queue), TaskError(code="X", detail="x"), delay_s=60)
        clock.advance(seconds=1)

    few = await all_pages(queue, status=TaskStatus.RETRYING)
    with patch("ocr_service.queue.listing._FEW", 5):
        many = await all_pages(queue, status=TaskStatus.RETRYING)

    assert few == many == ids[::-1]
    assert list(await queue.next_tries(3)) == ids[:3]
