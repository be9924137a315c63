"""kill -9 children of a Celery pool, and now and then the whole worker, while receipts are read: what is lost, what is accepted twice.

    python -m bench.chaos.celery_deaths --mode reads --rows var/celery.jsonl [--broker amqp://guest:guest@127.0.0.1:5672//]

Each call is one turn of ``--seconds``: so many kills as fit, then all receipts are waited for, and a row is added to ``--rows``; the sums of all rows
are printed by mode and broker. Call it again until there are enough. Without ``--broker`` a Redis of its own is the broker;
results go to that Redis in any case. ``--mode follows`` has the service's own worker read. A pool of three always has six receipts;
each fifth kill (``--whole-every``) takes the whole worker, which is started again, as a supervisor would. ``MAX_LOST_LEASES`` is out of the way: here deaths are no fault
of a document.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import redis
from PIL import Image, ImageDraw, ImageFont

from tests.support.processes.celery_worker import CeleryBesideService
from tests.support.processes.ports import free_port
from tests.support.redis_server import RedisServer
from tests.support.service import RunningService

CHILDREN, IN_FLIGHT = 3, 6
LAST_S = 90.0
VISIBLE_S = "5"


class Receipts:
    """Small pictures that differ in their bytes, so that none is answered from the cache of results."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        font = ImageFont.load_default(size=28)
        with Image.new("L", (420, 200), 255) as picture:
            ImageDraw.Draw(picture).multiline_text(
                (20, 20), "MILK    1.20\nBREAD   2.00\nTOTAL   3.20", font=font
            )
            picture.save(folder / "receipt.png")
        self._picture = (folder / "receipt.png").read_bytes()

    def add(self, number: int) -> None:
        """The file of a receipt."""
        (self._folder / f"{number}.png").write_bytes(self._picture + str(number).encode())


class Storm:
    """One turn: receipts that are sent, a worker that is killed, and what became of both."""

    def __init__(self, folder: Path, beside: CeleryBesideService, whole_every: int) -> None:
        self._receipts = Receipts(folder)
        self._beside = beside
        self._whole_every = whole_every
        self._handles: list[Any] = []
        self.kills: Counter[str] = Counter()

    def blow(self, seconds: float, pause_s: float) -> None:
        """Kill every ``pause_s`` for so long."""
        end_s = time.monotonic() + seconds
        while time.monotonic() < end_s:
            self._fill()
            self._kill(is_whole=self.kills.total() % self._whole_every == self._whole_every - 1)
            time.sleep(pause_s)
        self._until_all_ended()

    def _fill(self) -> None:
        while sum(not handle.ready() for handle in self._handles) < IN_FLIGHT:
            number = len(self._handles)
            self._receipts.add(number)
            self._handles.append(
                self._beside.start("process_receipt_ocr", "normal_priority", receipt_id=number)
            )

    def _kill(self, *, is_whole: bool) -> None:
        self._supervise()
        victims = self._children()
        if is_whole:
            self._beside.worker.kill()
            self._beside.worker.wait()
        else:
            victims = random.sample(victims, min(1, len(victims)))
        for child in victims:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self.kills["worker" if is_whole else "child"] += 1 if victims else 0
        self._supervise()

    def _children(self) -> list[int]:
        with suppress(psutil.NoSuchProcess):
            return self._beside.children()
        return []

    def _supervise(self) -> None:
        """Start a worker again that was killed or gave up, and let it come up: a child that dies before ends a Celery worker."""
        if self._beside.worker.poll() is None:
            return
        self.kills["gave up"] += self._beside.worker.returncode != -signal.SIGKILL
        ready = self._beside.log.read_text().count(" ready.")
        self._beside.begin()
        end_s = time.monotonic() + LAST_S
        while self._beside.log.read_text().count(" ready.") == ready and self._beside.worker.poll() is None:
            if time.monotonic() > end_s:
                raise TimeoutError(self._beside.log.read_text()[-2000:])
            time.sleep(0.1)

    def _until_all_ended(self) -> None:
        end_s = time.monotonic() + LAST_S
        while not all(handle.ready() for handle in self._handles) and time.monotonic() < end_s:
            self._supervise()
            time.sleep(0.2)

    def found(self) -> dict[str, int]:
        """How the receipts ended for Celery, and for the service."""
        ends = Counter(str(handle.state) for handle in self._handles)
        with redis.Redis.from_url(self._beside.service.redis_url, decode_responses=True) as raw:
            tasks = len(list(raw.scan_iter("task:*")))
            accepted = Counter(
                event["task_id"] for event in _events(raw) if event.get("status") == "COMPLETED"
            )
        return {
            "sent": len(self._handles),
            "success": ends["SUCCESS"],
            "failure": ends["FAILURE"],
            "open": ends.total() - ends["SUCCESS"] - ends["FAILURE"],
            "tasks": tasks,
            "completed": len(accepted),
            "accepted_twice": sum(count > 1 for count in accepted.values()),
            **{f"killed_{name.replace(' ', '_')}": count for name, count in self.kills.items()},
        }


def _events(raw: redis.Redis) -> Iterator[dict[str, str]]:
    for key in raw.scan_iter("*events*", _type="stream"):
        for _, event in raw.xrange(key):
            yield event


def turn(mode: str, broker: str, seconds: float, pause_s: float, whole_every: int) -> dict[str, Any]:
    """One row."""
    reads, port = mode == "reads", free_port()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with (
            RedisServer(folder / "broker", port=port),
            RunningService(
                folder / "service",
                programs=("api",) if reads else ("api", "worker"),
                ready="/healthz" if reads else "/readyz",
                CELERY_VISIBILITY_SECONDS=VISIBLE_S,
                WORKER_MAX_LOST_LEASES="1000",
                WORKER_LEASE_SECONDS="5",
            ) as service,
        ):
            backend = f"redis://127.0.0.1:{port}/1"
            beside = CeleryBesideService(
                folder, service, broker or backend, backend=backend, children=CHILDREN, reads=reads
            )
            try:
                if broker:
                    beside.app.control.purge()
                beside.until(lambda: " ready." in beside.log.read_text())
                storm = Storm(folder, beside, whole_every)
                begun_s = time.monotonic()
                storm.blow(seconds, pause_s)
                took_s = time.monotonic() - begun_s
                return {
                    "mode": mode,
                    "broker": (broker or backend).partition(":")[0],
                    "seconds": round(took_s),
                    **storm.found(),
                }
            finally:
                beside.end()


def summed(rows: Path) -> Iterator[str]:
    """A line for each mode and broker."""
    sums: dict[tuple[str, str], Counter[str]] = {}
    for line in rows.read_text().splitlines():
        row = json.loads(line)
        sums.setdefault((row.pop("mode"), row.pop("broker")), Counter()).update(row)
    for (mode, broker), found in sorted(sums.items()):
        yield f"{mode} on {broker}: " + ", ".join(f"{count} {name}" for name, count in found.items())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mode", choices=("reads", "follows"), default="reads")
    parser.add_argument("--broker", default="")
    parser.add_argument(
        "--seconds", type=float, default=100.0, help="of kills; then what is open is waited for"
    )
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two kills")
    parser.add_argument(
        "--whole-every", type=int, default=5, help="each how manieth kill takes the whole worker"
    )
    parser.add_argument("--rows", type=Path, required=True, help="file that a row is added to")
    chosen = parser.parse_args()
    row = turn(chosen.mode, chosen.broker, chosen.seconds, chosen.pause, chosen.whole_every)
    with chosen.rows.open("a") as file:
        file.write(json.dumps(row) + "\n")
    print(*summed(chosen.rows), sep="\n")
