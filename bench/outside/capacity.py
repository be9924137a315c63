"""How many workers a limit of a vision service feeds: the table that the index worker's guide gives, from measurement and simulation.

    python -m bench.outside.capacity [--pages 6 --minutes 10 --short rpm|tpm]

Measures what a page costs here (processor time of drawn letters, read as ``engine=vision`` reads them before it asks), takes 4 to 8 s for an
answer and 6,000 to 9,800 tokens a page (assumed: no vendor's model was reached), and lets the limiter's own scripts run on a Redis of its
own with the clock as an argument. ``--short`` says what is scarce: 150 requests a minute beside 2 million tokens, or tokens, 4 million beside
1,000 requests. The guide's own figures stand beside ours.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import tempfile
from pathlib import Path
from statistics import median

from bench.outside.simulated import HEAD, Scene, row, simulate
from ocr_service.domain.outside.limits import LimitPolicy
from ocr_service.queue import RedisQueueManager
from tests.support.drawings import draw_page
from tests.support.pipeline_runs import run
from tests.support.redis_server import RedisServer

WORKERS = (1, 2, 5, 10, 20, 50, 100, 200)
LIMITS = {"rpm": LimitPolicy(rpm=150, tpm=2_000_000), "tpm": LimitPolicy(rpm=1_000, tpm=4_000_000)}
GUIDE = {1: (7, 53_000), 2: (13, 106_000), 5: (34, 265_000), 10: (67, 530_000), 20: (134, 1_060_000)}
"""Requests and tokens a minute that the guide gives for so many workers."""
_LETTERS, _WORDS = "abcdefghijklmnoprstuvw", 250


def page_s(folder: Path, number: int) -> float:
    """Seconds of processor time that a page takes here, its programs included."""
    dice = random.Random(number)
    words = ["".join(dice.choices(_LETTERS, k=dice.randint(2, 9))) for _ in range(_WORDS)]
    scan = folder / f"{number}.png"
    draw_page(words, dpi=300).picture.save(scan, dpi=(300, 300))
    before = _processor_s()
    run(scan, folder / f"out-{number}")
    return _processor_s() - before


def _processor_s() -> float:
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


async def table(policy: LimitPolicy, local_s: tuple[float, float], minutes: float) -> None:
    """Print a row for each number of workers."""
    with tempfile.TemporaryDirectory() as name, RedisServer(Path(name) / "redis") as server:
        queue = RedisQueueManager.connect(server.url)
        for workers in WORKERS:
            await queue._client.flushall()
            scene = Scene(workers=workers, minutes=minutes, policy=policy, local_s=local_s)
            requests, tokens = GUIDE.get(workers, (0, 0))
            guide = f" {requests} requests, {tokens:,} tokens |" if requests else " – |"
            print(row(await simulate(queue, scene)) + guide, flush=True)
        await queue.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=6)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--short", choices=LIMITS, default="rpm")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        taken = sorted(page_s(Path(folder), number) for number in range(told.pages))
    print(f"a page here: {taken[0]:.1f} to {taken[-1]:.1f} s of processor time, median {median(taken):.1f}")
    policy = LIMITS[told.short]
    print(
        f"limits: {policy.rpm} requests, {policy.tpm:,} tokens a minute; {told.minutes:g} simulated minutes"
    )
    heads = HEAD.split("\n")
    print(f"{heads[0]} the guide says |\n{heads[1]}---|")
    asyncio.run(table(policy, (taken[0], taken[-1]), told.minutes))


if __name__ == "__main__":
    main()
