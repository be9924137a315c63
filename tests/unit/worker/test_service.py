"""The worker as a whole, with roles that do what the test says."""

from __future__ import annotations

import asyncio
import resource
from typing import Any

import pytest

from ocr_service.pipeline.limits.own_memory import bound_growth
from ocr_service.worker.service import (
    EXIT_BROKEN,
    EXIT_DRAINED,
    EXIT_STOPPED,
    Roles,
    Stopping,
    WorkerService,
)
from tests.support.processes.patience import PATIENCE_S
from tests.support.records import make_worker


class Quiet:
    """A role, launcher or queue that waits for the end."""

    running = ()
    tasks_done = 0
    grace_s: float | None = 0

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def beat(self) -> None:
        pass

    async def wait_closed(self) -> int:
        await asyncio.Event().wait()
        return 0

    async def drain(self, grace_s: float | None, hurried: asyncio.Event) -> None:
        self.grace_s = grace_s

    async def stop(self) -> None:
        pass

    async def unregister(self, worker_id: str) -> None:
        pass


class UntilStopped(Quiet):
    def __init__(self, stopping: Stopping) -> None:
        self._stop = stopping.asked

    async def run(self) -> None:
        await self._stop.wait()


class Broken(Quiet):
    async def run(self) -> None:
        raise RuntimeError("a defect")


class Greedy(Quiet):
    """Wants more than the worker may have, as a callback of the loop where ``is_callback``."""

    def __init__(self, *, is_callback: bool) -> None:
        self._is_callback = is_callback

    async def run(self) -> None:
        if self._is_callback:
            asyncio.get_running_loop().call_soon(bytearray, 1 << 30)
            await asyncio.Event().wait()
        bytearray(1 << 30)


@pytest.fixture
def eight_mib_more():
    before = resource.getrlimit(resource.RLIMIT_DATA)
    bound_growth(8 << 20)
    yield
    resource.setrlimit(resource.RLIMIT_DATA, before)


def service(stopping: Stopping, janitor: Any, processor: Any = None) -> WorkerService:
    quiet: Any = Quiet()
    claimer: Any = UntilStopped(stopping)
    return WorkerService(
        queue=quiet,
        launcher=quiet,
        roles=Roles(
            claimer=claimer, processor=processor or quiet, heartbeat=quiet, recoverer=quiet, janitor=janitor
        ),
        worker=make_worker(),
        stopping=stopping,
        grace_s=30,
    )


async def test_a_worker_that_was_told_to_stop_ends_well() -> None:
    stopping = Stopping()
    stopping.signalled()

    assert await service(stopping, Quiet()).run() == EXIT_STOPPED


async def test_a_drained_worker_sets_its_documents_no_limit_and_says_that_it_shall_stay_away() -> None:
    stopping, processor = Stopping(), Quiet()
    stopping.drain()

    assert await service(stopping, Quiet(), processor).run() == EXIT_DRAINED
    assert processor.grace_s is None


def test_only_the_second_signal_hurries() -> None:
    stopping = Stopping()
    stopping.drain()
    stopping.signalled()
    assert not stopping.hurried.is_set()

    stopping.signalled()

    assert stopping.hurried.is_set()


async def test_a_worker_that_stops_for_a_defect_does_not_say_that_all_was_well(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with asyncio.timeout(PATIENCE_S):
        status = await service(Stopping(), Broken()).run()

    assert status != EXIT_STOPPED
    assert "Worker role ended" in caplog.messages


@pytest.mark.usefixtures("eight_mib_more")
@pytest.mark.parametrize("is_callback", [False, True])
async def test_a_worker_that_reaches_its_limit_says_so_once_and_makes_room_for_a_fresh_one(
    is_callback: bool, caplog: pytest.LogCaptureFixture
) -> None:
    stopping = Stopping()
    asyncio.get_running_loop().set_exception_handler(stopping.on_loop_error)
    async with asyncio.timeout(PATIENCE_S):
        status = await service(stopping, Greedy(is_callback=is_callback)).run()
    stopping.out_of_memory()

    assert status == EXIT_BROKEN
    assert caplog.messages.count("Worker out of memory") == 1


async def test_what_else_goes_wrong_in_the_loop_is_told_and_ends_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stopping, loop = Stopping(), asyncio.get_running_loop()
    loop.set_exception_handler(stopping.on_loop_error)
    loop.call_soon([].pop)
    await asyncio.sleep(0.01)

    assert "pop from empty list" in caplog.text
    assert not stopping.asked.is_set()
