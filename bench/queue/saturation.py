"""At which rate is one Redis at its end? Simulated workers that read nothing: they wait, and then they claim and complete at once.

    python -m bench.queue.saturation [--workers 200] [--seconds 10] [--processes 2]

Each worker is a client with connections of its own, in some processes. Redis' processor time a task is its own number; where the
clients take the cores that Redis would need, the rate at which it is at its end is what that time leaves room for.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import tempfile
import time
from pathlib import Path

import redis

from bench.queue.scale import counters
from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority
from ocr_service.queue import RedisQueueManager
from tests.support.records import make_record, make_worker
from tests.support.redis_server import RedisServer

_ALL = tuple(Priority)
_DONE = Completion(head={"text": "", "pages": []}, pages=1)
_LEASE_S, _POLL_S = 30.0, 1.0


async def _beat(queue: RedisQueueManager, name: str) -> None:
    while True:
        await queue.heartbeat(make_worker(name))
        await queue.wait_signal(name, timeout_s=_LEASE_S / 3)


async def _wait(queue: RedisQueueManager, name: str) -> int:
    while True:
        await queue.claim(name, _ALL, wait_s=_POLL_S)


async def _work(queue: RedisQueueManager, name: str) -> None:
    while True:
        await queue.enqueue(make_record())
        claim = await queue.claim(name, _ALL, wait_s=_POLL_S)
        if claim:
            await queue.progress(claim, percent=50, message="Processed page 1/1")
            await queue.complete(claim, _DONE)


async def _simulate(url: str, first: int, count: int, seconds: float, *, is_idle: bool) -> None:
    """So many workers for so long. A worker's defect ends the bench."""
    queues = [RedisQueueManager.connect(url) for _ in range(count)]
    loops: list[asyncio.Task[object]] = []
    for number, queue in enumerate(queues, start=first):
        name = f"simulated-{number}"
        loops.append(asyncio.create_task(_beat(queue, name)))
        loops.append(asyncio.create_task(_wait(queue, name) if is_idle else _work(queue, name)))
    broken, _ = await asyncio.wait(loops, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for loop in broken:
        loop.result()
    for loop in loops:
        loop.cancel()
    await asyncio.gather(*loops, return_exceptions=True)
    await asyncio.gather(*(queue.close() for queue in queues))


def _process(url: str, first: int, count: int, seconds: float, is_idle: bool) -> None:
    asyncio.run(_simulate(url, first, count, seconds, is_idle=is_idle))


def _completed(raw: redis.Redis) -> int:
    return int(raw.hget("queue:stats", "completed") or 0)


def measure(url: str, workers: int, processes: int, seconds: float, *, is_idle: bool) -> None:
    """Print what Redis had to do."""
    share = workers // processes
    context = multiprocessing.get_context("spawn")
    children = [
        context.Process(target=_process, args=(url, number * share, share, seconds, is_idle))
        for number in range(processes)
    ]
    for child in children:
        child.start()
    with redis.Redis.from_url(url) as raw:
        while len(raw.client_list()) < workers:
            time.sleep(0.05)
        time.sleep(seconds / 4)
        start, ended = counters(raw), _completed(raw)
        time.sleep(seconds / 2)
        spent, ended = counters(raw).since(start), _completed(raw) - ended
        connections = len(raw.client_list()) - 1
    for child in children:
        child.join()
    busy = spent.cpu_s / spent.at_s
    print(
        f"{workers} workers {'that wait' if is_idle else 'that read nothing'}, {connections} connections:"
        f" {spent.commands / spent.at_s:,.0f} commands/s, Redis' core {busy:.0%} busy",
        end="",
    )
    if is_idle:
        print(f"; {1000 * spent.cpu_s / spent.at_s / workers:.2f} ms/s a worker")
        return
    rate = ended / spent.at_s
    task_s = spent.cpu_s / spent.at_s / rate
    print(
        f"; {rate:,.0f} tasks/s, {1000 * task_s:.2f} ms and {spent.commands / spent.at_s / rate:.0f} commands a task"
    )
    print(f"one core of Redis is at its end at {1 / task_s:,.0f} such tasks/s, {86_400 / task_s:,.0f} a day")


def main() -> None:
    """Wait, then work."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--workers", type=int, default=200)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10.0)
    arguments = parser.parse_args()
    for is_idle in (True, False):
        with tempfile.TemporaryDirectory() as name:
            options = ("--appendonly", "yes", "--maxclients", "10000")
            with RedisServer(Path(name), options=options) as server:
                measure(
                    server.url, arguments.workers, arguments.processes, arguments.seconds, is_idle=is_idle
                )


if __name__ == "__main__":
    main()
