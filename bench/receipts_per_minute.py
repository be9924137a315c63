"""Measure how many receipts a minute the whole service reads: uploads over HTTP, API and one worker of its own.

    python -m bench.receipts_per_minute FOLDER [--most 60] [--profile receipt] [--url http://127.0.0.1:8001]

FOLDER holds pictures of receipts. All are uploaded at once; the time is from the first upload to the last
result. Without ``--url`` a private Redis, API and worker are started for it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.support.service import RunningService

PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".tif": "image/tiff"}
PREFIX = "/api/v1/ocr"
FINAL = frozenset({"completed", "failed", "cancelled"})
POLL_S = 0.2


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path)
    options.add_argument("--most", type=int, default=60)
    options.add_argument("--profile", default="receipt")
    options.add_argument("--url", help="a service that runs already")
    args = options.parse_args()
    pictures = [path for path in sorted(args.folder.iterdir()) if path.suffix.lower() in PICTURES]
    pictures = pictures[: args.most]
    if not pictures:
        raise SystemExit(f"{args.folder} holds no pictures")
    with _service(args.url) as url, httpx2.Client(base_url=url, timeout=60) as client:
        seconds, states = measure(client, pictures, args.profile)
    print(
        f"{len(pictures)} receipts in {seconds:.1f} s: {60 * len(pictures) / seconds:.1f} a minute; {dict(states)}"
    )
    return 0 if set(states) == {"completed"} else 1


@contextmanager
def _service(url: str | None) -> Iterator[str]:
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory() as folder, RunningService(Path(folder)) as service:
        yield service.url


def measure(client: httpx2.Client, pictures: Sequence[Path], profile: str) -> tuple[float, Counter[str]]:
    """Seconds from the first upload to the last final state, and how many tasks are in each state."""
    start = time.monotonic()
    waiting = [_upload(client, path, profile) for path in pictures]
    states: Counter[str] = Counter()
    while waiting:
        state = client.get(f"{PREFIX}/status/{waiting[0]}").raise_for_status().json()["status"].lower()
        if state in FINAL:
            states[state] += 1
            waiting.pop(0)
        else:
            time.sleep(POLL_S)
    return time.monotonic() - start, states


def _upload(client: httpx2.Client, path: Path, profile: str) -> str:
    file = (path.name, path.read_bytes(), PICTURES[path.suffix.lower()])
    answer = client.post(f"{PREFIX}/process", files={"file": file}, data={"profile": profile})
    return str(answer.raise_for_status().json()["task_id"])


if __name__ == "__main__":
    sys.exit(main())
