"""A person steers: cancelling a running document, draining a worker, stopping a queue."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.worker.service import EXIT_DRAINED
from tests.support.fleet import Fleet
from tests.support.processes.patience import LONGER_S, PATIENCE_S

NewFleet = Callable[..., AbstractAsyncContextManager[Fleet]]


async def until_running(fleet: Fleet, task_id: str) -> None:
    while (await fleet.queue.known([task_id]))[task_id].progress == 0:
        await asyncio.sleep(0.02)


async def test_a_cancelled_page_is_ended_at_once_and_leaves_no_file(new_fleet: NewFleet) -> None:
    # Heartbeats would tell it, too, but for a lease that is as long.
    async with new_fleet(count=1, lease_s=LONGER_S, page_s=LONGER_S) as fleet:
        task_id = await fleet.submit_one("long")
        await until_running(fleet, task_id)
        folder: Path = fleet.settings.upload_dir / task_id

        cancelled = await fleet.queue.cancel(task_id)
        async with asyncio.timeout(PATIENCE_S):
            while folder.exists():
                await asyncio.sleep(0.01)

        assert cancelled.status is TaskStatus.CANCELLED
        next_one = fleet.submit_one("kills-child")
        await fleet.until_final([await next_one])


async def test_a_drained_worker_finishes_what_it_has_and_stops(new_fleet: NewFleet) -> None:
    async with new_fleet(count=1, page_s=0.2) as fleet:
        ids = await fleet.submit(8)
        await until_running(fleet, ids[0])

        assert await fleet.queue.drain("w0")
        assert await asyncio.to_thread(fleet.workers[0].process.wait, PATIENCE_S) == EXIT_DRAINED

        tasks = (await fleet.queue.known(ids)).values()
        assert {task.status for task in tasks} == {TaskStatus.COMPLETED, TaskStatus.QUEUED}
        assert {task.lost_leases + task.retry_count for task in tasks} == {0}
        assert not await fleet.queue.workers()


async def test_a_paused_queue_hands_out_nothing_until_it_is_resumed(new_fleet: NewFleet) -> None:
    async with new_fleet(count=1) as fleet:
        await fleet.queue.pause(Priority.LOW)
        low = await fleet.submit_one("low", priority=Priority.LOW)
        high = await fleet.submit_one("high", priority=Priority.HIGH)
        await fleet.until_final([high])
        paused = (await fleet.queue.known([low]))[low].status

        await fleet.queue.resume(Priority.LOW)
        await fleet.until_final([low])

        assert paused is TaskStatus.QUEUED


async def test_a_worker_with_its_number_of_tasks_stops(new_fleet: NewFleet) -> None:
    async with new_fleet(count=0) as fleet:
        ids = await fleet.submit(5)
        worker = fleet.start_worker("w0", WORKER_MAX_TASKS="3")

        assert await asyncio.to_thread(worker.process.wait, PATIENCE_S) == 0

        done = [task for task in (await fleet.queue.known(ids)).values() if task.status.is_final]
        assert len(done) == 3
