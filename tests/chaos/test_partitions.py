"""A worker that is cut off from Redis comes back, is refused what it lost, and goes on."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from ocr_service.domain.status import TaskStatus
from tests.support.fleet import Fleet
from tests.support.processes.patience import PATIENCE_S
from tests.support.processes.proxy import Line, Proxy
from tests.support.redis_server import RedisServer

NewFleet = Callable[..., AbstractAsyncContextManager[Fleet]]


@pytest.mark.parametrize("line", [Line.CUT, Line.ONE_WAY], ids=["both ways", "only the way back"])
async def test_a_cut_line(line: Line, new_fleet: NewFleet, redis: RedisServer) -> None:
    async with Proxy(str(redis.socket_path)) as proxy, new_fleet(count=0, lease_s=0.6) as fleet:
        fleet.start_worker(
            "far",
            REDIS_URL=f"redis://127.0.0.1:{proxy.port}/0",
            REDIS_TIMEOUT_SECONDS="0.5",
            TOY_PAGE_S="0.1",
        )
        ids = await fleet.submit(12)
        while not any(task.worker for task in (await fleet.queue.known(ids)).values()):
            await asyncio.sleep(0.02)
        proxy.line = line
        await asyncio.sleep(1.5)
        fleet.start_worker("near", TOY_PAGE_S="0.1")
        await asyncio.sleep(0.5)
        proxy.line = Line.OPEN

        tasks = list((await fleet.until_final(ids)).values())
        assert {task.status for task in tasks} == {TaskStatus.COMPLETED}
        assert fleet.wrong_texts(tasks) == []
        assert set((await fleet.completions()).values()) == {1}
        async with asyncio.timeout(PATIENCE_S):
            while "far" not in {worker.id for worker in await fleet.queue.workers()}:
                await asyncio.sleep(0.05)
