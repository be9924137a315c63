"""What Celery's own queue does worse or better than this service's: lost, doubled, latency, order, memory, measured alike.

    python -m bench.chaos.celery_beside [rest] [kills] [ours] [reading] [--broker amqp://guest:guest@127.0.0.1:5672//] [--kills 25]

Each word is a part that takes about a minute; all of them without any. A small Celery app and a worker with a pool of two beside a Redis of its own (``--broker``: a RabbitMQ that runs already). Its tasks
write down when they began. For each kill four tasks are sent, and the whole worker is killed with its pool while they run. Beside
it the same for this service's queue, with real workers around documents that take no OCR. ``reading`` is the memory of a Celery worker
whose children read.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from statistics import quantiles

import celery
import psutil

from bench.queue.ours import pickup, throughput
from ocr_service.domain.status import Priority
from tests.support.documents.drawn_receipts import draw_receipt
from tests.support.fleet import Fleet
from tests.support.processes.celery_worker import CeleryBesideService
from tests.support.processes.ports import free_port
from tests.support.read_documents import RECEIPT
from tests.support.redis_server import RedisServer
from tests.support.service import RunningService

_APP = """
import os, time
from celery import Celery
from kombu import Queue
app = Celery("beside", broker=os.environ["BROKER"], backend=None)
app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=1, broker_connection_retry_on_startup=True,
    task_queues=[Queue("high"), Queue("low")], task_default_queue="low",
    task_acks_late=os.environ["LATE"] == "1", task_reject_on_worker_lost=os.environ["LATE"] == "1")
if app.conf.broker_url.startswith("redis"):
    app.conf.broker_transport_options = {"visibility_timeout": 5, "queue_order_strategy": "priority"}
@app.task(name="note")
def note(number, seconds):
    with open(os.environ["NOTES"], "a") as notes:
        notes.write(f"began {number} {time.time()}\\n")
    time.sleep(seconds)
    with open(os.environ["NOTES"], "a") as notes:
        notes.write(f"ended {number} {time.time()}\\n")
"""
_TASK_S = 0.4
_AT_ONCE = 4
_SETTLED_S = 60.0
_SAMPLES, _NO_OPS = 100, 500
PARTS = ("rest", "kills", "ours", "reading")


class Beside:
    """A Celery worker of the small app, and a caller of it."""

    def __init__(self, folder: Path, broker: str, *, late: bool) -> None:
        folder.mkdir()
        self.notes = folder / "notes"
        self.notes.touch()
        (folder / "beside.py").write_text(_APP)
        self._folder = folder
        self._env = os.environ | {"BROKER": broker, "LATE": "1" if late else "0", "NOTES": str(self.notes)}
        self.app = celery.Celery(broker=broker)
        self.start()

    def start(self) -> None:
        """A worker with two children."""
        words = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "beside",
            "worker",
            "--concurrency",
            "2",
            "-l",
            "ERROR",
        ]
        with (self._folder / "log").open("ab") as log:
            self.worker = subprocess.Popen(
                words, env=self._env, cwd=self._folder, stdout=log, stderr=log, start_new_session=True
            )

    def send(self, number: int, seconds: float, queue: str = "low") -> None:
        """Ask for a task."""
        self.app.send_task("note", args=(number, seconds), queue=queue)

    def times(self, what: str) -> list[tuple[int, float]]:
        """Numbers and times, in their order."""
        lines = [line.split() for line in self.notes.read_text().splitlines()]
        return [(int(number), float(at)) for name, number, at in lines if name == what]

    def until(self, what: str, count: int, longest_s: float = 60.0) -> bool:
        """So many of them were noted, each number once."""
        end_s = time.monotonic() + longest_s
        while len({number for number, _ in self.times(what)}) < count:
            if time.monotonic() > end_s:
                return False
            time.sleep(0.01)
        return True

    def kill(self) -> None:
        """The whole worker with its pool, as a machine's end does."""
        os.killpg(self.worker.pid, signal.SIGKILL)
        self.worker.wait()

    def memory_mb(self) -> float:
        """Of the worker and its pool."""
        return tree_mb(self.worker.pid)


def tree_mb(pid: int) -> float:
    """PSS of a process and all below it: pages that they share are counted once."""
    found = 0
    root = psutil.Process(pid)
    for each in (root, *root.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            found += each.memory_full_info().pss
    return found / 2**20


def celery_kills(folder: Path, broker: str, kills: int, *, late: bool) -> str:
    """Tasks that never ended, and those that ended twice."""
    beside = Beside(folder, broker, late=late)
    for number in range(kills):
        sent = range(number * _AT_ONCE, (number + 1) * _AT_ONCE)
        for each in sent:
            beside.send(each, _TASK_S)
        end_s = time.monotonic() + 30
        while not {each for each, _ in beside.times("began")} & set(sent) and time.monotonic() < end_s:
            time.sleep(0.01)
        beside.kill()
        beside.start()
    beside.until("ended", kills * _AT_ONCE, _SETTLED_S)
    ended = Counter(number for number, _ in beside.times("ended"))
    last_s = max((at for _, at in beside.times("ended")), default=0.0)
    beside.kill()
    doubled = sum(count > 1 for count in ended.values())
    return (
        f"{kills * _AT_ONCE} tasks, {kills} workers killed: {kills * _AT_ONCE - len(ended)} lost, {doubled} ended twice"
        + ("" if last_s else " (none ended)")
    )


def celery_rest(folder: Path, broker: str) -> None:
    """Latency, order and memory, without disasters."""
    beside = Beside(folder, broker, late=True)
    beside.send(-1, 0)
    beside.until("began", 1)
    waits_ms = []
    for number in range(_SAMPLES):
        sent_s = time.time()
        beside.send(number, 0)
        beside.until("began", number + 2)
        waits_ms.append(1000 * (dict(beside.times("began"))[number] - sent_s))
    centiles = quantiles(waits_ms, n=100)
    print(f"  sent to begun: p50 {centiles[49]:.1f} ms, p95 {centiles[94]:.1f} ms, p99 {centiles[98]:.1f} ms")
    sent_s = time.time()
    for number in range(10_000, 10_000 + _NO_OPS):
        beside.send(number, 0)
    beside.until("ended", _SAMPLES + 1 + _NO_OPS)
    took_s = max(at for _, at in beside.times("ended")) - sent_s
    print(f"  {_NO_OPS / took_s:.0f} no-op tasks a second, sent by one and run by two children")
    print(f"  memory of a worker with two children that have nothing to do: {beside.memory_mb():.0f} MB")
    for number in range(1_000, 1_020):
        beside.send(number, 0.1)
    beside.send(2_000, 0, "high")
    beside.until("began", _SAMPLES + 1 + _NO_OPS + 21)
    order = [number for number, _ in beside.times("began") if 1_000 <= number < 10_000]
    print(f"  one urgent task behind 20 others begins as number {order.index(2_000) + 1}")
    beside.kill()


async def _one_claimed(fleet: Fleet, ids: list[str]) -> None:
    async with asyncio.timeout(60):
        while True:
            if any(task.worker for task in (await fleet.queue.known(ids)).values()):
                return
            await asyncio.sleep(0.01)


async def ours(folder: Path, kills: int) -> None:
    """The same of this service's queue."""
    with RedisServer(folder / "latency") as server:
        found = await pickup(server.url, _SAMPLES)
        print(
            f"  enqueued to claimed: p50 {found.p50_ms:.1f} ms, p95 {found.p95_ms:.1f} ms, p99 {found.p99_ms:.1f} ms"
        )
        rate = await throughput(server.url, count=_NO_OPS, concurrency=2)
        print(f"  {rate:.0f} no-op tasks a second, two at once in one process")
    with RedisServer(folder / "redis", options=("--appendonly", "yes")) as redis:
        fleet = Fleet(folder, redis, count=1, lease_s=1.0, page_s=_TASK_S / 3, max_lost_leases=1_000)
        try:
            fleet.start()
            await fleet.until_registered("w0")
            idle_mb = tree_mb(fleet.workers[0].process.pid)
            print(f"  memory of a worker around documents without OCR: {idle_mb:.0f} MB")
            low = await fleet.submit(20, priority=Priority.LOW)
            [urgent] = await fleet.submit(1, priority=Priority.HIGH)
            tasks = await fleet.until_final([*low, urgent])
            begun = sorted(tasks, key=lambda task_id: tasks[task_id].started_at)
            print(f"  one urgent task behind 20 others begins as number {begun.index(urgent) + 1}")
            ids: list[str] = []
            for _ in range(kills):
                sent = await fleet.submit(_AT_ONCE)
                ids += sent
                await _one_claimed(fleet, sent)
                fleet.workers[0].process.kill()
                fleet.workers[0].process.wait()
                fleet.start_worker("w0")
            ended = await fleet.until_final(ids, timeout_s=300)
            lost = sum(task.status != "COMPLETED" for task in ended.values())
            doubled = sum(count > 1 for count in (await fleet.completions()).values())
            print(f"  {len(ids)} tasks, {kills} workers killed: {lost} lost, {doubled} ended twice")
        finally:
            await fleet.stop()


def reading(folder: Path) -> None:
    """Memory of a Celery worker whose two children read, one page at a time."""
    folder.mkdir()
    port = free_port()
    with (
        RedisServer(folder / "broker", port=port),
        RunningService(
            folder / "service",
            programs=("api",),
            ready="/healthz",
            PAGE_SLOTS="1",
            WORKER_MEMORY_MB="128",
        ) as service,
    ):
        url = f"redis://127.0.0.1:{port}/1"
        beside = CeleryBesideService(folder, service, url, children=2, reads=True)
        try:
            draw_receipt(folder / "0.png", RECEIPT)
            draw_receipt(folder / "1.png", RECEIPT)
            beside.start("process_receipt_ocr", "normal_priority", receipt_id=0).get(timeout=60)
            server = beside.fork_server().pid
            print(
                f"  idle: {tree_mb(beside.worker.pid):.0f} MB, of which {tree_mb(server):.0f} its fork server"
            )
            handle = beside.start("process_receipt_ocr", "normal_priority", receipt_id=1)
            most_mb = readers_mb = 0.0
            while not handle.ready():
                most_mb = max(most_mb, tree_mb(beside.worker.pid))
                readers_mb = max(readers_mb, tree_mb(server))
            print(
                f"  while it reads: {most_mb:.0f} MB at most, of which {readers_mb:.0f} its fork server and all that reads"
            )
        finally:
            beside.end()


def main() -> None:
    """Celery with its defaults, Celery with late acknowledgements, and this service."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help="default: all")
    parser.add_argument("--broker", default="")
    parser.add_argument("--kills", type=int, default=25)
    arguments = parser.parse_args()
    parts = arguments.part or PARTS
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        with RedisServer(folder / "broker", port=port):
            broker = arguments.broker or f"redis://127.0.0.1:{port}/1"
            print(f"Celery on {broker.partition(':')[0]}:", flush=True)
            if "rest" in parts:
                celery_rest(folder / "rest", broker)
            for late, called in ((False, "defaults"), (True, "acks_late, reject_on_worker_lost")):
                if "kills" in parts:
                    found = celery_kills(folder / called[:5], broker, arguments.kills, late=late)
                    print(f"  {called}: {found}", flush=True)
        if "ours" in parts:
            print("this service:", flush=True)
            asyncio.run(ours(folder, arguments.kills))
        if "reading" in parts:
            print("a Celery worker whose children read:", flush=True)
            reading(folder / "reading")


if __name__ == "__main__":
    main()
