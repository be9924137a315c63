"""From 0.1 to this version with tasks in flight, both versions side by side, and back: is anything lost, doubled or unreadable?

    python -m bench.chaos.upgrade [--old 9287601] [--documents 30]

The old version is taken out of git into a temporary folder and run by this one's Python; ``httpx``, which it needs, is put
beside it. Both share a Redis and a folder. In each of five steps so many documents are sent, and a worker that holds one is killed.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import redis
from reportlab.pdfgen.canvas import Canvas

from tests.support.processes.ports import free_port
from tests.support.redis_server import RedisServer

PROJECT = Path(__file__).parents[2]
FIRST = "9287601"
"""The last commit of 0.1: before schema 2, the outbox, buckets and rooms."""
_LONGEST_S = 240.0


@dataclass
class Versions:
    """Programs of both versions over one Redis and one folder."""

    folder: Path
    redis_url: str
    code: dict[str, Path]
    port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def api(self) -> str:
        """Whoever serves now has this address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, version: str, command: str, name: str) -> None:
        """A program of a version."""
        environment = os.environ | {
            "PYTHONPATH": str(self.code[version]),
            "REDIS_URL": self.redis_url,
            "VAR_DIR": str(self.folder / "var"),
            "UPLOAD_DIR": str(self.folder / "uploads"),
            "LOG_DIR": str(self.folder / "logs"),
            "API_PORT": str(self.port),
            "WORKER_ID": name,
            "WORKER_LEASE_SECONDS": "3",
            "WORKER_SWEEP_SECONDS": "2",
            "CONTENT_CACHE": "false",
        }
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", "ocr_service", command],
                env=environment,
                cwd=self.code[version],
                stdout=log,
                stderr=log,
            )

    def end(self, name: str, number: signal.Signals = signal.SIGTERM) -> None:
        """Ask a program to go, or kill it."""
        process = self.running.pop(name)
        process.send_signal(number)
        process.wait(_LONGEST_S)

    def serve(self, version: str) -> None:
        """Let this version's API answer."""
        if "api" in self.running:
            self.end("api")
        self.start(version, "api", "api")
        until(self._answers)

    def _answers(self) -> bool:
        try:
            return httpx2.get(f"{self.api}/healthz", trust_env=False).is_success
        except httpx2.HTTPError:
            return False

    def kill_while_reading(self, name: str, raw: redis.Redis) -> None:
        """kill -9 of a worker that holds a document."""
        until(lambda: any(_worker_of(raw, task) == name for task in raw.zrange("queue:processing", 0, -1)))
        self.end(name, signal.SIGKILL)


def _worker_of(raw: redis.Redis, task_id: Any) -> str:
    return str(raw.hget(f"task:{task_id}", "worker"))


def until(holds: Callable[[], bool]) -> None:
    """Wait for it."""
    end_s = time.monotonic() + _LONGEST_S
    while not holds():
        if time.monotonic() > end_s:
            raise TimeoutError("the versions do not come to an end")
        time.sleep(0.02)


class Sender:
    """Documents with a text layer, each with words of its own."""

    def __init__(self, versions: Versions, folder: Path) -> None:
        self._versions = versions
        self._folder = folder
        self.words: dict[str, str] = {}

    def send(self, count: int) -> None:
        """Send some to whoever serves."""
        for _ in range(count):
            number = len(self.words)
            word = f"Rechnungsnummer{number:05d}"
            path = self._folder / "document.pdf"
            canvas = Canvas(str(path))
            for page in range(3):
                canvas.drawString(
                    72, 700, f"{word} Seite {page + 1} of a letter that travels between versions"
                )
                canvas.showPage()
            canvas.save()
            answer = httpx2.post(
                f"{self._versions.api}/api/v1/ocr/process",
                files={"file": ("letter.pdf", path.read_bytes())},
                data={"priority": ("high", "normal", "low")[number % 3]},
                trust_env=False,
                timeout=30,
            )
            answer.raise_for_status()
            self.words[answer.json()["task_id"]] = word

    def unreadable(self) -> int:
        """Results that whoever serves now does not give, or gives with another's words."""
        wrong = 0
        with httpx2.Client(base_url=f"{self._versions.api}/api/v1", trust_env=False, timeout=30) as http:
            for task_id, word in self.words.items():
                answer = http.get(f"/ocr/result/{task_id}")
                wrong += not (answer.is_success and word in answer.text)
        return wrong


def forth_and_back(versions: Versions, raw: redis.Redis, folder: Path, count: int) -> None:
    """All steps; prints one row."""
    sender = Sender(versions, folder)
    versions.serve("old")
    versions.start("old", "worker", "old-1")
    sender.send(count)  # old alone
    versions.start("new", "worker", "new-1")
    sender.send(count)  # both read what the old API takes
    versions.serve("new")
    versions.start("new", "notifier", "notifier")
    sender.send(count)  # both read what the new API takes
    versions.kill_while_reading("old-1", raw)
    _all_ended(raw, sender)
    forth = sender.unreadable()
    versions.start("old", "worker", "old-2")
    sender.send(count)  # both again
    versions.serve("old")
    sender.send(count)
    versions.kill_while_reading("new-1", raw)
    versions.end("notifier")
    _all_ended(raw, sender)
    back = sender.unreadable()
    versions.end("old-2")
    versions.serve("new")
    again = sender.unreadable()
    findings = httpx2.post(f"{versions.api}/api/v1/queues/audit", trust_env=False).json()["finding_count"]
    _print(raw, sender, forth, back, again, findings)


def _all_ended(raw: redis.Redis, sender: Sender) -> None:
    until(lambda: all(raw.hget(f"task:{task_id}", "status") in _FINAL for task_id in sender.words))


_FINAL = ("COMPLETED", "FAILED", "CANCELLED")


def _print(raw: redis.Redis, sender: Sender, forth: int, back: int, again: int, findings: int) -> None:
    tasks = [raw.hgetall(f"task:{task_id}") for task_id in sender.words]
    ended = Counter(
        fields["task_id"]
        for _, fields in raw.xrange("queue:events")
        if fields.get("task_id") and fields["status"] == "COMPLETED"
    )
    readers = Counter(task.get("worker", "").partition("-")[0] or "?" for task in tasks)
    lost = sum(task["status"] != "COMPLETED" for task in tasks)
    charged = sum(int(task.get("retry_count") or 0) + int(task.get("child_crashes") or 0) for task in tasks)
    for task in tasks:
        if task["status"] != "COMPLETED" or int(task.get("retry_count") or 0):
            print(
                task["status"], task.get("worker"), task.get("errors") or task.get("error"), file=sys.stderr
            )
    print("| documents | lost | doubled | charged | unreadable in new / old / new again | audit findings |")
    print("|---|---|---|---|---|---|")
    doubled = sum(number > 1 for number in ended.values())
    print(f"| {len(tasks)} | {lost} | {doubled} | {charged} | {forth} / {back} / {again} | {findings} |")
    print(f"read by: {dict(readers)}")


def _old_code(commit: str, folder: Path) -> Path:
    code = folder / "old"
    code.mkdir()
    archive = subprocess.run(
        ["git", "archive", commit, "ocr_service"], cwd=PROJECT, check=True, capture_output=True
    )
    subprocess.run(["tar", "x", "-C", str(code)], input=archive.stdout, check=True)
    pip = [sys.executable, "-m", "pip", "install", "-q", "--target", str(code), "--no-deps", "httpx==0.28.1"]
    subprocess.run(pip, check=True)
    return code


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--old", default=FIRST, help="the old version's commit")
    parser.add_argument("--documents", type=int, default=30, help="sent in each step")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="upgrade-") as name:
        folder = Path(name)
        code = {"old": _old_code(arguments.old, folder), "new": PROJECT}
        with RedisServer(folder / "redis", options=("--appendonly", "yes")) as server:
            versions = Versions(folder, server.url, code)
            raw = redis.Redis.from_url(server.url, decode_responses=True)
            try:
                forth_and_back(versions, raw, folder, arguments.documents)
            finally:
                for each in list(versions.running):
                    versions.end(each, signal.SIGKILL)
                raw.close()


if __name__ == "__main__":
    main()
