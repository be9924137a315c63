"""Print what each ``appendfsync`` costs and what a power cut takes: ``python -m bench.queue.durability``.

Redis alone, without the intake records' help: 16 callers enqueue all the time, the server is killed at a
random moment, its append-only file is cut back to what the last sync had covered, and after its restart the
acknowledged tasks that it no longer knows are counted.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.chaos.redis_deaths import build_shim, forget_unsynced
from ocr_service.errors import BackendUnavailable
from ocr_service.queue import QueuePolicy, RedisQueueManager
from tests.support.records import make_record
from tests.support.redis_server import RedisServer

CUTS = 5
CALLERS = 16
POLICY = QueuePolicy(max_queue_length=1_000_000)


@dataclass(slots=True)
class Losses:
    """Tasks of one way to sync: acknowledged, lost, and the time all cuts' loads took together."""

    acknowledged: int = 0
    lost: int = 0
    load_s: float = 0.0
    alone_ms: list[float] = field(default_factory=list)

    def row(self, fsync: str) -> str:
        """The row of the table."""
        rate = self.acknowledged / self.load_s
        return (
            f"| {fsync} | {statistics.median(self.alone_ms):.2f} ms | {rate:.0f}/s "
            f"| {self.lost} of {self.acknowledged} |"
        )


async def load(queue: RedisQueueManager, seconds: float) -> list[str]:
    """Enqueue from all callers; returns the ids that were acknowledged."""
    acknowledged: list[str] = []
    deadline = time.monotonic() + seconds

    async def enqueue() -> None:
        while time.monotonic() < deadline:
            acknowledged.append((await queue.enqueue(make_record())).task.id)

    await asyncio.gather(*(enqueue() for _ in range(CALLERS)))
    return acknowledged


async def cut_power(server: RedisServer, ledger: Path, dice: random.Random, losses: Losses) -> None:
    """One load, one cut, one count."""
    server.start()
    queue = RedisQueueManager.connect(server.url, policy=POLICY)
    for _ in range(50):
        start = time.perf_counter()
        await queue.enqueue(make_record())
        losses.alone_ms.append((time.perf_counter() - start) * 1000)
    seconds = dice.uniform(1.2, 2.4)
    ids = await load(queue, seconds)
    server.kill()
    forget_unsynced(server.folder, ledger)
    server.start()
    known = await _known(queue, ids)
    await queue.close()
    server.kill()
    losses.acknowledged += len(ids)
    losses.lost += len(ids) - known
    losses.load_s += seconds


async def _known(queue: RedisQueueManager, ids: list[str]) -> int:
    for _ in range(50):
        try:
            steps = [await queue.known(ids[start : start + 1_000]) for start in range(0, len(ids), 1_000)]
        except BackendUnavailable:  # still loading
            await asyncio.sleep(0.1)
        else:
            return sum(len(step) for step in steps)
    raise TimeoutError("redis-server does not come back")


def measure(fsync: str) -> Losses:
    """``CUTS`` power cuts of fresh servers."""
    losses, dice = Losses(), random.Random(13)
    for _ in range(CUTS):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            ledger = folder / "syncs"
            env = {"LD_PRELOAD": str(build_shim(folder)), "SYNC_LEDGER": str(ledger)}
            options = ("--appendonly", "yes", "--appendfsync", fsync, "--auto-aof-rewrite-percentage", "0")
            server = RedisServer(folder / "redis", options=options, env=env)
            asyncio.run(cut_power(server, ledger, dice, losses))
            server.stop()
    return losses


def main() -> None:
    """Measure and print."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    print("| appendfsync | one enqueue, alone | 16 callers | lost in 5 power cuts, of acknowledged |")
    print("|---|---|---|---|")
    for fsync in ("everysec", "always", "no"):
        print(measure(fsync).row(fsync), flush=True)


if __name__ == "__main__":
    main()
