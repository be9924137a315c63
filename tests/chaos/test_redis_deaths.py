"""No acknowledged upload is lost, whatever happens to Redis."""

import asyncio
import random
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from ocr_service.domain.status import TaskStatus
from ocr_service.errors import BackendUnavailable
from tests.support.fleet import Fleet
from tests.support.redis_server import RedisServer

NewFleet = Callable[..., AbstractAsyncContextManager[Fleet]]


async def submit_through_trouble(fleet: Fleet, number: int) -> list[str]:
    """Only what was acknowledged counts; a refused upload is the caller's to send again."""
    acknowledged = []
    while len(acknowledged) < number:
        try:
            acknowledged.append(await fleet.submit_one("toy"))
        except BackendUnavailable:
            await asyncio.sleep(0.05)
    return acknowledged


async def test_kills_of_redis_under_load(new_fleet: NewFleet, redis: RedisServer) -> None:
    dice = random.Random(2)
    async with new_fleet(count=2) as fleet:
        submitting = asyncio.create_task(submit_through_trouble(fleet, 40))
        for _ in range(4):
            await asyncio.sleep(dice.uniform(0.2, 0.5))
            await asyncio.to_thread(redis.kill)
            await asyncio.to_thread(redis.start)
        ids = await submitting

        tasks = list((await fleet.until_final(ids)).values())
        assert {task.status for task in tasks} == {TaskStatus.COMPLETED}
        assert fleet.wrong_texts(tasks) == []


async def test_an_emptied_redis_is_filled_again_from_the_records(
    new_fleet: NewFleet, redis: RedisServer
) -> None:
    async with new_fleet(count=0) as fleet:
        ids = await fleet.submit(10)
        await asyncio.to_thread(redis.kill)
        for path in redis.folder.rglob("*.aof"):
            path.unlink()
        for path in redis.folder.rglob("*.manifest"):
            path.unlink()
        await asyncio.to_thread(redis.start)
        fleet.start_worker("w0", CLOCK_OFFSET_S="0")

        tasks = list((await fleet.until_final(ids)).values())
        assert {task.status for task in tasks} == {TaskStatus.COMPLETED}
        assert fleet.wrong_texts(tasks) == []
