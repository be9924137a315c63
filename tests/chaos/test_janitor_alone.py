"""``ocr-service janitor`` beside workers that do not sweep, and where no worker is left."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from ocr_service.domain.status import TaskStatus
from ocr_service.domain.task import TaskId
from tests.support.fleet import Fleet
from tests.support.processes.patience import PATIENCE_S
from tests.support.redis_server import RedisServer


@pytest.fixture
async def fleet(tmp_path: Path) -> AsyncIterator[Fleet]:
    with RedisServer(tmp_path / "redis") as redis:
        fleet = Fleet(tmp_path, redis, count=0, page_s=1)
        yield fleet
        await fleet.stop()


@pytest.fixture
def janitor(fleet: Fleet, tmp_path: Path) -> Callable[[], subprocess.Popen[bytes]]:
    def start() -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "REDIS_URL": fleet.redis.url,
            "UPLOAD_DIR": str(fleet.settings.upload_dir),
            "WORKER_LEASE_SECONDS": "1",
            "WORKER_SWEEP_SECONDS": "0.2",
            "SETTLE_SECONDS": "0",
            "WORKER_ALIVE_FILE": str(tmp_path / "alive"),
        }
        command = [sys.executable, "-m", "ocr_service", "janitor"]
        return subprocess.Popen(command, env=environment, cwd=tmp_path)

    return start


async def until_status(fleet: Fleet, task_id: TaskId, status: TaskStatus) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            task = await fleet.queue.get(task_id)
            if task is not None and task.status is status:
                return
            await asyncio.sleep(0.02)


async def test_tasks_of_the_last_worker_come_back_and_forgotten_ones_are_enqueued(
    fleet: Fleet, janitor: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    [in_hand] = await fleet.submit(1)
    worker = fleet.start_worker("last", WORKER_SWEEP_SECONDS="0")
    await until_status(fleet, in_hand, TaskStatus.PROCESSING)
    worker.process.kill()
    worker.process.wait()
    [forgotten] = await fleet.submit(1)
    await fleet.queue.delete(forgotten)

    program = janitor()
    try:
        await until_status(fleet, in_hand, TaskStatus.QUEUED)
        await until_status(fleet, forgotten, TaskStatus.QUEUED)
        is_alive = (tmp_path / "alive").exists()
    finally:
        program.terminate()

    assert is_alive
    assert program.wait(timeout=PATIENCE_S) == 0


async def test_a_worker_that_is_told_not_to_sweep_leaves_files_alone(fleet: Fleet) -> None:
    fleet.start_worker("w1", WORKER_SWEEP_SECONDS="0")
    orphan = fleet.settings.upload_dir / "4a2b6c1e-6f0a-4c53-9c39-0d5e8a3b7f11"
    orphan.mkdir(parents=True)
    os.utime(orphan, (1, 1))

    tasks = await fleet.until_final(await fleet.submit(3))

    assert {task.status for task in tasks.values()} == {TaskStatus.COMPLETED}
    assert orphan.exists()


async def test_an_alive_file_that_cannot_be_written_is_said_at_the_start(
    fleet: Fleet, tmp_path: Path
) -> None:
    environment = {**os.environ, "REDIS_URL": fleet.redis.url, "WORKER_ALIVE_FILE": f"{tmp_path}/no/alive"}
    command = [sys.executable, "-m", "ocr_service", "janitor"]

    program = subprocess.run(
        command, check=False, env=environment, cwd=tmp_path, capture_output=True, text=True
    )

    assert program.returncode != 0
    assert f"WORKER_ALIVE_FILE={tmp_path}/no/alive cannot be written" in program.stderr
