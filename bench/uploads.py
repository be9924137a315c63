"""What uploads by a link and a bucket cost: milliseconds of initiate + complete, of a one-page task, memory of the API.

    python -m bench.uploads [--mb 500] [--rounds 30]

Starts Redis, SeaweedFS, API and worker on loopback. Times are medians of the wall clock; run it on an idle machine.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psutil

from ocr_service.sample.scan import save_as_scan
from tests.support.processes.s3_server import ACCESS_KEY, SECRET_KEY, S3Server
from tests.support.service import RunningService


def upload(http: httpx2.Client, content: Iterator[bytes] | bytes, size: int) -> tuple[float, float, str]:
    """Milliseconds of the two calls, API processor milliseconds are the caller's to take; and the id."""
    started = time.perf_counter()
    begun = http.post(
        "/uploads/initiate", json={"filename": "letter.pdf", "file_type": "application/pdf"}
    ).json()
    initiated = time.perf_counter() - started
    headers = {"Content-Length": str(size)}
    httpx2.put(begun["presigned_url"], content=content, headers=headers, timeout=600).raise_for_status()
    started = time.perf_counter()
    body = {"upload_id": begun["upload_id"], "s3_key": begun["s3_key"], "size": size}
    http.post("/uploads/complete", json=body, timeout=600).raise_for_status()
    return initiated * 1000, (time.perf_counter() - started) * 1000, begun["upload_id"]


def large(first: bytes, size: int) -> Iterator[bytes]:
    """A PDF's beginning and nothing after it."""
    yield first
    left = size - len(first)
    while left > 0:
        yield bytes(min(left, 1 << 20))
        left -= 1 << 20


def api_process() -> psutil.Process:
    """The API that this bench started last."""
    return next(
        process for process in psutil.Process().children() if process.cmdline()[-2:] == ["ocr_service", "api"]
    )


def measured(service: RunningService, document: bytes, rounds: int) -> None:
    """Print medians of small uploads, and of whole tasks."""
    calls, tasks = [], []
    with httpx2.Client(base_url=f"{service.url}/api/v1", timeout=120) as http:
        for number in range(rounds):
            content = document + b"\n%" + str(number).encode()
            first, second, _ = upload(http, content, len(content))
            calls.append(first + second)
        for number in range(rounds):
            started = time.perf_counter()
            content = document + b"\n%%" + str(number).encode()
            files = {"file": ("letter.pdf", content)}
            http.post("/ocr/process", params={"wait": 60}, files=files).raise_for_status()
            tasks.append((time.perf_counter() - started) * 1000)
    print(f"initiate + complete  {statistics.median(calls):7.1f} ms")
    print(f"a task, wait=60      {statistics.median(tasks):7.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=30)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="uploads-") as name:
        folder = Path(name)
        save_as_scan(folder / "letter.pdf")
        document = (folder / "letter.pdf").read_bytes()
        plain = {"CONTENT_CACHE": "false", "MAX_FILE_MB": "2000"}
        print("documents in a folder")
        with RunningService(folder, **plain) as service:
            measured(service, document, arguments.rounds)
        with S3Server(folder / "s3") as server:
            server.make_bucket("documents")
            bucket = {
                "S3_BUCKET": "documents",
                "S3_ENDPOINT_URL": server.endpoint,
                "S3_ACCESS_KEY": ACCESS_KEY,
                "S3_SECRET_KEY": SECRET_KEY,
                "VAR_DIR": str(folder / "second"),
            }
            (folder / "second").mkdir()
            print("documents in a bucket")
            with RunningService(folder / "second", **plain, **bucket) as service:
                measured(service, document, arguments.rounds)
                api = api_process()
                before = api.memory_info().rss
                size = arguments.mb * 1_000_000
                with httpx2.Client(base_url=f"{service.url}/api/v1", timeout=600) as http:
                    taken_ms = upload(http, large(document[:4096], size), size)[1]
                grown = (api.memory_info().rss - before) / 1e6
                print(
                    f"{arguments.mb} MB by a link: the API grows by {grown:.1f} MB, complete takes {taken_ms:.0f} ms"
                )


if __name__ == "__main__":
    sys.exit(main())
