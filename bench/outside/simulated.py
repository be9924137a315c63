"""Many workers that share a limit, in simulated time: the real scripts on a real Redis, the clock as an argument.

    python -m bench.outside.simulated --redis-url unix:///tmp/redis.sock [--workers 100 --minutes 10]

Empties that Redis. Prints the most requests and tokens of any rolling minute, the share of the limit that was used after the first minute,
and the waits by worker. A table for many numbers of workers: ``bench.outside.capacity``.
"""

from __future__ import annotations

import argparse
import asyncio
import heapq
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from ocr_service.domain.outside.limits import LimitPolicy
from ocr_service.queue import RedisQueueManager

START_MS = 1_790_000_000_000
DEFAULT = LimitPolicy()


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Each worker reads one page after the other: ``local_s`` without the service, then a request that takes ``answer_s``."""

    workers: int = 100
    minutes: float = 10.0
    policy: LimitPolicy = DEFAULT
    estimate: int = 15_000
    tokens: tuple[int, int] = (6_000, 9_800)
    answer_s: tuple[float, float] = (4.0, 8.0)
    local_s: tuple[float, float] = (1.0, 5.0)
    owners: int = 5


@dataclass(frozen=True)
class Outcome:
    """What happened: ``sent`` are (ms, tokens) of requests as they went out, ``waits_s`` the waits by worker
    after the first window, ``calls`` those of Redis."""

    scene: Scene
    sent: Sequence[tuple[int, int]]
    waits_s: dict[int, list[float]]
    calls: int

    @property
    def requests_of_a_minute(self) -> int:
        """The most within any window."""
        return max(count for count, _ in self._minutes())

    @property
    def tokens_of_a_minute(self) -> int:
        """The most within any window."""
        return max(tokens for _, tokens in self._minutes())

    def _minutes(self) -> Iterator[tuple[int, int]]:
        first = tokens = 0
        for last, (at_ms, used) in enumerate(self.sent):
            tokens += used
            while self.sent[first][0] <= at_ms - self.scene.policy.window_ms:
                tokens -= self.sent[first][1]
                first += 1
            yield last - first + 1, tokens

    def steady(self) -> tuple[float, float]:
        """Requests and tokens a minute after the first one."""
        window_ms = self.scene.policy.window_ms
        late = [tokens for at_ms, tokens in self.sent if at_ms >= START_MS + window_ms]
        minutes = self.scene.minutes - window_ms / 60_000
        return len(late) / minutes, sum(late) / minutes

    def mean_waits_s(self) -> list[float]:
        """The mean wait of each worker, shortest first."""
        return sorted(sum(waits) / len(waits) for waits in self.waits_s.values() if waits)


async def simulate(queue: RedisQueueManager, scene: Scene, *, seed: int = 1) -> Outcome:
    """Run it; time is that of the earliest event."""
    chance, end_ms = random.Random(seed), START_MS + round(60_000 * scene.minutes)
    # when, order, what, worker, page, since
    events = [
        (START_MS + chance.randrange(2_000), worker, "ask", worker, 0, 0) for worker in range(scene.workers)
    ]
    heapq.heapify(events)
    sent: list[tuple[int, int]] = []
    waits: dict[int, list[float]] = {worker: [] for worker in range(scene.workers)}
    order, calls = scene.workers, 0
    while events and events[0][0] < end_ms:
        now_ms, _, what, worker, page, since_ms = heapq.heappop(events)
        queue.scripts.now_ms = str(now_ms)
        order, calls, name = order + 1, calls + 1, f"{worker}-{page}"
        if what == "done":
            await queue.settle_reservation(name, policy=scene.policy, sent_after_ms=0, tokens=since_ms)
            next_ms = now_ms + round(1_000 * chance.uniform(*scene.local_s))
            heapq.heappush(events, (next_ms, order, "ask", worker, page + 1, 0))
            continue
        since_ms = since_ms or now_ms
        verdict = await queue.reserve(
            name,
            worker=f"w{worker}",
            owner=f"o{worker % scene.owners}",
            tokens=scene.estimate,
            policy=scene.policy,
        )
        if verdict.is_granted:
            tokens = chance.randrange(*scene.tokens)
            sent.append((now_ms, tokens))
            if now_ms >= START_MS + scene.policy.window_ms:
                waits[worker].append((now_ms - since_ms) / 1_000)
            done_ms = now_ms + round(1_000 * chance.uniform(*scene.answer_s))
            heapq.heappush(events, (done_ms, order, "done", worker, page, tokens))
        else:
            again_ms = now_ms + max(1, round(1_000 * verdict.wait_s))
            heapq.heappush(events, (again_ms, order, "ask", worker, page, since_ms))
    return Outcome(scene, sent, waits, calls)


HEAD = (
    "| workers | requests/min | tokens/min | of the limit | most in a rolling minute | wait, median of workers | max / median | calls of Redis a second |\n"
    "|---|---|---|---|---|---|---|---|"
)


def row(seen: Outcome) -> str:
    """One row of the table."""
    policy, waits = seen.scene.policy, seen.mean_waits_s()
    requests, tokens = seen.steady()
    middle = median(waits)
    share = max(requests / (policy.rpm or float("inf")), tokens / (policy.tpm or float("inf")))
    fair = f"{waits[-1] / middle:.2f}" if middle > 0.05 else "–"
    return (
        f"| {seen.scene.workers} | {requests:.1f} | {tokens:,.0f} | {100 * share:.1f} % |"
        f" {seen.requests_of_a_minute} requests, {seen.tokens_of_a_minute:,} tokens | {middle:.1f} s | {fair} |"
        f" {seen.calls / (60 * seen.scene.minutes):.0f} |"
    )


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--redis-url", required=True)
    parser.add_argument("--workers", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rpm", type=int, default=150)
    parser.add_argument("--tpm", type=int, default=2_000_000)
    told = parser.parse_args()
    policy = LimitPolicy(rpm=told.rpm, tpm=told.tpm)
    print(f"limits: {told.rpm} requests, {told.tpm:,} tokens a minute; {told.minutes:g} simulated minutes")
    print(HEAD)
    queue = RedisQueueManager.connect(told.redis_url)
    await queue._client.flushall()
    print(row(await simulate(queue, Scene(workers=told.workers, minutes=told.minutes, policy=policy))))
    await queue.close()


if __name__ == "__main__":
    asyncio.run(main())
