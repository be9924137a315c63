"""Take one claimed task through its run, and write how it ended."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import Any

from ocr_service import errors
from ocr_service.clock import Clock
from ocr_service.domain.document import TEXT_FILE, DocumentRequest, Limits, deliveries_in
from ocr_service.domain.file_store import FileStore
from ocr_service.domain.ports import DocumentRunner
from ocr_service.domain.queue_values import Completion
from ocr_service.domain.retry import RetryAction, RetryDecision, RetryPolicy
from ocr_service.domain.task import Claim, TaskError, TaskId
from ocr_service.domain.task_queue import WorkerQueue
from ocr_service.observability.places import place_of
from ocr_service.observability.request_context import bound
from ocr_service.worker.coroutines import cancel_until, first_set
from ocr_service.worker.ending.divider import Divider
from ocr_service.worker.ending.texts import short_text
from ocr_service.worker.fresh_memory import refresh_memory
from ocr_service.worker.progress_writer import ProgressWriter

_RECONNECT_FIRST_S, _RECONNECT_LAST_S = 0.1, 5.0
_RELEASE_S = 5.0
_LAST_WRITE_S = 30.0

log = logging.getLogger(__name__)


class Interruption(Enum):
    """Why a run is ended from outside."""

    LEASE_LOST = auto()
    CANCELLED = auto()
    SHUTDOWN = auto()


@dataclass(slots=True)
class _Run:
    task_id: TaskId
    task: asyncio.Task[None]
    is_suspect: bool
    on_free: Callable[[], None]
    interruption: Interruption | None = None
    is_settling: bool = False

    def settle(self) -> None:
        """From here on nothing runs any more; how the run ended is being written."""
        self.is_settling = True
        self.on_free()


class Processor:
    """Runs claims; ``running`` are the tasks it holds right now."""

    def __init__(
        self,
        *,
        queue: WorkerQueue,
        store: FileStore,
        runner: DocumentRunner,
        policy: RetryPolicy,
        limits: Limits,
        processes_mb: Callable[[], int] = lambda: 0,
        clock: Clock,
        divider: Divider,
        on_out_of_memory: Callable[[], None] = lambda: None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._queue = queue
        self._store = store
        self._runner = runner
        self._policy = policy
        self._limits = limits
        self._processes_mb = processes_mb
        self._clock = clock
        self._divider = divider
        self._on_out_of_memory = on_out_of_memory
        self._jitter = jitter
        self._runs: dict[int, _Run] = {}  # by fencing token
        self._freed = asyncio.Event()
        self.tasks_done = 0

    @property
    def running(self) -> tuple[TaskId, ...]:
        """Ids of the tasks that are being run."""
        return tuple(dict.fromkeys(run.task_id for run in self._runs.values()))

    @property
    def occupied_slots(self) -> int:
        """Runs that work; one that only waits for its result to be written takes no slot."""
        return sum(not run.is_settling for run in self._runs.values())

    @property
    def holds_suspect(self) -> bool:
        """True while a task runs whose worker vanished before.

        It runs alone: should it end this worker too, no neighbour loses a lease for it again.
        """
        return any(run.is_suspect for run in self._runs.values())

    def start(self, claim: Claim, *, on_free: Callable[[], None]) -> None:
        """Begin a claimed task in the background; ``on_free`` is called when its slot is free again.

        A run of the same task that is still here was lost: the machine slept beyond its lease, and
        this worker was the one to claim the task again.
        """
        self.interrupt(claim.task.id, Interruption.LEASE_LOST)
        work = asyncio.create_task(self._process(claim), name=f"task {claim.task.id}")

        def free() -> None:
            self._freed.set()
            on_free()

        self._runs[claim.token] = _Run(
            task_id=claim.task.id, task=work, is_suspect=claim.task.lost_leases > 0, on_free=free
        )

        def finish(_: asyncio.Task[None]) -> None:
            del self._runs[claim.token]
            self.tasks_done += 1
            free()

        work.add_done_callback(finish)

    def interrupt(self, task_id: TaskId, why: Interruption) -> None:
        """End a task's runs from outside; harmless when they are over.

        A run that is writing how it ended is left alone: the write may have been carried out
        already, and its outputs are the published ones.
        """
        for run in self._runs.values():
            if run.task_id == task_id and run.interruption is None and not run.is_settling:
                run.interruption = why
                cancel_until(partial(getattr, run, "is_settling"), run.task)

    async def drain(self, grace_s: float | None, hurried: asyncio.Event) -> None:
        """Let the runs finish within ``grace_s`` (None: as long as they take), then release what is left, uncharged.

        ``hurried`` ends the wait. A run that is over but for its last write waits for the queue a short time only.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace_s):
                while self.occupied_slots and not hurried.is_set():
                    self._freed.clear()
                    await first_set(self._freed, hurried)
        for task_id in self.running:
            self.interrupt(task_id, Interruption.SHUTDOWN)
        if tasks := [run.task for run in self._runs.values()]:
            await asyncio.wait(tasks, timeout=_RELEASE_S if hurried.is_set() else _LAST_WRITE_S)

    async def _process(self, claim: Claim) -> None:
        with bound(request=claim.task.request_id, task=claim.task.id):
            started_s = self._clock.monotonic_s()
            log.info("Task claimed", extra={"token": claim.token, "queue": claim.task.priority.value})
            try:
                head, text = await self._run(claim)
                await self._complete(claim, head, text, self._clock.monotonic_s() - started_s)
            except errors.LeaseLost:
                await self._abandon(claim, Interruption.LEASE_LOST)
            except errors.OcrServiceError as error:
                await self._settle(claim, error)
            except asyncio.CancelledError:
                await self._abandon(claim, self._runs[claim.token].interruption)
            except MemoryError:
                self._on_out_of_memory()
                await self._settle(claim, errors.WorkerOutOfMemory())
            except Exception as error:
                log.exception("Task run failed", extra={"place": place_of(error)})
                await self._settle(claim, errors.ProcessingError())

    async def _run(self, claim: Claim) -> tuple[Mapping[str, Any], str | None]:
        task = claim.task
        folder = await asyncio.to_thread(self._store.begin_output, task.id, claim.token)
        fetching = asyncio.to_thread(self._store.fetch, task.file_path, claim.token)
        source, _ = await asyncio.gather(fetching, refresh_memory(self._store, task.owner))
        password = await self._queue.password(task.id) if task.has_password else None
        request = self._request(claim, source, folder, password)
        head = await self._runner.run(request, ProgressWriter(self._queue, claim, self._clock))
        short = await asyncio.to_thread(short_text, folder / TEXT_FILE)
        await asyncio.to_thread(self._store.publish, task.id, claim.token)
        return head, short

    def _request(self, claim: Claim, source: Path, folder: Path, password: str | None) -> DocumentRequest:
        return DocumentRequest(
            task_id=claim.task.id,
            source=source,
            media_type=claim.task.media_type,
            filename=claim.task.filename,
            output_folder=folder,
            options=claim.task.options,
            limits=replace(
                self._limits, run_timeout_s=self._left_s(claim), processes_mb=self._processes_mb()
            ),
            password=password,
            request_id=claim.task.request_id,
            owner=claim.task.owner,
            key_id=claim.task.key_id,
        )

    def _left_s(self, claim: Claim) -> float:
        """Seconds of the task's deadline that earlier runs have left to this one."""
        return max(0.0, self._limits.run_timeout_s - claim.task.spent_ms / 1000)

    async def _complete(self, claim: Claim, head: Mapping[str, Any], text: str | None, took_s: float) -> None:
        self._runs[claim.token].settle()
        pages = int(head["page_count"])
        completion = Completion(
            head=head,
            text=text,
            pages=pages,
            stage_s=head.get("stage_times", {}),
            deliveries=deliveries_in(head),
        )
        # Its parts first: a document that is over has led to all of them.
        await self._write(lambda: self._divider.divide(claim, head))
        await self._write(lambda: self._queue.complete(claim, completion))
        log.info("Job completed successfully", extra={"pages": pages, "duration_s": round(took_s, 3)})

    async def _settle(self, claim: Claim, error: errors.OcrServiceError) -> None:
        self._runs[claim.token].settle()
        decision = self._policy.decide(error, claim.task, jitter=self._jitter())
        values = {"code": error.code, "action": decision.action.value, "delay_s": round(decision.delay_s, 3)}
        if isinstance(error, errors.CapacityError):
            values["detail"] = error.detail  # of this machine, never of the document
        log.warning("Task run ended with an error", extra=values)
        await self._discard(claim)
        try:
            await self._write(
                lambda: self._carry_out(decision, claim, TaskError(code=error.code, detail=error.detail))
            )
        except errors.LeaseLost:
            log.warning("Late write refused")

    async def _carry_out(self, decision: RetryDecision, claim: Claim, reason: TaskError) -> None:
        match decision.action:
            case RetryAction.FAIL:
                await self._queue.fail(claim, reason)
            case RetryAction.RETRY:
                await self._queue.retry(claim, reason, delay_s=decision.delay_s)
            case RetryAction.DEFER:
                await self._queue.defer(claim, reason, delay_s=decision.delay_s)
            case RetryAction.CRASH:
                await self._queue.crash(claim, reason, delay_s=decision.delay_s)

    async def _write(self, write: Callable[[], Awaitable[None]]) -> None:
        """Repeat a final write until the queue has answered; a repetition of one that arrived is no error."""
        pause_s = _RECONNECT_FIRST_S
        while True:
            try:
                await write()
                return
            except errors.BackendUnavailable:
                log.warning("Queue unavailable, will write again", extra={"pause_s": pause_s})
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, _RECONNECT_LAST_S)

    async def _abandon(self, claim: Claim, why: Interruption | None) -> None:
        self._runs[claim.token].settle()
        log.warning("Task abandoned", extra={"reason": why.name.lower() if why else "unknown"})
        await self._discard(claim)
        if why is Interruption.CANCELLED:
            await self._clean_up(claim)
        elif why is not Interruption.LEASE_LOST:
            try:
                await self._queue.release(claim)
            except (errors.LeaseLost, errors.BackendUnavailable) as error:
                log.warning("Task not released", extra={"code": error.code})

    async def _clean_up(self, claim: Claim) -> None:
        """Remove the files of a cancelled task, unless it was requeued meanwhile: they are another worker's then."""
        try:
            if await self._queue.is_cancelled(claim):
                await asyncio.to_thread(self._store.cleanup_task_files, claim.task.id)
        except errors.OcrServiceError as error:
            log.warning("Files of a cancelled task not removed", extra={"code": error.code})

    async def _discard(self, claim: Claim) -> None:
        try:
            await asyncio.to_thread(self._store.discard_output, claim.task.id, claim.token)
        except errors.OcrServiceError as error:
            log.warning("Outputs not removed", extra={"code": error.code})
