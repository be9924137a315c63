"""An idle service writes nothing to the append-only file, so that the disks of a NAS may sleep."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ocr_service.queue import QueuePolicy, RedisQueueManager
from tests.support.records import make_record, make_worker
from tests.support.redis_server import RedisServer


@pytest.fixture
async def queue(tmp_path: Path) -> AsyncIterator[RedisQueueManager]:
    with RedisServer(tmp_path / "redis", options=("--appendonly", "yes")) as server:
        manager = RedisQueueManager.connect(server.url, policy=QueuePolicy())
        yield manager
        await manager.close()


async def written(queue: RedisQueueManager, tmp_path: Path) -> int:
    """Bytes of the append-only file, once what was sent before has arrived there."""
    await queue.stats()
    return sum(path.stat().st_size for path in (tmp_path / "redis").rglob("*.incr.aof"))


async def beat_idly(queue: RedisQueueManager) -> None:
    """What idle programs ask for, again and again."""
    await queue.heartbeat(make_worker("w1"))
    await queue.claim_notifications("n1", room=8, busy={}, lease_s=20)
    await queue.ping()
    await queue.lose_workers()
    await queue.set_notices({})
    await queue.trim_notifications()
    await queue.claim("w1", tuple(make_worker().queues), wait_s=0.01)


async def test_what_idle_programs_ask_for_is_not_written(queue: RedisQueueManager, tmp_path: Path) -> None:
    await beat_idly(queue)
    before = await written(queue, tmp_path)

    for _ in range(5):
        await beat_idly(queue)

    assert await written(queue, tmp_path) == before
    assert [worker.id for worker in await queue.workers()] == ["w1"]


async def test_the_lease_of_a_task_in_hand_is_written(queue: RedisQueueManager, tmp_path: Path) -> None:
    record = make_record()
    await queue.enqueue(record)
    await queue.heartbeat(make_worker("w1"))
    await queue.claim("w1", tuple(make_worker().queues), wait_s=1)
    before = await written(queue, tmp_path)

    await queue.heartbeat(make_worker("w1", current_tasks=(record.id,)))

    assert await written(queue, tmp_path) > before
