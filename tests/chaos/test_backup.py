"""A copy made while everything runs brings back all that was acknowledged before it began."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from ocr_service.domain.status import TaskStatus
from tests.support.fleet import Fleet
from tests.support.processes.patience import PATIENCE_S
from tests.support.redis_server import RedisServer

NewFleet = Callable[..., AbstractAsyncContextManager[Fleet]]
SOURCE_TTL_S = 60


def back_up(redis: RedisServer, uploads: Path, backup: Path) -> None:
    run("backup", backup, REDIS_URL=redis.url, UPLOAD_DIR=uploads)


def restore(backup: Path, data: Path, uploads: Path) -> None:
    run("restore", backup, "--redis-data", data, UPLOAD_DIR=uploads)


def run(*command: object, **environment: object) -> str:
    """Call the command line; returns what it said."""
    argv = [sys.executable, "-m", "ocr_service", *map(str, command)]
    env = os.environ | {name: str(value) for name, value in environment.items()}
    done = subprocess.run(argv, check=False, capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def submit_until(stop: asyncio.Event, fleet: Fleet, ids: list[str]) -> None:
    while not stop.is_set():
        ids.append(await fleet.submit_one("toy"))
        await asyncio.sleep(0.01)


async def test_a_backup_of_a_busy_service_restores_everything_acknowledged_before_it(
    new_fleet: NewFleet, redis: RedisServer, tmp_path: Path
) -> None:
    stop = asyncio.Event()
    ids: list[str] = []
    async with new_fleet(count=1, page_s=0.03, source_ttl_s=SOURCE_TTL_S) as fleet:
        submitting = asyncio.create_task(submit_until(stop, fleet, ids))
        async with asyncio.timeout(PATIENCE_S):
            while (await fleet.queue.stats()).completed_total < 5:
                await asyncio.sleep(0.02)
        acknowledged = list(ids)
        await asyncio.to_thread(back_up, redis, fleet.settings.upload_dir, tmp_path / "backup")
        stop.set()
        await submitting
        contents = fleet.contents

    new = tmp_path / "new"
    restore(tmp_path / "backup", new / "redis", new / "uploads")
    with RedisServer(new / "redis", options=("--appendonly", "yes")) as other:
        restored = Fleet(new, other, count=1, source_ttl_s=SOURCE_TTL_S)
        restored.contents = contents
        restored.start()
        try:
            copied = set(ids) & set(restored.store.task_ids())
            tasks = list((await restored.until_final(sorted(copied | set(acknowledged)))).values())
            await restored.sweep()
            report = await restored.queue.audit(task_ids_with_files=list(restored.store.task_ids()))
        finally:
            await restored.stop()

    assert {task.status for task in tasks} == {TaskStatus.COMPLETED}
    assert restored.wrong_texts(tasks) == []
    assert report.findings == ()
