"""Measure live events: memory and delay of many listeners, Redis' load by their number, and the error of the estimate.

    python -m bench.live [--listeners 1000] [--tasks 60]

One API process over a private Redis; workers are played: the queue is real, no document is read. The delay is from the
transition acknowledged by Redis to the event read by the listener, all listeners in this one process, so that its own
reading is part of it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import time
from dataclasses import dataclass, field, replace

import httpx2

from bench.live.api import Api, api_process
from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority
from ocr_service.queue import RedisQueueManager
from ocr_service.worker.process_memory import tree_pss_mb
from tests.support.records import make_record, make_worker

_ROUNDS = 30
_IDLE_S = 10.0
_SLOTS = 2
_PATH = "/api/v1/ocr/events"


@dataclass
class Listener:
    """A raw connection that notes when each event came."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    came: dict[str, float] = field(default_factory=dict)

    async def listen(self) -> None:
        """Until the service closes."""
        while line := await self.reader.readline():
            if line.startswith(b"id: "):
                self.came[line[4:].decode().strip()] = time.perf_counter()


async def connected(api: Api, path: str) -> Listener:
    """A listener with the first event on its way."""
    reader, writer = await asyncio.open_connection("127.0.0.1", api.port)
    writer.write(f"GET {_PATH}{path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    await reader.readuntil(b"data: ")
    return Listener(reader, writer)


async def fan_out(number: int) -> None:
    """One task, so many listeners."""
    async with api_process(number) as api:
        task = (await api.queue.enqueue(make_record())).task
        claim = await api.queue.claim("w", tuple(Priority))
        assert claim is not None
        first = await connected(api, f"/{task.id}")
        idle_one = await _idle_commands(api)
        before_mb = tree_pss_mb(api.pid)
        listeners = [first, *[await connected(api, f"/{task.id}") for _ in range(number - 1)]]
        after_mb = tree_pss_mb(api.pid)
        idle_all = await _idle_commands(api)
        reading = [asyncio.create_task(listener.listen()) for listener in listeners]
        told: list[float] = []
        start = await api.commands()
        for percent in range(_ROUNDS):
            await api.queue.progress(claim, percent=percent, message="page", pages_done=1, pages_total=2)
            told.append(time.perf_counter())
            await asyncio.sleep(0.3)
        spent = await api.commands() - start
        for each in reading:
            each.cancel()
        await asyncio.gather(*reading, return_exceptions=True)
    delays_ms = [
        (came - at) * 1000
        for listener in listeners
        for at, came in zip(told, list(listener.came.values())[-_ROUNDS:], strict=True)
    ]
    centiles = statistics.quantiles(delays_ms, n=100)
    print(
        f"{number} listeners of one task: {(after_mb - before_mb) * 1024 / (number - 1):.0f} kB of PSS each"
    )
    print(f"delay p50 {centiles[49]:.1f} ms, p99 {centiles[98]:.1f} ms over {len(delays_ms)} events")
    print(f"Redis commands a second, idle: {idle_one:.1f} with one listener, {idle_all:.1f} with {number}")
    print(f"Redis commands for one event told to all: {spent / _ROUNDS:.1f}")


async def _idle_commands(api: Api) -> float:
    before = await api.commands()
    await asyncio.sleep(_IDLE_S)
    return (await api.commands() - before - 1) / _IDLE_S


async def estimates(number: int) -> None:
    """How far the first estimate of a waiting task was from what came, once a dozen tasks have ended."""
    async with api_process(number + 1) as api:
        await api.queue.heartbeat(replace(make_worker("w"), concurrency=_SLOTS))
        for _ in range(12):
            await api.queue.enqueue(make_record())
        await _work(api.queue, 12)
        ids = [(await api.queue.enqueue(make_record())).task.id for _ in range(number)]
        all_heard = asyncio.Barrier(number + 1)
        following = [asyncio.create_task(_followed(api, task_id, all_heard)) for task_id in ids]
        await all_heard.wait()
        await _work(api.queue, number)
        pairs = [pair for pair in await asyncio.gather(*following) if pair[0]]
    errors = [abs(guess - took) / took for guess, took in pairs]
    print(
        f"estimate: {len(pairs)} of {number} waiting tasks had one; off by {statistics.median(errors):.0%} (median),"
    )
    print(
        f"{statistics.quantiles(errors, n=10)[8]:.0%} (nine of ten within); runs of 0.1-1.5 s on {_SLOTS} slots"
    )


async def _work(queue: RedisQueueManager, count: int) -> None:
    left = iter(range(count))

    async def slot() -> None:
        for _ in left:
            claim = await queue.claim("w", tuple(Priority), wait_s=1)
            assert claim is not None
            await asyncio.sleep(min(1.5, max(0.1, random.lognormvariate(-0.9, 0.6))))
            await queue.complete(claim, Completion(head={"text": "", "pages": []}, pages=1))

    await asyncio.gather(*(slot() for _ in range(_SLOTS)))


async def _followed(api: Api, task_id: str, all_heard: asyncio.Barrier) -> tuple[float | None, float]:
    """The estimate before work begins, and the seconds it really took from there."""
    async with httpx2.AsyncClient(timeout=600) as http:
        async with http.stream("GET", f"http://127.0.0.1:{api.port}{_PATH}/{task_id}") as answer:
            told = (json.loads(line[6:]) async for line in answer.aiter_lines() if line.startswith("data: "))
            guess = (await anext(told))["seconds_left"]
            await all_heard.wait()
            start = time.monotonic()
            async for data in told:
                if data["status"] == "COMPLETED":
                    break
    return guess, time.monotonic() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--listeners", type=int, default=1_000)
    parser.add_argument("--tasks", type=int, default=60)
    arguments = parser.parse_args()
    asyncio.run(fan_out(arguments.listeners))
    asyncio.run(estimates(arguments.tasks))


if __name__ == "__main__":
    main()
