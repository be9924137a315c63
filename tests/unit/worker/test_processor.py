"""The processor with a queue that only remembers, and runs that end when the test says so."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ocr_service.clock import SystemClock
from ocr_service.domain.document import Limits
from ocr_service.domain.retry import RetryPolicy
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Claim, Task, TaskError, TaskOptions, new_task_id
from ocr_service.errors import LeaseLost
from ocr_service.storage.local import FileStorageManager
from ocr_service.worker.ending.divider import Divider
from ocr_service.worker.processor import Interruption, Processor
from tests.support.processes.patience import PATIENCE_S
from tests.support.records import make_record


class RememberingQueue:
    """Accepts the writes of the newest token it was told of, and refuses the others."""

    def __init__(self) -> None:
        self.token = 0
        self.completed: list[int] = []
        self.released: list[int] = []
        self.retried: list[str] = []
        self.answers = asyncio.Event()
        self.answers.set()

    async def complete(self, claim: Claim, completion: Any) -> None:
        await self.answers.wait()
        if claim.token != self.token:
            raise LeaseLost
        self.completed.append(claim.token)

    async def retry(self, claim: Claim, reason: TaskError, *, delay_s: float) -> None:
        self.retried.append(reason.code)

    async def is_cancelled(self, claim: Claim) -> bool:
        return claim.token == self.token

    async def release(self, claim: Claim) -> None:
        self.released.append(claim.token)


class HeldRunner:
    """Every run waits for its turn."""

    def __init__(self) -> None:
        self.begun: list[asyncio.Event] = []
        self.timeouts_s: list[float] = []
        self.processes_mb: list[int] = []
        self.head_bytes = 0

    async def run(self, request: Any, on_progress: Any) -> Mapping[str, Any]:
        may_end = asyncio.Event()
        self.timeouts_s.append(request.limits.run_timeout_s)
        self.processes_mb.append(request.limits.processes_mb)
        self.begun.append(may_end)
        await may_end.wait()
        bytearray(self.head_bytes)
        (request.output_folder / "text.txt").write_text("text", encoding="utf-8")
        return {"page_count": 1}


class Bench:
    """A processor with one stored document that can be claimed again and again."""

    def __init__(self, folder: Path) -> None:
        self.queue = RememberingQueue()
        self.runner = HeldRunner()
        self.store = FileStorageManager(folder)
        self.was_full = asyncio.Event()
        self.processor = Processor(
            queue=self.queue,  # type: ignore[arg-type]
            store=self.store,
            runner=self.runner,
            policy=RetryPolicy(),
            limits=Limits(run_timeout_s=100),
            processes_mb=lambda: 57,
            clock=SystemClock(),
            on_out_of_memory=self.was_full.set,
            divider=Divider(self.queue, self.store),  # type: ignore[arg-type]
        )
        self._task = self._stored()

    def _stored(self) -> Task:
        record = make_record(id=new_task_id())
        incoming = self.store.receive(record.id)
        incoming.write(b"%PDF-1.4")
        committed = incoming.commit(record)
        return Task(
            id=record.id,
            status=TaskStatus.PROCESSING,
            priority=Priority.NORMAL,
            filename=record.filename,
            file_path=committed.file_path,
            media_type=record.media_type,
            sha256=record.sha256,
            bytes=record.bytes,
            options=TaskOptions(),
        )

    @property
    def task_id(self) -> str:
        return self._task.id

    async def claim(self, **changes: Any) -> asyncio.Event:
        """Hand the document to the processor under a new token; returns what lets the run end."""
        self.queue.token += 1
        task = replace(self._task, token=self.queue.token, **changes)
        claim = Claim(task=task, token=self.queue.token, worker_id="w1")
        runs = len(self.runner.begun)
        self.processor.start(claim, on_free=lambda: None)
        async with asyncio.timeout(PATIENCE_S):
            while len(self.runner.begun) == runs:
                await asyncio.sleep(0)
        return self.runner.begun[-1]

    async def settled(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while self.processor.running:
                await asyncio.sleep(0.001)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


async def test_a_task_that_comes_back_to_a_stalled_worker_is_run_again(bench: Bench) -> None:
    """Its lease ran out while the machine slept; the same worker then claimed it anew."""
    await bench.claim()
    may_end = await bench.claim()

    may_end.set()
    await bench.settled()

    assert bench.queue.completed == [2]


async def test_the_end_of_a_lost_run_leaves_its_successor_under_the_heartbeat(bench: Bench) -> None:
    first = await bench.claim()
    second = await bench.claim()

    first.set()
    await asyncio.sleep(0.05)
    assert bench.processor.running == (bench.task_id,)

    second.set()
    await bench.settled()
    assert bench.queue.completed == [2]


async def test_a_slot_is_free_while_the_result_is_still_being_written(bench: Bench) -> None:
    bench.queue.answers.clear()
    may_end = await bench.claim()
    assert bench.processor.occupied_slots == 1

    may_end.set()
    async with asyncio.timeout(PATIENCE_S):
        while bench.processor.occupied_slots:
            await asyncio.sleep(0.001)

    assert (bench.processor.running, bench.queue.completed) == ((bench.task_id,), [])
    bench.queue.answers.set()
    await bench.settled()
    assert bench.queue.completed == [1]


@pytest.mark.parametrize(("spent_ms", "left_s"), [(0, 100), (60_500, 39.5), (200_000, 0)])
async def test_a_run_has_the_time_that_earlier_runs_left(bench: Bench, spent_ms: int, left_s: float) -> None:
    may_end = await bench.claim(spent_ms=spent_ms)

    assert bench.runner.timeouts_s == [left_s]
    may_end.set()
    await bench.settled()


async def test_a_run_is_told_what_worker_and_fork_server_take(bench: Bench) -> None:
    (await bench.claim()).set()
    await bench.settled()

    assert bench.runner.processes_mb == [57]


async def test_an_interrupted_run_ends_without_a_result(bench: Bench) -> None:
    await bench.claim()

    bench.processor.interrupt(bench.task_id, Interruption.LEASE_LOST)
    await bench.settled()

    assert bench.queue.completed == []
    assert not list((bench.store._upload_dir / bench.task_id).glob("[0-9]*"))


async def test_a_document_in_hand_is_finished_however_long_it_takes(bench: Bench) -> None:
    may_end = await bench.claim()
    draining = asyncio.create_task(bench.processor.drain(None, asyncio.Event()))
    await asyncio.sleep(0.1)
    assert not draining.done()

    may_end.set()
    await draining

    assert (bench.queue.completed, bench.queue.released) == ([1], [])


async def test_who_is_hurried_hands_the_document_back(bench: Bench) -> None:
    await bench.claim()
    hurried = asyncio.Event()
    draining = asyncio.create_task(bench.processor.drain(None, hurried))
    await asyncio.sleep(0.1)

    hurried.set()
    await draining

    assert (bench.queue.completed, bench.queue.released) == ([], [1])


async def test_the_time_to_finish_can_be_limited(bench: Bench) -> None:
    await bench.claim()

    await bench.processor.drain(0.01, asyncio.Event())

    assert (bench.queue.completed, bench.queue.released) == ([], [1])


async def test_a_late_worker_removes_no_file_of_a_cancelled_task_that_was_requeued(bench: Bench) -> None:
    """The task was cancelled, requeued and claimed by another before this worker got to its files."""
    await bench.claim()
    bench.queue.token += 1

    bench.processor.interrupt(bench.task_id, Interruption.CANCELLED)
    await bench.settled()

    assert bench.store.record(bench.task_id) is not None


async def test_the_worker_of_a_cancelled_task_removes_its_files(bench: Bench) -> None:
    await bench.claim()

    bench.processor.interrupt(bench.task_id, Interruption.CANCELLED)
    await bench.settled()

    assert bench.store.record(bench.task_id) is None


async def test_what_a_full_worker_could_not_take_is_tried_again_and_charged(bench: Bench) -> None:
    may_end = await bench.claim()
    bench.runner.head_bytes = 1 << 60
    may_end.set()
    await bench.settled()

    assert bench.queue.retried == ["WORKER_OUT_OF_MEMORY"]
    assert bench.was_full.is_set()
