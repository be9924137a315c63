"""Several processes that share a limit, against a real HTTP server that counts what arrives.

    python -m bench.outside.processes [--processes 8 --seconds 240 --rpm 150 --tpm 2000000]

Starts a Redis of its own. Prints the most requests that arrived within any rolling minute, the share of the limit that was used after the
first minute, and the waits of the processes.
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
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median

import httpx2

from ocr_service.domain.outside.asking import Question
from ocr_service.domain.outside.limits import LimitPolicy
from ocr_service.outside.exchange import Exchange
from ocr_service.outside.shared_turns import SharedTurns
from ocr_service.outside.vision.answerer import VisionAnswerer
from ocr_service.outside.vision.client import VisionClient
from ocr_service.outside.vision.vendors import VENDORS
from ocr_service.queue import RedisQueueManager
from tests.support.redis_server import RedisServer
from tests.support.vision.stand_in import VisionStandIn

_READY = "ready"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """``most`` requests arrived within any window; ``share`` of the limit was used after the first; waits are means by process, in s."""

    requests: int
    most: int
    share: float
    waits_s: list[float]

    @property
    def max_to_median(self) -> float:
        """How much longer the slowest process waited."""
        return max(self.waits_s) / median(self.waits_s)


async def _work(told: dict[str, object]) -> None:
    """One process: four pages at a time until its time is over; says when it is ready, is told when it ends, prints its mean wait."""
    policy = LimitPolicy(**told["policy"])  # type: ignore[arg-type]
    queue = RedisQueueManager.connect(str(told["redis"]))
    answerer = VisionAnswerer(
        client=VisionClient(
            exchange=Exchange(
                http=httpx2.AsyncClient(timeout=30, trust_env=False),
                title="The vision service",
                variables="VISION_URL",
            ),
            vendor=VENDORS["gemini"],
            url=str(told["url"]),
            model="m",
            api_key="",
        ),
        turns=SharedTurns(
            limit=queue,
            policy=policy,
            worker=str(told["worker"]),
            concurrency=4,
            tokens_estimate=15_000,
        ),
    )
    folder = Path(str(told["folder"]))
    question = Question(
        kind="vision",
        request={"picture": str(folder / "page.jpg")},
        task_id="",
        owner="",
        folder=folder,
        deadline_s=3_600,
    )
    print(_READY, flush=True)
    end_s = float(await asyncio.to_thread(sys.stdin.readline))
    taken: list[float] = []

    async def read_pages() -> None:
        while (start := time.time()) < end_s:
            await answerer.answer(question)
            taken.append(time.time() - start)

    pages = [asyncio.create_task(read_pages()) for _ in range(4)]
    await asyncio.wait(pages, timeout=max(0.0, end_s - time.time()))
    for page in pages:
        page.cancel()
    await asyncio.gather(*pages, return_exceptions=True)
    await answerer.close()
    await queue.close()
    print(sum(taken) / max(1, len(taken)), flush=True)


def measure(*, processes: int, seconds: float, policy: LimitPolicy, answer_s: float) -> Seen:
    """Run it; raises ``CalledProcessError`` when a process fails."""
    with (
        tempfile.TemporaryDirectory() as name,
        RedisServer(Path(name) / "redis") as server,
        VisionStandIn(delay_s=answer_s, tokens=(6_000, 1_900)) as stand_in,
    ):
        folder = Path(name)
        (folder / "page.jpg").write_bytes(os.urandom(100_000))
        told = {"redis": server.url, "url": stand_in.url, "folder": name, "policy": asdict(policy)}
        running = [
            subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "bench.outside.processes",
                    "--as-worker",
                    json.dumps({**told, "worker": f"w{number}"}),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for number in range(processes)
        ]
        waits = []
        for process in running:
            assert process.stdout is not None
            process.stdout.readline()
        # All begin together, however long it took to start them.
        end = f"{time.time() + seconds}\n"
        for process in running:
            assert process.stdin is not None
            process.stdin.write(end)
            process.stdin.flush()
        for process in running:
            output, _ = process.communicate()
            if process.returncode:
                raise subprocess.CalledProcessError(process.returncode, "worker")
            waits.append(float(output))
    arrived = sorted(stand_in.arrived)
    window_s = policy.window_ms / 1_000
    most = max(sum(1 for each in arrived[first:] if each < at + window_s) for first, at in enumerate(arrived))
    windows = int((arrived[-1] - arrived[0]) / window_s)
    counted = sum(window_s <= each - arrived[0] < windows * window_s for each in arrived)
    share = counted / (policy.rpm * max(1, windows - 1))
    return Seen(requests=len(arrived), most=most, share=share, waits_s=sorted(waits))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=240)
    parser.add_argument("--rpm", type=int, default=150)
    parser.add_argument("--tpm", type=int, default=2_000_000)
    parser.add_argument("--answer-s", type=float, default=1.0)
    parser.add_argument("--as-worker", default="", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.as_worker:
        asyncio.run(_work(json.loads(told.as_worker)))
        return
    policy = replace(LimitPolicy(), rpm=told.rpm, tpm=told.tpm)
    seen = measure(processes=told.processes, seconds=told.seconds, policy=policy, answer_s=told.answer_s)
    print(f"{seen.requests} requests of {told.processes} processes; limit {told.rpm} a minute")
    print(
        f"most within any rolling minute: {seen.most}; of the limit used after the first: {100 * seen.share:.1f} %"
    )
    print(
        f"wait and answer, median of processes {median(seen.waits_s):.1f} s, max / median {seen.max_to_median:.2f}"
    )


if __name__ == "__main__":
    main()
