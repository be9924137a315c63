"""Start the program that the children of Celery's pool have their documents read by, and start it again when it ends.

Children of a prefork pool are daemonic: multiprocessing lets them start no process. They need not. Celery's worker starts
one fork server for all of them, a program of its own, and each child orders its document's process from there; so the memory and
the page slots of a worker are those of one worker, however many children its pool has.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from celery import bootsteps

from ocr_service.worker import wire

_LOOK_S = 1.0
# One that cannot start says why each time; not every second.
_AGAIN_S = 10.0
_STOP_S = 5.0

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Running:
    """The program; it ends when ``lifeline``, which ``owner`` holds, is closed."""

    program: subprocess.Popen[bytes]
    lifeline: socket.socket
    owner: int
    started_s: float
    greeting: bytes = b""
    is_told: bool = False

    def hear(self) -> bytes:
        """What it said when it was warm."""
        if not self.greeting:
            with contextlib.suppress(OSError):
                self.greeting = self.lifeline.recv(wire.MESSAGE_BYTES)
        return self.greeting


class DocumentServer:
    """The program, of one worker of Celery's; ``address`` is where its children find it, None outside of a worker."""

    def __init__(self) -> None:
        self.address: Path | None = None
        self._running: _Running | None = None

    @property
    def abilities(self) -> dict[str, list[str]]:
        """What can be read here: languages and engines; empty until it is warm."""
        greeting = self._running.hear() if self._running else b""
        abilities: dict[str, list[str]] = json.loads(greeting or b"{}")
        return abilities

    def prepare(self) -> None:
        """Choose where it will be, before a child is forked."""
        self.address = Path(tempfile.mkdtemp(prefix="ocr-celery-")) / "documents"

    def start(self) -> None:
        """Start it; it ends by itself when this process does."""
        lifeline, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        lifeline.setblocking(False)
        words = [sys.executable, "-m", "ocr_service.bootstrap.celery.document_server"]
        with theirs:
            program = subprocess.Popen(
                [*words, str(self.address), str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._running = _Running(program, lifeline, os.getpid(), time.monotonic())

    def keep(self) -> None:
        """Start it again if it ended: documents that were being read are tried again by their tasks."""
        running = self._running
        if running is None or self.address is None or running.program.poll() is None:
            return
        if not running.is_told:
            log.error("Fork server lost", extra={"exit_code": running.program.returncode})
            running.lifeline.close()
            running.is_told = True
        if time.monotonic() >= running.started_s + _AGAIN_S:
            self.address.unlink(missing_ok=True)
            self.start()

    def leave(self) -> None:
        """In a child that was just forked: the server must see the end of its worker, not of the last child."""
        if self._running is not None and self._running.owner != os.getpid():
            self._running.lifeline.close()

    def stop(self) -> None:
        """End it with all documents, and take its folder away."""
        if self._running is None or self.address is None:
            return
        self._running.lifeline.close()
        try:
            self._running.program.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._running.program.kill()
            self._running.program.wait()
        self.address.unlink(missing_ok=True)
        self.address.parent.rmdir()
        self._running = self.address = None


SERVER = DocumentServer()
"""That of this process: Celery's worker starts it, and its children inherit where it is."""


class DocumentsStep(bootsteps.StartStopStep):  # type: ignore[misc]
    """The part of a Celery worker that looks after it."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        # Parts are made before the first is started: the pool may be started before this.
        SERVER.prepare()

    def start(self, parent: Any) -> None:
        """Before the pool's children need it they wait for it."""
        SERVER.start()
        parent.timer.call_repeatedly(_LOOK_S, SERVER.keep)
