"""Measure the API: upload to 202, and its memory while it takes one 500 MB upload and 500 at once.

    python -m bench.api [--uploads 200] [--parallel 500] [--large-mb 500]

Starts a private redis-server and one API process of its own; no worker, as none is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import psutil

from tests.support.processes.ports import free_port
from tests.support.redis_server import RedisServer

PROJECT = Path(__file__).resolve().parent.parent

PROCESS = "/api/v1/ocr/process"
SMALL_BYTES = 500_000
PIECE = os.urandom(64 * 1024)
MB = 1_000_000
ALLOWED = frozenset({202, 429, 503})


@contextmanager
def running_api(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    port = free_port()
    with RedisServer(folder / "redis", options=("--appendonly", "yes")) as redis:
        environment = os.environ | {
            "REDIS_URL": redis.url,
            "VAR_DIR": str(folder),
            "API_PORT": str(port),
            "MAX_FILE_MB": "1000",
            "LOG_LEVEL": "WARNING",
        }
        api = subprocess.Popen([sys.executable, "-m", "ocr_service", "api"], env=environment, cwd=PROJECT)
        try:
            wait_for(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}", psutil.Process(api.pid)
        finally:
            api.terminate()
            api.wait(20)


def wait_for(url: str) -> None:
    for _ in range(200):
        try:
            httpx2.get(f"{url}/healthz")
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The API did not start.")


class PeakMemory:
    """The highest resident memory of a process while the block runs, in MB."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self.before_mb = self.peak_mb = process.memory_info().rss / MB

    async def __aenter__(self) -> PeakMemory:
        self._watch = asyncio.create_task(self._look())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._watch.cancel()

    async def _look(self) -> None:
        while True:
            self.peak_mb = max(self.peak_mb, self._process.memory_info().rss / MB)
            await asyncio.sleep(0.02)


PULSE = """
import sys, time, urllib.request
slowest_s = 0.0
while True:
    start_s = time.perf_counter()
    urllib.request.urlopen(sys.argv[1], timeout=60).read()
    slowest_s = max(slowest_s, time.perf_counter() - start_s)
    print(slowest_s, flush=True)
    time.sleep(0.05)
"""


@contextmanager
def slowest_health_check(url: str) -> Iterator[list[float]]:
    """Ask for the health all the while, from a process that has nothing else to do; one figure, in seconds."""
    found: list[float] = []
    argv = [sys.executable, "-c", PULSE, f"{url}/healthz"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as pulse:
        try:
            yield found
        finally:
            pulse.terminate()
            said, _ = pulse.communicate()
            found.append(float(said.split()[-1]))


def multipart(number: int, size: int) -> tuple[dict[str, str], bytes, bytes]:
    opening = (
        b'--B\r\nContent-Disposition: form-data; name="file"; filename="%d.pdf"\r\n\r\n%%PDF-1.4 %d\n'
        % (number, number)
    )
    ending = b"\r\n--B--\r\n"
    length = len(opening) + size + len(ending)
    headers = {"Content-Type": "multipart/form-data; boundary=B", "Content-Length": str(length)}
    return headers, opening, ending


async def upload(http: httpx2.AsyncClient, number: int, size: int) -> int:
    headers, opening, ending = multipart(number, size)

    async def body() -> AsyncIterator[bytes]:
        yield opening
        left = size
        while left:
            piece = PIECE[:left]
            left -= len(piece)
            yield piece
        yield ending

    answer = await http.post(PROCESS, content=body(), headers=headers)
    return answer.status_code


async def measure_latency(http: httpx2.AsyncClient, uploads: int) -> None:
    seconds = []
    for number in range(uploads):
        started = time.perf_counter()
        status = await upload(http, number, SMALL_BYTES)
        seconds.append(time.perf_counter() - started)
        assert status == 202, status
    seconds.sort()
    print(
        f"upload of {SMALL_BYTES // 1000} kB to 202, one by one ({uploads}): "
        f"p50 {statistics.median(seconds) * 1000:.1f} ms, p99 {seconds[int(len(seconds) * 0.99)] * 1000:.1f} ms"
    )


async def measure_large(http: httpx2.AsyncClient, process: psutil.Process, size: int) -> None:
    async with PeakMemory(process) as memory:
        started = time.perf_counter()
        status = await upload(http, 1_000_000, size)
        seconds = time.perf_counter() - started
    print(
        f"one upload of {size // MB} MB: {status}, {seconds:.1f} s, "
        f"API from {memory.before_mb:.0f} to at most {memory.peak_mb:.0f} MB"
    )


async def measure_parallel(http: httpx2.AsyncClient, process: psutil.Process, uploads: int) -> None:
    async with PeakMemory(process) as memory:
        with slowest_health_check(str(http.base_url).rstrip("/")) as slowest_s:
            started = time.perf_counter()
            statuses = Counter(
                await asyncio.gather(*(upload(http, 2_000_000 + n, SMALL_BYTES) for n in range(uploads)))
            )
            seconds = time.perf_counter() - started
    verdict = "only 202, 429, 503" if set(statuses) <= ALLOWED else "UNEXPECTED ANSWERS"
    print(
        f"{uploads} uploads of {SMALL_BYTES // 1000} kB at once: {dict(statuses)} ({verdict}), {seconds:.1f} s, "
        f"{uploads / seconds:.0f}/s, API from {memory.before_mb:.0f} to at most {memory.peak_mb:.0f} MB, "
        f"slowest health check meanwhile {slowest_s[0] * 1000:.0f} ms"
    )


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uploads", type=int, default=200)
    parser.add_argument("--parallel", type=int, default=500)
    parser.add_argument("--large-mb", type=int, default=500)
    arguments = parser.parse_args()
    limits = httpx2.Limits(max_connections=None)
    with tempfile.TemporaryDirectory() as folder, running_api(Path(folder)) as (url, process):
        async with httpx2.AsyncClient(base_url=url, limits=limits, timeout=300) as http:
            await measure_latency(http, arguments.uploads)
            await measure_large(http, process, arguments.large_mb * MB)
            await measure_parallel(http, process, arguments.parallel)


if __name__ == "__main__":
    asyncio.run(main())
