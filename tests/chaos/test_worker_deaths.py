"""Nothing is lost and nothing is accepted twice, however workers die. The long form is bench/chaos."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from ocr_service.domain.status import TaskStatus
from ocr_service.worker.service import EXIT_DRAINED, EXIT_STOPPED
from tests.support.fleet import Fleet
from tests.support.processes.patience import PATIENCE_S

NewFleet = Callable[..., AbstractAsyncContextManager[Fleet]]


async def assert_nothing_lost_or_doubled(fleet: Fleet, ids: list[str]) -> None:
    tasks = list((await fleet.until_final(ids)).values())
    assert {task.status for task in tasks} == {TaskStatus.COMPLETED}
    assert fleet.wrong_texts(tasks) == []
    assert set((await fleet.completions()).values()) == {1}
    assert (await fleet.queue.stats()).completed_total == len(ids)
    await fleet.sweep()
    assert fleet.files_left(tasks) == []


async def test_kills_at_random_moments(new_fleet: NewFleet) -> None:
    dice = random.Random(1)
    async with new_fleet(count=2) as fleet:
        ids = await fleet.submit(40)
        for _ in range(6):
            await asyncio.sleep(dice.uniform(0.2, 0.6))
            fleet.kill_one(dice)

        await assert_nothing_lost_or_doubled(fleet, ids)


# A task without trouble makes ten calls: claim, begin_output, fetch, run's progress, run, publish, complete.
@pytest.mark.parametrize("call", range(1, 9))
async def test_a_kill_after_every_call_of_the_processor(call: int, new_fleet: NewFleet) -> None:
    async with new_fleet(count=0) as fleet:
        ids = await fleet.submit(3)
        doomed = fleet.start_worker("doomed", FAILPOINT=str(call))
        await asyncio.to_thread(doomed.process.wait, PATIENCE_S)
        fleet.start_worker("heir")

        assert doomed.process.returncode == -signal.SIGKILL
        await assert_nothing_lost_or_doubled(fleet, ids)


async def test_a_worker_that_wakes_after_its_lease_is_refused(new_fleet: NewFleet) -> None:
    async with new_fleet(count=1, lease_s=0.6) as fleet:
        sleeper = fleet.start_worker("sleeper", TOY_PAGE_S="0.3")
        ids = await fleet.submit(6)
        while not (await fleet.queue.known(ids))[ids[0]].worker:
            await asyncio.sleep(0.02)
        sleeper.signal(signal.SIGSTOP)
        await fleet.until_final(ids)
        sleeper.signal(signal.SIGCONT)

        await assert_nothing_lost_or_doubled(fleet, ids)


@pytest.mark.parametrize(
    ("name", "code", "counted"),
    [("kills-child", "DOCUMENT_CRASHED", 2), ("kills-worker", "WORKER_LOST", 3)],
)
async def test_a_poison_document_becomes_a_dead_letter_and_its_neighbours_finish(
    name: str, code: str, counted: int, new_fleet: NewFleet
) -> None:
    async with new_fleet(count=2, lease_s=0.6, max_lost_leases=3) as fleet:
        good = await fleet.submit(5)
        poison = await fleet.submit_one(name)
        ending = asyncio.create_task(fleet.until_final([poison]))
        while not ending.done():
            for worker in fleet.workers:
                if worker.process.poll() is not None:
                    fleet.start_worker(worker.name)
            await asyncio.sleep(0.1)
        dead = (await ending)[poison]

        assert dead.status is TaskStatus.FAILED
        assert dead.error is not None
        assert dead.error.code == code
        assert dead.child_crashes + dead.lost_leases in (counted, counted - 1)
        assert all(task.status is TaskStatus.COMPLETED for task in (await fleet.until_final(good)).values())


async def test_a_stopped_worker_finishes_or_releases_uncharged(new_fleet: NewFleet) -> None:
    async with new_fleet(count=0, grace_seconds=0.1) as fleet:
        ids = await fleet.submit(8)
        for number in range(3):
            worker = fleet.start_worker(f"w{number}", TOY_PAGE_S="0.2")
            await fleet.until_registered(worker.name)
            await asyncio.sleep(0.3)
            worker.signal(signal.SIGTERM)
            assert await asyncio.to_thread(worker.process.wait, PATIENCE_S) == 0
        uncharged = (await fleet.queue.known(ids)).values()
        fleet.start_worker("last")

        assert {(task.retry_count, task.lost_leases) for task in uncharged} == {(0, 0)}
        assert {task.status for task in uncharged} <= {TaskStatus.QUEUED, TaskStatus.COMPLETED}
        await assert_nothing_lost_or_doubled(fleet, ids)


async def test_sigterm_lets_the_document_in_hand_be_finished(new_fleet: NewFleet) -> None:
    async with new_fleet(count=0) as fleet:
        ids = await fleet.submit(4)
        worker = fleet.start_worker("w0", TOY_PAGE_S="0.7")
        await until_claimed(fleet, ids, 2)
        worker.signal(signal.SIGTERM)
        assert await asyncio.to_thread(worker.process.wait, PATIENCE_S) == EXIT_STOPPED
        ended = Counter(task.status for task in (await fleet.queue.known(ids)).values())

        assert ended == {TaskStatus.COMPLETED: 2, TaskStatus.QUEUED: 2}
        assert all("abandoned" not in str(line["message"]) for line in worker.log_lines())


async def test_a_second_ctrl_c_hands_the_document_back_uncharged(new_fleet: NewFleet) -> None:
    async with new_fleet(count=0) as fleet:
        ids = await fleet.submit(2)
        worker = fleet.start_worker("w0", TOY_PAGE_S="60")
        await until_claimed(fleet, ids, 2)
        for _ in range(2):
            worker.signal(signal.SIGINT)
            await asyncio.sleep(0.3)
        assert await asyncio.to_thread(worker.process.wait, PATIENCE_S) == EXIT_STOPPED
        tasks = (await fleet.queue.known(ids)).values()

        assert {task.status for task in tasks} == {TaskStatus.QUEUED}
        assert {(task.retry_count, task.lost_leases, task.child_crashes) for task in tasks} == {(0, 0, 0)}


async def test_a_drained_worker_finishes_what_it_has_beyond_its_grace(new_fleet: NewFleet) -> None:
    async with new_fleet(count=0, grace_seconds=0.1) as fleet:
        ids = await fleet.submit(4)
        worker = fleet.start_worker("w0", TOY_PAGE_S="0.7")
        await until_claimed(fleet, ids, 2)
        await fleet.queue.drain("w0")

        assert await asyncio.to_thread(worker.process.wait, PATIENCE_S) == EXIT_DRAINED
        ended = Counter(task.status for task in (await fleet.queue.known(ids)).values())
        assert ended == {TaskStatus.COMPLETED: 2, TaskStatus.QUEUED: 2}


async def until_claimed(fleet: Fleet, ids: list[str], count: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while sum(bool(task.worker) for task in (await fleet.queue.known(ids)).values()) < count:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("offset_s", [3600, -3600])
async def test_a_wrong_clock_expires_nothing(offset_s: int, new_fleet: NewFleet) -> None:
    async with new_fleet(count=1) as fleet:
        fleet.start_worker("elsewhen", CLOCK_OFFSET_S=str(offset_s))
        ids = await fleet.submit(10)

        await assert_nothing_lost_or_doubled(fleet, ids)
        assert {task.lost_leases for task in (await fleet.queue.known(ids)).values()} == {0}
