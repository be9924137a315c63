"""How far does one Redis go? What a task asks of it, from a real run, and what that makes of 1 to 1,000 workers, on paper.

    python -m bench.queue.scale [--tasks 40] [--waiting 2000]

A whole service reads letters of one page, one after the other; commands, bytes and processor time are Redis' own numbers,
those of the same service at rest taken away. The table multiplies them: it was not run with a thousand workers.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psutil
import redis

from ocr_service.queue import RedisQueueManager
from tests.support.drawings import draw_page, scan_pdf, sentence
from tests.support.records import make_record
from tests.support.redis_server import RedisServer
from tests.support.service import RunningService

_REST_S = 20.0
_WORKERS = (1, 10, 100, 1_000)
_CORE = 0.8
"""Of one core that Redis may be kept busy before waits grow: it does one thing at a time."""
_CLIENTS = 10_000
"""``maxclients``, unless redis.conf says otherwise."""


@dataclass(frozen=True)
class Counters:
    """Redis since it was started; ``cpu_s`` is user and system of its process."""

    commands: float
    received: float
    sent: float
    cpu_s: float
    at_s: float

    def since(self, earlier: Counters) -> Counters:
        """What came after ``earlier``."""
        return Counters(*(getattr(self, name) - getattr(earlier, name) for name in _NAMES))

    def per(self, count: float) -> Counters:
        """Of each of so many."""
        return Counters(*(getattr(self, name) / count for name in _NAMES))


_NAMES = ("commands", "received", "sent", "cpu_s", "at_s")


def counters(raw: redis.Redis) -> Counters:
    """Now."""
    info = raw.info()
    times = psutil.Process(info["process_id"]).cpu_times()
    return Counters(
        commands=info["total_commands_processed"],
        received=info["total_net_input_bytes"],
        sent=info["total_net_output_bytes"],
        cpu_s=times.user + times.system,
        at_s=time.monotonic(),
    )


def letters(folder: Path, count: int) -> list[bytes]:
    """Scans of one page, each with words of its own."""
    found = []
    for number in range(count):
        path = folder / f"{number}.pdf"
        scan_pdf(path, [draw_page(sentence(number, 60), dpi=150, points=12, inch=(8, 6)).picture], dpi=150)
        found.append(path.read_bytes())
    return found


def read_all(url: str, documents: list[bytes]) -> None:
    """One after the other, each until it has ended."""
    with httpx2.Client(base_url=f"{url}/api/v1", timeout=120) as http:
        for document in documents:
            sent = http.post("/ocr/process", files={"file": ("letter.pdf", document)}).json()
            status = ""
            while status not in ("COMPLETED", "FAILED"):
                status = http.get(f"/ocr/status/{sent['task_id']}", params={"wait": 30}).json()["status"]


async def waiting_bytes(url: str, count: int) -> float:
    """Memory of Redis for a task that waits."""
    queue = RedisQueueManager.connect(url)
    with redis.Redis.from_url(url) as raw:
        before = raw.info("memory")["used_memory"]
        for _ in range(count):
            await queue.enqueue(make_record())
        after = raw.info("memory")["used_memory"]
    await queue.close()
    return (after - before) / count


def table(task: Counters, rest: Counters, connections: int) -> None:
    """Workers -> what Redis has to do when all of them read without a pause."""
    print("| workers | pages a day | commands/s | Mbit/s | Redis' core busy | connections |")
    print("|---|---|---|---|---|---|")
    for workers in _WORKERS:
        tasks = workers / task.at_s
        commands = tasks * task.commands + workers * rest.commands
        bits = 8e-6 * (tasks * (task.received + task.sent) + workers * (rest.received + rest.sent))
        busy = tasks * task.cpu_s + workers * rest.cpu_s
        print(
            f"| {workers:,} | {86_400 * tasks:,.0f} | {commands:,.0f} | {bits:,.1f} | {busy:.1%} |"
            f" {workers * connections:,} |"
        )
    most = _CORE / (task.cpu_s / task.at_s + rest.cpu_s)
    print(
        f"one core of Redis is {_CORE:.0%} busy with {most:,.0f} workers; {_CLIENTS:,} connections are",
        end=" ",
    )
    print(f"{_CLIENTS // connections:,} workers")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tasks", type=int, default=40)
    parser.add_argument("--waiting", type=int, default=2_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        documents = letters(Path(name), arguments.tasks)
        folder = Path(name, "service")
        folder.mkdir()
        with RunningService(folder) as service, redis.Redis.from_url(service.redis_url) as raw:
            read_all(service.url, documents[:1])
            start = counters(raw)
            time.sleep(_REST_S)
            rest = counters(raw).since(start).per(_REST_S)
            start = counters(raw)
            read_all(service.url, documents[1:])
            spent = counters(raw).since(start)
            connections = len(raw.client_list()) - 1
            ended = len(documents) - 1
            task = Counters(
                *((getattr(spent, each) - getattr(rest, each) * spent.at_s) / ended for each in _NAMES[:4]),
                at_s=spent.at_s / ended,
            )
            print(
                f"a task of one page, {task.at_s:.2f} s on one worker: {task.commands:.0f} commands,", end=" "
            )
            print(f"{task.received / 1000:.1f} kB to Redis, {task.sent / 1000:.1f} kB from it,", end=" ")
            print(f"{1000 * task.cpu_s:.2f} ms of its processor time")
            print(
                f"at rest, API and one worker, {connections} connections: {rest.commands:.1f} commands/s, {1000 * rest.cpu_s:.2f} ms/s"
            )
            table(task, rest, connections)
        with RedisServer(Path(name, "waiting")) as server:
            per_waiting = asyncio.run(waiting_bytes(server.url, arguments.waiting))
            print(f"a waiting task: {per_waiting:,.0f} bytes of Redis' memory")


if __name__ == "__main__":
    main()
