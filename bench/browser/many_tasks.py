"""What the web page costs among many tasks: list, filters, searches, further pages and Operations, and what Redis and the API take.

    python -m bench.browser.many_tasks [--tasks 100000] [--rounds 15]

Starts Redis and API and a worker that serves another queue on loopback, fills the queue by its own transitions (five owners; 3 of 10 tasks wait, 1 is
pending, 5 are done in four categories, 1 has failed by three errors), pauses the queues, and asks for each page several times. Prints as
Markdown, of each: the median and 95th per cent of its wall time, processor time of API and Redis, bytes, and bytes compressed.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority
from ocr_service.domain.task import TaskError, TaskOptions
from ocr_service.queue import RedisQueueManager
from tests.support.records import make_record, make_worker
from tests.support.service import RunningService

_AT_ONCE = 50
_OWNERS = ("", "anna", "ben", "cleo", "dora")
_CATEGORIES = ("invoice", "letter", "receipt", "contract")
_ERRORS = ("DOCUMENT_CORRUPT", "PASSWORD_REQUIRED", "PAGE_TIMEOUT")
_NAMES = ("Rechnung", "Brief", "Scan", "Vertrag", "Größe")
_OF_TEN = {"waiting": 3, "pending": 1, "failed": 1}
PAGES = {
    "the list": "/",
    "its second page": "",
    "state: done": "/?status=COMPLETED",
    "state: failed": "/?status=FAILED",
    "state: waiting": "/?status=QUEUED",
    "state: not started": "/?status=PENDING",
    "owner": "/?owner=anna",
    "owner and failed": "/?owner=anna&status=FAILED",
    "category": "/?category=invoice",
    "a category that nothing has": "/?category=zzz",
    "name: one in five": "/?name=rechnung",
    "name: the oldest alone": "/?name=needle",
    "name: nothing": "/?name=zzz",
    "days: the oldest": "/?until=2020-01-01",
    "Operations": "/operations",
    "Operations, its numbers alone": "/operations ",
    "a row": "row",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one answer: seconds on the clock, ms of the processor by program, bytes."""

    wall_s: float
    api_ms: float
    redis_ms: float
    body: bytes


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        with RunningService(Path(name), MAX_QUEUE_LENGTH="1000000", WORKER_QUEUES="normal") as service:
            started_mb = service.pss_mb("api")
            empty_mb = _redis_mb(service)
            began = time.monotonic()
            asyncio.run(_fill(service.redis_url, arguments.tasks))
            took_s, filled_mb = time.monotonic() - began, _redis_mb(service)
            print(
                f"{arguments.tasks:,} tasks in {took_s:.0f} s; Redis {empty_mb:.1f} MB before, {filled_mb:.1f} MB now: ",
                end="",
            )
            print(f"{1000 * (filled_mb - empty_mb) / arguments.tasks:.2f} kB a task\n")
            print("| page | wall p50 | wall p95 | API's processor | Redis' processor | bytes | compressed |")
            print("|---|---|---|---|---|---|---|")
            for what, address in _addresses(service).items():
                _row(what, [_asked(service, address) for _ in range(arguments.rounds)])
            print(f"\nthe API takes {started_mb:.1f} MB before and {service.pss_mb('api'):.1f} MB after")
    sys.exit()


async def _fill(url: str, tasks: int) -> None:
    queue = RedisQueueManager.connect(url)
    await queue.heartbeat(make_worker())
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(number: int) -> None:
        async with gate:
            await _task(queue, number)

    for start in range(0, tasks, 1_000):
        await asyncio.gather(*(one(number) for number in range(start, min(tasks, start + 1_000))))
    for priority in Priority:
        await queue.pause(priority)
    await queue.close()


async def _task(queue: RedisQueueManager, number: int) -> None:
    """A task as its number says; those that end are claimed at once, from a queue in which nobody else waits."""
    kind, name = number % 10, "needle" if number == 0 else _NAMES[number % len(_NAMES)]
    is_pending, is_waiting = kind < _OF_TEN["pending"], kind < sum(_OF_TEN.values()) - _OF_TEN["failed"]
    ends = not (is_pending or is_waiting)
    await queue.enqueue(
        make_record(
            filename=f"{name} {number:06}.pdf",
            owner=_OWNERS[number % len(_OWNERS)],
            hold=is_pending,
            priority=Priority.HIGH if ends else Priority.LOW,
            options=TaskOptions(),
        )
    )
    if not ends:
        return
    claim = await queue.claim("w1", (Priority.HIGH,))
    if claim is None:
        return
    if kind == 9:
        await queue.fail(
            claim, TaskError(code=_ERRORS[number // 10 % len(_ERRORS)], detail="It could not be read.")
        )
    else:
        head = {"category": _CATEGORIES[number // 10 % len(_CATEGORIES)], "confidence": 96.5}
        await queue.complete(claim, Completion(head=head, pages=1))


def _addresses(service: RunningService) -> dict[str, str]:
    first = _asked(service, "/").body.decode()
    more = first.partition('class="more"><a href="')[2].partition('"')[0].replace("&amp;", "&")
    row = first.partition('data-task="')[2].partition('"')[0]
    known = {"its second page": f"/{more}", "a row": f"/documents/{row}/row"}
    return {what: known.get(what, address) for what, address in PAGES.items()}


def _asked(service: RunningService, address: str) -> Cost:
    headers = {"HX-Request": "true"} if address.endswith((" ", "/row")) else {}
    redis_process = _redis()
    before = service.processor_ms("api"), sum(redis_process.cpu_times()[:2])
    request = urllib.request.Request(f"{service.url}{address.strip()}", headers=headers)
    began = time.monotonic()
    with urllib.request.urlopen(request, timeout=120) as answer:
        body = answer.read()
    wall_s = time.monotonic() - began
    return Cost(
        wall_s,
        service.processor_ms("api") - before[0],
        1000 * (sum(redis_process.cpu_times()[:2]) - before[1]),
        body,
    )


def _redis() -> psutil.Process:
    started = psutil.Process().children(recursive=True)
    return next(each for each in started if "redis-server" in each.name())


def _redis_mb(service: RunningService) -> float:
    async def asked() -> float:
        queue = RedisQueueManager.connect(service.redis_url)
        try:
            return (await queue.redis_use()).used_bytes / 1_000_000
        finally:
            await queue.close()

    return asyncio.run(asked())


def _row(what: str, costs: Sequence[Cost]) -> None:
    walls = sorted(cost.wall_s * 1000 for cost in costs)
    p95 = walls[min(len(walls) - 1, round(0.95 * len(walls)))]
    api, redis = (
        sum(figures) / len(costs)
        for figures in ([cost.api_ms for cost in costs], [cost.redis_ms for cost in costs])
    )
    body = costs[-1].body
    print(
        f"| {what} | {statistics.median(walls):.0f} ms | {p95:.0f} ms | {api:.0f} ms | {redis:.0f} ms "
        f"| {len(body):,} | {len(gzip.compress(body)):,} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
