"""Read a document in a child of Celery's pool: under a lease, with one accepted result, as every worker does.

For the time of one document the child is a worker of the queue: it takes a place at the fork server that all children share, claims
the task by its id, renews the lease, and writes how it ended under the fencing token. Whatever kills it, the document's
process ends with its connection, and the task is taken by whoever is given it next: at once where the dead child was a sibling on this
machine, else when its lease has run out.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ocr_service.bootstrap.asking import build_broker
from ocr_service.bootstrap.build import WORKERS_PATIENCE_S, build_queue, build_store
from ocr_service.bootstrap.sizing import stall_s
from ocr_service.bootstrap.worker import build_processor, work_hours, worker_info
from ocr_service.domain.queue_values import NotClaimed
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Claim, Task, TaskId
from ocr_service.errors import BackendUnavailable, ProcessLost
from ocr_service.queue.manager import RedisQueueManager
from ocr_service.settings import Settings
from ocr_service.tasks import values_of
from ocr_service.worker.coroutines import end_tasks
from ocr_service.worker.heartbeat import Heartbeat
from ocr_service.worker.launcher import Launcher
from ocr_service.worker.processor import Processor
from ocr_service.worker.server_process import ServerConnection

_START_S = 120.0
_PAUSE_S = 0.1
_FREE_PLACE_S = 0.5
# Who waits for a place looks now and then whether there is still anything to read.
_LOOK_AGAIN_S = 10.0
_MARK = "celery"


class TaskDelayed(Exception):
    """The document is tried again in so many seconds; until then nobody need wait for it."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class NoPlace(Exception):
    """The fork server has no place for another document now."""


@dataclass(frozen=True, slots=True)
class ChildReader:
    """A child of the pool; ``address`` is where the fork server of its worker listens."""

    settings: Settings
    address: Path

    async def read(self, task_id: TaskId, seen: Callable[[Task], None]) -> dict[str, Any]:
        """The values of a task, read here unless somebody else reads it; ``seen`` is given the task at each change.

        Raises ``TaskDelayed``, and what ``StartedTask.get`` does.
        """
        queue = build_queue(self.settings)
        following = asyncio.ensure_future(values_of(queue, task_id, None, seen))
        try:
            await self._until_final(queue, task_id)
            return await following
        finally:
            await end_tasks([following])
            await queue.close()

    async def read_next(self) -> bool:
        """Read one document that waits, whoever sent it; False when none does, or no place is free."""
        queue = build_queue(self.settings)
        try:
            await queue.recover()
            async with self._place(queue, patience_s=_FREE_PLACE_S) as place:
                claim = await queue.claim(place.worker_id, self._open_queues())
                if claim is not None:
                    await place.run(claim)
                return claim is not None
        except (NoPlace, ProcessLost):
            return False
        finally:
            await queue.close()

    def _open_queues(self) -> tuple[Priority, ...]:
        queues = self.settings.worker.queues
        if work_hours(self.settings).is_open(datetime.now()):
            return queues
        return tuple(queue for queue in queues if queue is Priority.HIGH)

    async def _until_final(self, queue: RedisQueueManager, task_id: TaskId) -> None:
        while (task := await queue.get(task_id)) is not None and not task.status.is_final:
            is_anothers = task.status is TaskStatus.PROCESSING and not is_gone(task.worker)
            if not is_anothers and task.status is not TaskStatus.PENDING and await self._is_read(queue, task):
                continue
            await queue.wait_change(task, timeout_s=self.settings.worker.poll_interval)
            await queue.recover()

    async def _is_read(self, queue: RedisQueueManager, task: Task) -> bool:
        """Claim it and read it here; False when there was no place for it, or somebody else was faster. Raises ``TaskDelayed``."""
        # Only who had it when it was looked at is known to be gone; a later holder is another.
        dead = task.worker if task.status is TaskStatus.PROCESSING else ""
        try:
            async with self._place(queue, patience_s=_LOOK_AGAIN_S) as place:
                found = await queue.claim_task(place.worker_id, task.id, dead_worker=dead)
                if isinstance(found, Claim):
                    await place.run(found)
                    return True
        except NoPlace:
            return False
        _refuse_to_wait(found)
        return False

    @contextlib.asynccontextmanager
    async def _place(self, queue: RedisQueueManager, *, patience_s: float) -> AsyncIterator[Place]:
        """A place at the fork server, waited for so long, and this child in the registry.

        Raises ``NoPlace``, and ``ProcessLost`` where no server is.
        """
        connection = await self._connected()
        launcher = Launcher(connection, stall_s=stall_s(self.settings), start_s=patience_s)
        worker_id = f"{socket.gethostname()}-{_MARK}-{os.getpid()}-{threading.get_native_id()}"
        try:
            try:
                await launcher.start()
            except ProcessLost as error:
                raise NoPlace from error
            broker = build_broker(self.settings, worker_id, queue)
            launcher.answer_by(broker)
            try:
                place = Place.of(self.settings, worker_id, queue, launcher)
                async with place.registered(queue):
                    yield place
            finally:
                await broker.close()
        finally:
            await launcher.stop()

    async def _connected(self) -> ServerConnection:
        """Stand in the line for a place; a server that is just starting is waited for."""
        loop = asyncio.get_running_loop()
        end_s = loop.time() + _START_S
        while True:
            try:
                return ServerConnection.opened(self.address)
            except ProcessLost:
                if loop.time() > end_s:
                    raise
            await asyncio.sleep(_PAUSE_S)


@dataclass(frozen=True, slots=True)
class Place:
    """This child as a worker, for one document."""

    worker_id: str
    processor: Processor
    heartbeat: Heartbeat

    @classmethod
    def of(cls, settings: Settings, worker_id: str, queue: RedisQueueManager, launcher: Launcher) -> Place:
        """Its parts, as those of every worker."""
        store = build_store(settings, patience_s=WORKERS_PATIENCE_S)
        # Nothing bounds a child of Celery's but Celery (worker_max_memory_per_child), so there is no end to prepare.
        processor = build_processor(settings, queue, store, launcher, on_out_of_memory=lambda: None)
        heartbeat = Heartbeat(
            queue=queue,
            processor=processor,
            worker=replace(worker_info(settings, worker_id, launcher), concurrency=1),
            lease_s=settings.worker.lease_seconds,
            # It stops after this document anyway.
            on_drain=lambda: None,
        )
        return cls(worker_id, processor, heartbeat)

    @contextlib.asynccontextmanager
    async def registered(self, queue: RedisQueueManager) -> AsyncIterator[None]:
        """Stand in the registry meanwhile."""
        await self.heartbeat.beat()
        try:
            yield
        finally:
            with contextlib.suppress(BackendUnavailable):
                await queue.unregister(self.worker_id)

    async def run(self, claim: Claim) -> None:
        """Read it to its end; cancelled, it gives the task back uncharged."""
        freed = asyncio.Event()
        self.processor.start(claim, on_free=freed.set)
        beating = asyncio.ensure_future(self.heartbeat.run())
        try:
            await _first_of(freed.wait(), beating)
        finally:
            hurried = asyncio.Event()
            hurried.set()
            await self.processor.drain(0, hurried)
            await end_tasks([beating])


async def _first_of(wait: Awaitable[Any], beating: asyncio.Future[None]) -> None:
    """Until the run is over; a defect of the heartbeat, without which no lease is renewed, is raised."""
    waiting = asyncio.ensure_future(wait)
    try:
        await asyncio.wait({waiting, beating}, return_when=asyncio.FIRST_COMPLETED)
        if beating.done():
            beating.result()
    finally:
        waiting.cancel()


def _refuse_to_wait(found: NotClaimed) -> None:
    if found.status is TaskStatus.RETRYING and found.wait_s is not None:
        raise TaskDelayed(found.wait_s)


def is_gone(worker_id: str) -> bool:
    """True for a child of a pool on this machine that lives no more; what a wrong guess takes away is fenced."""
    host, mark, ids = worker_id.partition(f"-{_MARK}-")
    pid, _, thread = ids.partition("-")
    return bool(mark) and host == socket.gethostname() and not Path(f"/proc/{pid}/task/{thread}").exists()
