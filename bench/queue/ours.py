"""Measure the queue itself: pickup latency, no-op throughput, growth with the backlog, bytes per task."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import redis

from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority
from ocr_service.queue import QueuePolicy, RedisQueueManager
from tests.support.records import make_record, make_worker

ALL = tuple(Priority)
DONE = Completion(head={"text": "", "pages": []}, pages=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pickup:
    """Milliseconds from enqueue acknowledged to claim returned."""

    p50_ms: float
    p95_ms: float
    p99_ms: float


def _pickup(samples_s: list[float]) -> Pickup:
    centiles = statistics.quantiles([sample * 1000 for sample in samples_s], n=100)
    return Pickup(p50_ms=centiles[49], p95_ms=centiles[94], p99_ms=centiles[98])


async def pickup(url: str, count: int = 200) -> Pickup:
    """Of an idle worker, ``count`` times."""
    sender, worker = RedisQueueManager.connect(url), RedisQueueManager.connect(url)
    samples: list[float] = []
    for _ in range(count):
        waiting = asyncio.create_task(_claimed_at(worker))
        await asyncio.sleep(0.005)
        await sender.enqueue(make_record())
        acknowledged = time.perf_counter()
        samples.append(max(0.0, await waiting - acknowledged))
    await sender.close()
    await worker.close()
    return _pickup(samples)


async def _claimed_at(worker: RedisQueueManager) -> float:
    claim = await worker.claim("w", ALL, wait_s=10)
    now = time.perf_counter()
    assert claim is not None
    await worker.complete(claim, DONE)
    return now


async def throughput(url: str, *, count: int, concurrency: int) -> float:
    """No-op tasks per second: the time to enqueue all, plus the time to claim and complete all.

    ``concurrency`` loops in one process, first the ones, then the others, as with the peers. A loop runs one
    task at a time and asks for the next while the end of the last is being written, as the worker does.
    """
    queue = RedisQueueManager.connect(url)
    records = [make_record() for _ in range(count)]

    async def enqueue() -> None:
        while records:
            await queue.enqueue(records.pop())

    async def work() -> None:
        claim = await queue.claim("w", ALL)
        while claim:
            ending = asyncio.create_task(queue.complete(claim, DONE))
            claim = await queue.claim("w", ALL)
            await ending

    start = time.perf_counter()
    await asyncio.gather(*(enqueue() for _ in range(concurrency)))
    await asyncio.gather(*(work() for _ in range(concurrency)))
    spent_s = time.perf_counter() - start
    stats = await queue.stats()
    await queue.close()
    assert stats.processing == sum(stats.waiting.values()) == 0
    return count / spent_s


async def backlog(url: str, sizes: tuple[int, ...] = (10, 1_000, 100_000)) -> dict[int, tuple[float, float]]:
    """Median milliseconds of one enqueue and one claim at so many waiting tasks."""
    queue = RedisQueueManager.connect(url, policy=QueuePolicy(max_queue_length=1_000_000))
    found: dict[int, tuple[float, float]] = {}
    waiting = 0
    for size in sizes:
        await _fill(queue, size - waiting)
        enqueue_ms = await _median_ms(lambda: queue.enqueue(make_record()))
        claim_ms = await _median_ms(lambda: queue.claim("w", ALL))
        found[size] = enqueue_ms, claim_ms
        waiting = size
    await queue.close()
    return found


async def _fill(queue: RedisQueueManager, count: int) -> None:
    for start in range(0, count, 50):
        await asyncio.gather(*(queue.enqueue(make_record()) for _ in range(min(50, count - start))))


async def _median_ms(call: Callable[[], Awaitable[object]], count: int = 200) -> float:
    samples: list[float] = []
    for _ in range(count):
        start = time.perf_counter()
        await call()
        samples.append((time.perf_counter() - start) * 1000)
    return statistics.median(samples)


async def idle_share(url: str, seconds: float = 10.0) -> float:
    """Share of a core that a worker's queue side takes while nothing comes: claim, signal and heartbeat."""
    queue = RedisQueueManager.connect(url)

    async def beat() -> None:
        while True:
            await queue.heartbeat(make_worker("w"))
            await asyncio.sleep(queue.policy.lease_ms / 3000)

    beating = asyncio.create_task(beat())
    start_s = time.process_time()
    await asyncio.gather(
        queue.claim("w", ALL, wait_s=seconds),
        queue.wait_signal("w", timeout_s=seconds),
        return_exceptions=True,
    )
    spent_s = time.process_time() - start_s
    beating.cancel()
    await asyncio.gather(beating, return_exceptions=True)
    await queue.close()
    return spent_s / seconds


async def bytes_per_finished_task(url: str, count: int = 5_000) -> float:
    """Redis' memory per COMPLETED task with a small result, all its indexes included."""
    client = redis.Redis.from_url(url)
    client.config_set("hash-max-listpack-value", 512)  # as in docker/redis.conf
    await throughput(url, count=200, concurrency=8)
    before = int(client.info("memory")["used_memory"])
    await throughput(url, count=count, concurrency=8)
    after = int(client.info("memory")["used_memory"])
    client.close()
    return (after - before) / count
