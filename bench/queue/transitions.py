"""What each transition of a no-op task costs: processor time of Redis and of its client, microseconds a task.

    python -m bench.queue.transitions [--before CHECKOUT]

Processor time of two processes, by the kernel's own count (``/proc/PID/schedstat``, Linux): what else runs on the machine lengthens
none of it, but makes it dearer by a tenth or two, so checkouts run in turns and the lower quintile of all turns is told.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
TASKS, LANES, TURNS = 200, 8, 10
TRANSITIONS = ("enqueue", "claim", "complete")


def on_processor_us(pid: int) -> float:
    """Time that a process of one thread has had a processor."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1000


async def run_turns(url: str, redis_pid: int, turns: int) -> dict[str, list[tuple[float, float]]]:
    """By transition, Redis' and the client's time a task in each turn; through whatever code stands on the path."""
    from ocr_service.domain.document import ResultHead
    from ocr_service.domain.queue_values import Completion
    from ocr_service.domain.status import Priority
    from ocr_service.domain.task import Claim, IntakeRecord, new_task_id
    from ocr_service.queue import RedisQueueManager

    queue = RedisQueueManager.connect(url)
    head = ResultHead(page_count=1, confidence=0, language="eng", processing_time_s=0).to_json()
    done = Completion(head=head, pages=1)
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in TRANSITIONS}

    async def timed(name: str, steps: Iterable[Callable[[], Awaitable[object]]]) -> None:
        waiting = iter(list(steps))

        async def lane() -> None:
            for step in waiting:
                await step()

        redis_us, client_s = on_processor_us(redis_pid), time.process_time()
        await asyncio.gather(*(lane() for _ in range(LANES)))
        client_us = 1_000_000 * (time.process_time() - client_s)
        taken[name].append(((on_processor_us(redis_pid) - redis_us) / TASKS, client_us / TASKS))

    for _ in range(turns + 1):
        claims: list[Claim] = []

        async def enqueue() -> None:
            name = new_task_id()
            record = IntakeRecord(
                id=name, file_path="x", filename="x.pdf", media_type="application/pdf", sha256=name, bytes=1
            )
            await queue.enqueue(record)

        async def claim(claims: list[Claim] = claims) -> None:
            found = await queue.claim("w", tuple(Priority))
            assert found is not None
            claims.append(found)

        await timed("enqueue", [enqueue] * TASKS)
        await timed("claim", [claim] * TASKS)
        await timed("complete", [partial(queue.complete, each, done) for each in claims])
    await queue.close()
    return {name: turns[1:] for name, turns in taken.items()}  # the first warms up


def measured(tree: Path, turns: int) -> dict[str, list[list[float]]]:
    """Turns of a checkout, with a Redis and a client of their own."""
    from tests.support.redis_server import RedisServer

    with tempfile.TemporaryDirectory() as folder:
        with RedisServer(Path(folder), options=("--appendonly", "yes")) as redis:
            command = [sys.executable, __file__, "--of", redis.url, str(redis.pid), "--turns", str(turns)]
            env = {**os.environ, "PYTHONPATH": str(tree)}
            ran = subprocess.run(command, check=True, env=env, cwd=folder, capture_output=True, text=True)
    told: dict[str, list[list[float]]] = json.loads(ran.stdout)
    return told


def quintile(values: Iterable[float]) -> float:
    """The value that a fifth of them are below."""
    ordered = sorted(values)
    return ordered[len(ordered) // 5]


def show(name: str, taken: dict[str, list[list[float]]]) -> float:
    """Print one checkout's row; returns the sum."""
    cells = [
        (quintile(redis for redis, _ in turns), quintile(client for _, client in turns))
        for turns in taken.values()
    ]
    whole = sum(redis + client for redis, client in cells)
    row = " | ".join(f"{redis:.0f} + {client:.0f}" for redis, client in cells)
    print(
        f"| {name} | {row} | {sum(redis for redis, _ in cells):.0f} + {sum(client for _, client in cells):.0f} | {whole:.0f} |"
    )
    return whole


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path, help="folder of an earlier checkout")
    parser.add_argument("--turns", type=int, default=3, help="of 200 tasks in each of ten starts")
    parser.add_argument("--of", nargs=2, metavar=("URL", "PID"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.of:
        url, pid = arguments.of
        print(json.dumps(asyncio.run(run_turns(url, int(pid), arguments.turns))))
        return
    trees = {"before": arguments.before} if arguments.before else {}
    trees["now"] = PROJECT
    taken: dict[str, dict[str, list[list[float]]]] = {
        name: {each: [] for each in TRANSITIONS} for name in trees
    }
    for number in range(TURNS):
        for name in sorted(trees, reverse=bool(number % 2)):
            for transition, turns in measured(trees[name], arguments.turns).items():
                taken[name][transition] += turns
    print(
        f"| Redis + client, µs a task | {' | '.join(TRANSITIONS)} | together | whole |\n|---|---|---|---|---|---|"
    )
    whole = {name: show(name, taken[name]) for name in trees}
    if arguments.before:
        print(f"now / before: {whole['now'] / whole['before']:.3f}")


if __name__ == "__main__":
    main()
