"""Two workers against one, and against one with two page slots: letters a minute on this machine's cores.

    python -m bench.queue.workers [--letters 24] [--rounds 2]

The letters wait in a paused queue; the time runs from its resumption until the last has ended. The arrangements take turns.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import httpx2
import redis

from bench.queue.scale import letters
from tests.support.service import RunningService

_ARRANGEMENTS = {
    "one worker, one slot": (1, "1"),
    "two workers, one slot each": (2, "1"),
    "one worker, two slots": (1, "2"),
}


def seconds(documents: list[bytes], workers: int, slots: str) -> float:
    """From the resumption until all have ended."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with RunningService(folder, PAGE_SLOTS=slots, CONTENT_CACHE="false", WORKER_ID="w1") as service:
            others = [
                subprocess.Popen(
                    [sys.executable, "-m", "ocr_service", "worker", "--worker-id", f"w{number}"],
                    env=service.environment,
                    cwd=folder,
                )
                for number in range(2, workers + 1)
            ]
            with httpx2.Client(base_url=f"{service.url}/api/v1", trust_env=False, timeout=60) as http:
                while len(http.get("/worker/stats").json()["workers"]) < workers:
                    time.sleep(0.1)
                http.post("/queues/normal/pause").raise_for_status()
                for document in documents:
                    http.post("/ocr/process", files={"file": ("letter.pdf", document)}).raise_for_status()
                start_s = time.monotonic()
                http.post("/queues/normal/resume").raise_for_status()
                taken_s = _until_ended(service.redis_url, len(documents)) - start_s
            for other in others:
                other.terminate()
                other.wait()
            return taken_s


def _until_ended(url: str, count: int) -> float:
    with redis.Redis.from_url(url) as raw:
        while int(raw.hget("queue:stats", "completed") or 0) < count:
            time.sleep(0.02)
    return time.monotonic()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--letters", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        documents = letters(Path(name), arguments.letters)
    taken: dict[str, list[float]] = {name: [] for name in _ARRANGEMENTS}
    for _ in range(arguments.rounds):
        for name, (workers, slots) in _ARRANGEMENTS.items():
            taken[name].append(seconds(documents, workers, slots))
    first = median(taken["one worker, one slot"])
    for name, each in taken.items():
        middle = median(each)
        print(
            f"{name}: {60 * arguments.letters / middle:.0f} letters a minute, {first / middle:.2f} times the first"
        )


if __name__ == "__main__":
    main()
