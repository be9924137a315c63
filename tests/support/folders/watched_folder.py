"""A watched folder with a watcher and a notifier as processes of their own, to be killed, over a fleet's Redis and store."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from ocr_service.filing.laying import TEMPORARY
from tests.support.fleet import Fleet
from tests.support.processes.patience import PATIENCE_S

ROOT = Path(__file__).parents[3]
PROGRAMS = ("watch", "notifier")


class WatchedFolder:
    """``scans`` is watched, results go to ``documents``; a program that was killed is started again."""

    def __init__(self, fleet: Fleet, **variables: str) -> None:
        self.folder = fleet.folder
        self.scans = fleet.folder / "scans"
        self.documents = fleet.folder / "documents"
        self.scans.mkdir(exist_ok=True)
        self.documents.mkdir(exist_ok=True)
        self._env = {
            **os.environ,
            "REDIS_URL": fleet.redis.url,
            "UPLOAD_DIR": str(fleet.settings.upload_dir),
            "MIN_FREE_MB": "0",
            "WATCH_DIR": str(self.scans),
            "WATCH_OUTPUT_DIR": str(self.documents),
            "WATCH_OUTPUTS": "text,json",
            "WATCH_SETTLE_SECONDS": "0.2",
            "WATCH_PATIENCE_SECONDS": "0.2",
            "WATCH_POLL_SECONDS": "0.3",
            "WEBHOOK_TIMEOUT_SECONDS": "1",
            "LOG_FORMAT": "json",
            "PYTHONPATH": str(ROOT),
            **variables,
        }
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *programs: str) -> None:
        for program in programs or PROGRAMS:
            with (self.folder / f"{program}.log").open("ab") as log:
                command = [sys.executable, "-m", "ocr_service", program]
                self._processes[program] = subprocess.Popen(
                    command, env=self._env, cwd=self.folder, stdout=log, stderr=log
                )

    def pid(self, program: str) -> int:
        return self._processes[program].pid

    def kill(self, program: str) -> None:
        """kill -9, and start it again as supervisord would."""
        self._processes[program].kill()
        self._processes[program].wait()
        self.start(program)

    def kill_one(self, dice: random.Random) -> None:
        self.kill(dice.choice(PROGRAMS))

    def stop(self) -> None:
        for process in self._processes.values():
            process.kill()
            process.wait()

    def scan(self, name: str, content: bytes | None = None) -> bytes:
        """Put a document down as a scanner does: it has its name from the start, and grows."""
        content = b"%PDF-1.4\n" + os.urandom(300).hex().encode() + b"\n%%EOF" if content is None else content
        path = self.scans / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            for start in range(0, len(content), 200):
                file.write(content[start : start + 200])
                file.flush()
        return content

    def files(self, folder: str = "documents") -> list[str]:
        """All files below a folder, by their paths within it."""
        top = self.folder / folder
        return sorted(str(path.relative_to(top)) for path in top.rglob("*") if path.is_file())

    async def until(self, folder: str, count: int, *, timeout_s: float = PATIENCE_S) -> list[str]:
        """Wait until there are so many files without a hidden name."""
        end_s = time.monotonic() + timeout_s
        while (
            len(files := [each for each in self.files(folder) if not Path(each).name.startswith(".")]) < count
        ):
            assert time.monotonic() < end_s, f"{files} within {timeout_s} s; see {self.folder}"
            await asyncio.sleep(0.05)
        return files

    async def until_said(self, program: str, phrase: str, *, timeout_s: float = PATIENCE_S) -> None:
        """Wait until a program logged an event."""
        end_s = time.monotonic() + timeout_s
        while f'"{phrase}"' not in (self.folder / f"{program}.log").read_text():
            assert time.monotonic() < end_s, f"{program} did not say {phrase!r} within {timeout_s} s"
            await asyncio.sleep(0.05)

    def unfinished(self) -> list[str]:
        """What was left under hidden names, in both folders."""
        return [name for folder in ("documents", "scans") for name in self.files(folder) if TEMPORARY in name]


def texts(watched: WatchedFolder) -> Counter[str]:
    """How often each text was laid down."""
    return Counter(
        (watched.documents / name).read_text() for name in watched.files() if name.endswith(".txt")
    )
