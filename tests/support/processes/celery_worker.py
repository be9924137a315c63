"""A real Celery worker of ``ocr_service.celery`` beside a running service."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import celery
import httpx2
import psutil

from tests.support.processes.patience import PATIENCE_S, until
from tests.support.service import RunningService


def is_fork_server(process: psutil.Process) -> bool:
    """True for the program that the children of a pool read with; a process that has just ended is none."""
    with suppress(psutil.NoSuchProcess):
        return "ocr_service.bootstrap.celery.document_server" in process.cmdline()
    return False


def is_document(process: psutil.Process) -> bool:
    """True for a process in which a document is read; one that has just ended is none."""
    with suppress(psutil.NoSuchProcess):
        return process.name().startswith("ocr-doc")
    return False


class CeleryBesideService:
    """A service, a broker and a Celery worker with its pool; ``app`` is a caller's."""

    def __init__(
        self,
        folder: Path,
        service: RunningService,
        url: str,
        *,
        backend: str = "",
        children: int = 1,
        reads: bool = False,
    ) -> None:
        self.service = service
        self.app = celery.Celery(broker=url, backend=backend or url)
        self._environment = service.environment | {
            "CELERY_BROKER_URL": url,
            "CELERY_RESULT_BACKEND": backend or url,
            "CELERY_READS": str(reads).lower(),
            "RECEIPT_SOURCE": f"{folder}/{{receipt_id}}.png",
        }
        self._command = [sys.executable, "-m", "celery", "-A", "ocr_service.celery", "worker"]
        self._command += ["--pool", "prefork", "--concurrency", str(children), "--loglevel", "INFO"]
        self.log = folder / "celery.log"
        self.begin()

    def begin(self) -> None:
        """Start the worker, or another after it ended."""
        with self.log.open("ab") as log:
            self.worker = subprocess.Popen(
                self._command, env=self._environment, cwd=self.log.parent, stdout=log, stderr=log
            )

    def start(self, name: str, queue: str, **fields: Any) -> Any:
        """Celery's handle of a task that was sent to it."""
        return self.app.send_task(name, kwargs=fields, queue=queue)

    def children(self) -> list[int]:
        """Process ids of its pool."""
        children = psutil.Process(self.worker.pid).children()
        return [each.pid for each in children if not is_fork_server(each)]

    def fork_server(self) -> psutil.Process:
        """The program that its children read with, once it is there."""
        found: list[psutil.Process] = []

        def is_there() -> bool:
            found[:] = filter(is_fork_server, psutil.Process(self.worker.pid).children())
            return bool(found)

        self.until(is_there)
        return found[0]

    def tasks(self) -> list[dict[str, Any]]:
        """The service's own tasks, a hundred at most."""
        tasks: list[dict[str, Any]] = httpx2.get(f"{self.service.url}/api/v1/ocr/tasks?limit=100").json()[
            "tasks"
        ]
        return tasks

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        until(holds, lambda: self.log.read_text()[-3000:], look_s=0.01)

    def end(self) -> None:
        """End the worker warmly."""
        self.worker.terminate()
        self.worker.wait(timeout=PATIENCE_S)
        self.app.close()
