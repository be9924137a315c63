"""What the outbox costs a task that nobody waits for, and how fast subscribers are told.

    python -m bench.queue.outbox [--before CHECKOUT]

CPU (user and system, of client and Redis together) of no-op tasks: enqueue, claim, complete. With ``--before``, the folder
of an earlier checkout, its code runs the same in turns with this one, and the ratio is the median over the rounds.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parents[2]
LANES = 8


def head() -> dict[str, object]:
    """Of the result of a blank page."""
    from ocr_service.domain.document import ResultHead

    return ResultHead(page_count=1, confidence=0, language="eng", processing_time_s=0).to_json()


async def run_tasks(url: str, count: int) -> float:
    """No-op tasks through whatever code stands on the path; returns the CPU seconds of this process without its start."""
    from ocr_service.domain.queue_values import Completion
    from ocr_service.domain.status import Priority
    from ocr_service.domain.task import IntakeRecord, new_task_id
    from ocr_service.queue import RedisQueueManager

    queue = RedisQueueManager.connect(url)
    done = Completion(head=head(), pages=1)
    left = count
    await queue.ping()
    start_s = time.process_time()

    async def enqueue() -> None:
        nonlocal left
        while left > 0:
            left -= 1
            task_id = new_task_id()
            record = IntakeRecord(
                id=task_id,
                file_path="x",
                filename="x.pdf",
                media_type="application/pdf",
                sha256=task_id,
                bytes=1,
            )
            await queue.enqueue(record)

    async def work() -> None:
        while claim := await queue.claim("w", tuple(Priority)):
            await queue.complete(claim, done)

    await asyncio.gather(*(enqueue() for _ in range(LANES)))
    await asyncio.gather(*(work() for _ in range(LANES)))
    spent_s = time.process_time() - start_s
    await queue.close()
    return spent_s


def cpu_ms_per_task(tree: Path, count: int) -> float:
    """CPU of a client of ``tree`` and its fresh Redis, ms a task."""
    from tests.support.redis_server import RedisServer

    with tempfile.TemporaryDirectory() as folder:
        with RedisServer(Path(folder), options=("--appendonly", "yes")) as redis:
            redis_before = sum(psutil.Process(redis.pid).cpu_times()[:2])
            command = [sys.executable, __file__, "--tasks", redis.url, "--count", str(count)]
            env = {**os.environ, "PYTHONPATH": str(tree)}
            ran = subprocess.run(command, check=True, env=env, cwd=folder, capture_output=True, text=True)
            redis_s = sum(psutil.Process(redis.pid).cpu_times()[:2]) - redis_before
    return 1000 * (float(ran.stdout) + redis_s) / count


def compare(before: Path, count: int, rounds: int) -> None:
    """Print the cost of both in turns, and the ratio."""
    ratios = []
    for number in range(rounds):
        trees = (before, PROJECT) if number % 2 else (PROJECT, before)
        cost = {tree: cpu_ms_per_task(tree, count) for tree in trees}
        ratios.append(cost[PROJECT] / cost[before])
        print(f"round {number + 1}: before {cost[before]:.4f}, now {cost[PROJECT]:.4f} ms a task", flush=True)
    print(f"now / before: {statistics.median(ratios):.3f} (median of {rounds})")


async def tell(count: int) -> None:
    """Print what a notifier tells a receiver that says yes at once, and what it costs."""
    from tests.support.receiver import receiver
    from tests.support.redis_server import RedisServer
    from tests.support.told import Notifiers, subscribe

    with tempfile.TemporaryDirectory() as folder:
        with RedisServer(Path(folder) / "redis", options=("--appendonly", "yes")) as redis:
            from ocr_service.queue import RedisQueueManager

            queue = RedisQueueManager.connect(redis.url)
            async with receiver() as hook:
                await subscribe(queue, hook.url)
                await run_tasks(redis.url, count)
                notifiers = Notifiers(Path(folder), redis.url, count=1)
                try:
                    await hook.until(1, timeout_s=60)
                    process, start_s = psutil.Process(notifiers.pids[0]), time.perf_counter()
                    cpu_s, seen = sum(process.cpu_times()[:2]), len(hook.received)
                    await hook.until(count, timeout_s=600)
                    spent_s = time.perf_counter() - start_s
                    cpu_s = sum(process.cpu_times()[:2]) - cpu_s
                    memory_mb = process.memory_full_info().pss / 2**20
                finally:
                    notifiers.stop()
            await queue.close()
    told = count - seen
    print(
        f"{told / spent_s:.0f} deliveries/s, {1000 * cpu_s / told:.2f} ms of CPU each, {memory_mb:.0f} MB PSS"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path, help="folder of an earlier checkout")
    parser.add_argument("--count", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--tasks", metavar="URL", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.tasks:
        print(asyncio.run(run_tasks(arguments.tasks, arguments.count)))
        return
    if arguments.before:
        compare(arguments.before, arguments.count, arguments.rounds)
    asyncio.run(tell(arguments.count))


if __name__ == "__main__":
    main()
