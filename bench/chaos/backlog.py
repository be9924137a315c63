"""Ten thousand waiting tasks: nobody's memory grows with them but Redis' own, and a claim takes no longer."""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import replace
from pathlib import Path

import psutil

from bench.chaos.row import Row, count
from ocr_service.domain.status import Priority
from tests.support.fleet import Fleet
from tests.support.redis_server import RedisServer

_MB = 2**20
_FEW = 50
_SENDERS = 8
_SAMPLES = 200


async def many_waiting(folder: Path, scale: float) -> Row:
    """10,000 uploads while no worker runs, then two workers that empty the queue."""
    size = round(10_000 * scale)
    with RedisServer(folder / "redis", options=("--appendonly", "yes")) as redis:
        fleet = Fleet(folder, redis, count=2, page_s=0, source_ttl_s=60)
        try:
            ids = await fleet.submit(_FEW)
            few = await _seen(fleet)
            ids += await _submit(fleet, size - _FEW)
            many = await _seen(fleet)
            fleet.start()
            young = await _workers_mb(fleet, _FEW)
            old = await _workers_mb(fleet, size)
            growth = (
                f"{size} waiting: claim {few[0]:.2f} → {many[0]:.2f} ms, sender {few[1]:.0f} → {many[1]:.0f} MB, "
                f"Redis {few[2]:.1f} → {many[2]:.1f} MB, worker {young:.0f} → {old:.0f} MB"
            )
            row = await count(fleet, ids, growth, timeout_s=60)
            # The stream of events is shorter than what happened: its count says nothing about the rest.
            return replace(row, doubled=(await fleet.queue.stats()).completed_total - len(ids))
        finally:
            await fleet.stop()


async def _submit(fleet: Fleet, number: int) -> list[str]:
    shares = [number // _SENDERS + (index < number % _SENDERS) for index in range(_SENDERS)]
    sent = await asyncio.gather(*(fleet.submit(share) for share in shares))
    return [task_id for share in sent for task_id in share]


async def _seen(fleet: Fleet) -> tuple[float, float, float]:
    """Median ms of a claim, MB of this process, which sends as the API does, and MB of Redis."""
    samples: list[float] = []
    for _ in range(_SAMPLES):
        start = time.perf_counter()
        claim = await fleet.queue.claim("looker", tuple(Priority))
        samples.append((time.perf_counter() - start) * 1000)
        assert claim is not None
        await fleet.queue.release(claim)
    own_mb = psutil.Process().memory_info().rss / _MB
    return statistics.median(samples), own_mb, psutil.Process(fleet.redis.pid).memory_info().rss / _MB


async def _workers_mb(fleet: Fleet, completed: int) -> float:
    """The larger worker's memory once so many tasks are completed."""
    while True:
        if (await fleet.queue.stats()).completed_total >= completed:
            break
        await asyncio.sleep(0.2)
    return max(psutil.Process(worker.process.pid).memory_info().rss for worker in fleet.workers) / _MB
