"""A heartbeat waits for nothing but the queue."""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor

from ocr_service.domain.queue_values import HeartbeatReply, WorkerInfo
from ocr_service.worker.heartbeat import Heartbeat
from tests.support.processes.patience import PATIENCE_S
from tests.support.records import make_worker


class ListeningQueue:
    def __init__(self) -> None:
        self.beats: list[WorkerInfo] = []

    async def heartbeat(self, worker: WorkerInfo) -> HeartbeatReply:
        self.beats.append(worker)
        return HeartbeatReply()


class IdleProcessor:
    running = ("t1",)
    tasks_done = 3


def heartbeat(queue: ListeningQueue) -> Heartbeat:
    return Heartbeat(
        queue=queue,  # type: ignore[arg-type]
        processor=IdleProcessor(),  # type: ignore[arg-type]
        worker=make_worker("w1", pid=os.getpid()),
        lease_s=30,
        on_drain=lambda: None,
    )


async def test_a_beat_names_running_tasks_and_memory() -> None:
    queue = ListeningQueue()

    await heartbeat(queue).beat()

    (beat,) = queue.beats
    assert (beat.current_tasks, beat.tasks_done) == (("t1",), 3)
    assert beat.memory_mb > 5


async def test_a_disk_that_hangs_does_not_cost_the_lease() -> None:
    """Every thread that serves the disk stands still, as on a NAS that spins its disks up."""
    queue, released = ListeningQueue(), threading.Event()
    with ThreadPoolExecutor(1) as files:
        asyncio.get_running_loop().set_default_executor(files)
        hanging = asyncio.create_task(asyncio.to_thread(released.wait))
        await asyncio.sleep(0)
        try:
            async with asyncio.timeout(PATIENCE_S):
                await heartbeat(queue).beat()
        finally:
            released.set()
            await hanging

    assert len(queue.beats) == 1
