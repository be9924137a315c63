"""A whole service for a test: a private Redis, the API and one worker as processes of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from tests.support.redis_server import RedisServer

READY_S = 60.0
STOP_S = 60.0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class RunningService:
    """API and worker (or other ``programs``) on ephemeral ground below ``folder``; ``url`` answers once the block is entered."""

    def __init__(
        self, folder: Path, *, programs: Sequence[str] = ("api", "worker"), **variables: str
    ) -> None:
        self._programs = programs
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
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def redis_url(self) -> str:
        """Where its Redis listens."""
        return self._redis.url

    def __enter__(self) -> RunningService:
        self._redis.start()
        for command in self._programs:
            with (self.folder / f"{command}.log").open("wb") as log:
                self._processes.append(
                    subprocess.Popen(
                        [sys.executable, "-m", "ocr_service", command],
                        env=self._environment,
                        cwd=self.folder,
                        stdout=log,
                        stderr=log,
                    )
                )
        self._wait_until_ready()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(timeout=STOP_S)
        self._redis.stop()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_S
        while not self._is_ready():
            if time.monotonic() > deadline or any(each.poll() is not None for each in self._processes):
                logs = "\n".join(path.read_text()[-2000:] for path in self.folder.glob("*.log"))
                self.__exit__(None, None, None)
                raise RuntimeError(f"the service did not get ready:\n{logs}")
            time.sleep(0.1)

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False
