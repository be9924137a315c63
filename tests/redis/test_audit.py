"""The audit finds what a crash or a hand on redis-cli left, and mends it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
import redis.asyncio

from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority
from ocr_service.queue import RedisQueueManager
from tests.support.records import make_record

ALL = tuple(Priority)
Damage = Callable[[redis.asyncio.Redis, str], Awaitable[object]]

DAMAGES: dict[str, Damage] = {
    "lost from its queue": lambda raw, name: raw.lrem("queue:normal", 0, name),
    "twice in its queue": lambda raw, name: raw.lpush("queue:normal", name),
    "in two queues": lambda raw, name: raw.lpush("queue:high", name),
    "also running": lambda raw, name: raw.zadd("queue:processing", {name: 1}),
    "also dead": lambda raw, name: raw.zadd("queue:dead", {name: 1}),
    "running without a lease": lambda raw, name: raw.hset(f"task:{name}", "status", "PROCESSING"),
    "hash gone": lambda raw, name: raw.delete(f"task:{name}"),
    "retrying, due never": lambda raw, name: raw.hset(f"task:{name}", "status", "RETRYING"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
async def test_a_damage_is_found_and_mended(
    queue: RedisQueueManager, raw: redis.asyncio.Redis, damage: Damage
) -> None:
    task_id = (await queue.enqueue(make_record())).task.id
    await queue.enqueue(make_record())
    assert (await queue.audit()).is_clean
    await damage(raw, task_id)

    found = await queue.audit()
    mended = await queue.audit(repair=True)

    assert [finding.task_id for finding in found.findings] == [task_id]
    assert not found.is_clean
    assert mended.is_clean
    assert (await queue.audit()).findings == ()


async def test_a_busy_queue_gives_no_false_alarm(queue: RedisQueueManager) -> None:
    for _ in range(1_200):
        await queue.enqueue(make_record())
    for _ in range(20):
        claim = await queue.claim("w1", ALL)
        assert claim is not None
        await queue.complete(claim, Completion(head={}, pages=1))

    report = await queue.audit()

    assert (report.task_count, report.findings) == (1_200, ())


async def test_files_without_a_task_and_tasks_without_a_file_are_reported(queue: RedisQueueManager) -> None:
    with_file, without_file = [(await queue.enqueue(make_record())).task.id for _ in range(2)]

    report = await queue.audit(task_ids_with_files=[with_file, "stray"])

    assert {finding.task_id: finding.problem for finding in report.findings} == {
        "stray": "files without a task",
        without_file: "QUEUED without a file",
    }
