"""Run the roles of one worker until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import resource
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from ocr_service import errors
from ocr_service.domain.queue_values import WorkerInfo
from ocr_service.domain.task_queue import WorkerQueue
from ocr_service.worker.claimer import Claimer
from ocr_service.worker.coroutines import end_tasks
from ocr_service.worker.heartbeat import Heartbeat
from ocr_service.worker.janitor import Janitor
from ocr_service.worker.launcher import Launcher
from ocr_service.worker.processor import Processor
from ocr_service.worker.recoverer import Recoverer

EXIT_STOPPED = 0
EXIT_DRAINED = 3
"""Somebody asked this worker to go: supervisord.conf names this code as the one after which it stays away."""
EXIT_BROKEN = 70
"""The fork server or a role ended by itself, or this process reached its limit of memory: whoever restarts what failed must do so."""

_CONNECT_FIRST_S = 0.1
_CONNECT_LAST_S = 5.0

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Stopping:
    """What a worker was told about its end; each event is set once.

    ``asked``: claim nothing more and finish the documents in hand. ``hurried``: hand them back now, uncharged.
    """

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    hurried: asyncio.Event = field(default_factory=asyncio.Event)
    is_drain: bool = False
    is_out_of_memory: bool = False
    _is_signalled: bool = False

    def signalled(self) -> None:
        """A signal asks first, and hurries when it comes again."""
        if self._is_signalled:
            log.info("Worker hurried")
            self.hurried.set()
        self._is_signalled = True
        self.asked.set()

    def out_of_memory(self) -> None:
        """This process reached its limit: it finishes the documents in hand and leaves the rest to a fresh one."""
        if not self.is_out_of_memory:
            limit, _ = resource.getrlimit(resource.RLIMIT_DATA)
            log.critical("Worker out of memory", extra={"limit_mb": limit >> 20})
            self.is_out_of_memory = True
        self.asked.set()

    def on_loop_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """What a callback of the loop raised; a reader that has no memory for what came would be called for ever."""
        if isinstance(context.get("exception"), MemoryError):
            self.out_of_memory()
        else:
            loop.default_exception_handler(context)

    def drain(self) -> None:
        """Asked for through the queue: the documents in hand have all the time they need."""
        if not self.asked.is_set():
            self.is_drain = True
            self.asked.set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The parts of a worker, each a loop of its own."""

    claimer: Claimer
    processor: Processor
    heartbeat: Heartbeat
    recoverer: Recoverer
    janitor: Janitor | None = None


class WorkerService:
    """Starts the roles, waits for the end, and leaves nothing half done."""

    def __init__(
        self,
        *,
        queue: WorkerQueue,
        launcher: Launcher,
        roles: Roles,
        worker: WorkerInfo,
        stopping: Stopping,
        grace_s: float,
    ) -> None:
        self._queue = queue
        self._launcher = launcher
        self._roles = roles
        self._worker = worker
        self._stopping = stopping
        self._grace_s = grace_s
        self._is_role_lost = False

    async def run(self) -> int:
        """Work until told to stop; returns the process's exit code."""
        await self._connect()
        log.info("Worker started", extra={"worker": self._worker.id, "queues": ",".join(self._worker.queues)})
        async with self._background():
            claiming = asyncio.create_task(self._roles.claimer.run(), name="claimer")
            launcher_lost = asyncio.create_task(self._launcher.wait_closed(), name="launcher")
            await asyncio.wait({claiming, launcher_lost}, return_when=asyncio.FIRST_COMPLETED)
            self._stopping.asked.set()
            await claiming
            if is_launcher_lost := launcher_lost.done():
                log.error("Fork server lost", extra={"exit_code": launcher_lost.result()})
            launcher_lost.cancel()
            await self._finish(is_launcher_lost=is_launcher_lost)
        await self._leave()
        log.info("Worker stopped", extra={"tasks_done": self._roles.processor.tasks_done})
        if is_launcher_lost or self._is_role_lost or self._stopping.is_out_of_memory:
            return EXIT_BROKEN
        return EXIT_DRAINED if self._stopping.is_drain else EXIT_STOPPED

    async def _finish(self, *, is_launcher_lost: bool) -> None:
        """Let the documents in hand end; a drain sets them no limit but their own."""
        grace_s = None if self._stopping.is_drain else self._grace_s
        log.info("Worker stopping", extra={"running": len(self._roles.processor.running), "grace_s": grace_s})
        await self._roles.processor.drain(0 if is_launcher_lost else grace_s, self._stopping.hurried)

    async def _connect(self) -> None:
        pause_s = _CONNECT_FIRST_S
        while not self._stopping.asked.is_set():
            try:
                await self._roles.heartbeat.beat()
                log.info("Connected to Redis")
                return
            except errors.BackendUnavailable as error:
                log.warning("Waiting for Redis", extra={"code": error.code, "pause_s": pause_s})
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, _CONNECT_LAST_S)

    @contextlib.asynccontextmanager
    async def _background(self) -> AsyncIterator[None]:
        """The roles that run beside claiming; a defect in one of them ends the worker loudly."""
        roles = (self._roles.heartbeat, self._roles.recoverer, self._roles.janitor)
        loops = [asyncio.create_task(role.run(), name=type(role).__name__) for role in roles if role]
        for loop in loops:
            loop.add_done_callback(self._on_role_ended)
        try:
            yield
        finally:
            for loop in loops:
                loop.remove_done_callback(self._on_role_ended)
            await end_tasks(loops)

    def _on_role_ended(self, loop: asyncio.Task[None]) -> None:
        if isinstance(loop.exception(), MemoryError):
            self._stopping.out_of_memory()
        log.critical("Worker role ended", extra={"role": loop.get_name()}, exc_info=loop.exception())
        self._is_role_lost = True
        self._stopping.asked.set()

    async def _leave(self) -> None:
        await self._launcher.stop()
        try:
            await self._queue.unregister(self._worker.id)
        except errors.BackendUnavailable as error:
            log.warning("Worker not unregistered", extra={"code": error.code})


def stop_on_signals(stopping: Stopping) -> None:
    """SIGTERM and SIGINT (Ctrl+C) ask for the end; the second of them hurries."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.signalled)
