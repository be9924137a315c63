"""kill -9 the child of a Celery pool that follows a receipt, or its whole worker, for each receipt once: what is lost, what is read twice.

    python -m bench.chaos.celery_deaths --receipts 100 [--broker amqp://guest:guest@127.0.0.1:5672//] [--whole]

Without ``--broker`` a Redis of its own is the broker; results go to that Redis in any case.
"""

from __future__ import annotations

import argparse
import os
import signal
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from tests.support.documents.drawn_receipts import draw_receipt
from tests.support.processes.celery_worker import CeleryBesideService
from tests.support.read_documents import RECEIPT
from tests.support.redis_server import RedisServer
from tests.support.service import RunningService, free_port

LONGEST_S = 30.0


def _receipts(folder: Path, count: int) -> None:
    """Receipts that differ in a byte behind the picture, so that none is answered from the cache of results."""
    draw_receipt(folder / "receipt.png", RECEIPT)
    picture = (folder / "receipt.png").read_bytes()
    for number in range(count):
        (folder / f"{number}.png").write_bytes(picture + str(number).encode())


def _killed_and_ended(beside: CeleryBesideService, number: int, *, is_whole: bool) -> str:
    """How a receipt's task ended for Celery, after the child that followed it was killed, or the worker with it."""
    handle = beside.start("process_receipt_ocr", "normal_priority", receipt_id=number)
    beside.until(lambda: handle.state == "PROCESSING" or handle.ready())
    if handle.ready():
        return "ended before the kill"
    children = beside.children()
    if is_whole:
        beside.worker.kill()
        beside.worker.wait()
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    if is_whole:
        beside.begin()
    end_s = time.monotonic() + LONGEST_S
    while not handle.ready():
        if time.monotonic() > end_s:
            return "not ended"
        time.sleep(0.01)
    return str(handle.state)


def run(receipts: int, broker: str, *, is_whole: bool) -> None:
    """Print one line."""
    with tempfile.TemporaryDirectory() as place:
        folder, port = Path(place), free_port()
        _receipts(folder, receipts)
        with RedisServer(folder / "broker", port=port), RunningService(folder / "service") as service:
            backend = f"redis://127.0.0.1:{port}/1"
            beside = CeleryBesideService(folder, service, broker or backend, backend=backend)
            try:
                begun_s = time.monotonic()
                ends = Counter(
                    _killed_and_ended(beside, number, is_whole=is_whole) for number in range(receipts)
                )
                found = ", ".join(f"{count} {state}" for state, count in sorted(ends.items()))
                print(
                    f"{broker.partition(':')[0] or 'redis'}: {receipts} receipts, each with a {'worker' if is_whole else 'child'} killed,"
                    f" {time.monotonic() - begun_s:.0f} s: {found}; {len(beside.tasks())} tasks of the service"
                )
            finally:
                beside.end()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--receipts", type=int, default=100)
    parser.add_argument("--broker", default="")
    parser.add_argument("--whole", action="store_true", help="kill the worker with its pool")
    chosen = parser.parse_args()
    run(chosen.receipts, chosen.broker, is_whole=chosen.whole)
