"""A whole service for a test: a private Redis, the API and one worker as processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import psutil

from tests.support.processes.patience import PATIENCE_S
from tests.support.processes.ports import free_port
from tests.support.redis_server import RedisServer


class RunningService:
    """API and worker (or other ``programs``) on ephemeral ground below ``folder``; ``url`` answers once the block is entered.

    ``apart`` gives the worker a folder of its own, as on another machine. ``ready`` is the path that says so; without a worker
    of its own it is `/healthz`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        programs: Sequence[str] = ("api", "worker"),
        apart: bool = False,
        ready: str = "/readyz",
        **variables: str,
    ) -> None:
        self._programs = programs
        self._ready = ready
        self._apart = {"worker": {"VAR_DIR": str(folder / "another-machine")}} if apart else {}
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        self.folder = folder
        self._redis = RedisServer(folder / "redis")
        self._environment = os.environ | {
            "REDIS_URL": self._redis.url,
            "VAR_DIR": str(folder),
            "LOG_DIR": str(folder / "logs"),
            "API_PORT": str(port),
            **variables,
        }
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def processor_ms(self, *commands: str) -> float:
        """Processor time that these processes, and all they started, have taken so far."""
        taken_s = 0.0
        for command in commands:
            root = psutil.Process(self._processes[command].pid)
            for each in (root, *root.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):
                    taken_s += sum(each.cpu_times()[:4])  # own and those of ended children, user and system
        return taken_s * 1000

    def pss_mb(self, command: str) -> float:
        """The process's own memory and its share of what others have, too, in MB."""
        rollup = Path(f"/proc/{self._processes[command].pid}/smaps_rollup").read_text(encoding="ascii")
        return int(rollup.partition("\nPss:")[2].split()[0]) / 1000

    @property
    def environment(self) -> dict[str, str]:
        """What its programs were started with."""
        return dict(self._environment)

    @property
    def redis_url(self) -> str:
        """Where its Redis listens."""
        return self._redis.url

    def __enter__(self) -> RunningService:
        self._redis.start()
        for command in self._programs:
            self._start(command)
        self._wait_until_ready()
        return self

    def restart(self, command: str) -> None:
        """End a program as a supervisor does, start it again, and wait until the service is ready."""
        self._processes[command].terminate()
        self._processes[command].wait(timeout=PATIENCE_S)
        self._start(command)
        self._wait_until_ready()

    def pid(self, command: str) -> int:
        """The process of a program."""
        return self._processes[command].pid

    def _start(self, command: str) -> None:
        with (self.folder / f"{command}.log").open("ab") as log:
            self._processes[command] = subprocess.Popen(
                [sys.executable, "-m", "ocr_service", command],
                env=self._environment | self._apart.get(command, {}),
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            process.wait(timeout=PATIENCE_S)
        self._redis.stop()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not self._is_ready():
            if time.monotonic() > deadline or any(
                each.poll() is not None for each in self._processes.values()
            ):
                logs = "\n".join(path.read_text()[-2000:] for path in self.folder.glob("*.log"))
                self.__exit__(None, None, None)
                raise RuntimeError(f"the service did not get ready:\n{logs}")
            time.sleep(0.1)

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}{self._ready}", timeout=10):
                return True
        except (urllib.error.URLError, OSError):
            return False
