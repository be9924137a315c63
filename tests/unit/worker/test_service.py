"""The worker as a whole, with roles that do what the test says."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ocr_service.worker.service import EXIT_STOPPED, Roles, WorkerService
from tests.support.records import make_worker


class Quiet:
    """A role, launcher or queue that waits for the end."""

    running = ()
    tasks_done = 0

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def beat(self) -> None:
        pass

    async def wait_closed(self) -> int:
        await asyncio.Event().wait()
        return 0

    async def drain(self, grace_s: float) -> None:
        pass

    async def stop(self) -> None:
        pass

    async def unregister(self, worker_id: str) -> None:
        pass


class UntilStopped(Quiet):
    def __init__(self, stop: asyncio.Event) -> None:
        self._stop = stop

    async def run(self) -> None:
        await self._stop.wait()


class Broken(Quiet):
    async def run(self) -> None:
        raise RuntimeError("a defect")


def service(stop: asyncio.Event, janitor: Any) -> WorkerService:
    quiet: Any = Quiet()
    claimer: Any = UntilStopped(stop)
    return WorkerService(
        queue=quiet,
        launcher=quiet,
        roles=Roles(claimer=claimer, processor=quiet, heartbeat=quiet, recoverer=quiet, janitor=janitor),
        worker=make_worker(),
        stop=stop,
        grace_s=0,
    )


async def test_a_worker_that_was_told_to_stop_ends_well() -> None:
    stop = asyncio.Event()
    stop.set()

    assert await service(stop, Quiet()).run() == EXIT_STOPPED


async def test_a_worker_that_stops_for_a_defect_does_not_say_that_all_was_well(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with asyncio.timeout(5):
        status = await service(asyncio.Event(), Broken()).run()

    assert status != EXIT_STOPPED
    assert "Worker role ended" in caplog.messages
