"""A process that holds reservations is killed."""

import asyncio
import sys

from ocr_service.domain.outside.limits import LimitPolicy
from ocr_service.queue import RedisQueueManager
from tests.support.processes.patience import PATIENCE_S
from tests.support.redis_server import RedisServer

POLICY = LimitPolicy(rpm=0, tpm=0, at_once=1, lease_ms=2_000)
HOLDER = """
import asyncio, sys
from ocr_service.domain.outside.limits import LimitPolicy
from ocr_service.queue import RedisQueueManager

async def hold():
    queue = RedisQueueManager.connect(sys.argv[1])
    policy = LimitPolicy(rpm=0, tpm=0, at_once=1, lease_ms=2_000)
    assert (await queue.reserve("held", worker="w1", owner="", tokens=1, policy=policy)).is_granted
    print("holds", flush=True)
    while True:
        await queue.hold("w1", ["held"], row={"id": "w1"}, policy=policy)
        await asyncio.sleep(0.1)

asyncio.run(hold())
"""


async def test_kill_9_of_a_holder_gives_its_place_to_the_next(
    redis_server: RedisServer, queue: RedisQueueManager, raw: object
) -> None:
    command = [sys.executable, "-c", HOLDER, redis_server.url]
    holder = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"holds\n"
    waits = [await queue.reserve("next", worker="w2", owner="", tokens=1, policy=POLICY)]
    holder.kill()
    await holder.communicate()

    async with asyncio.timeout(PATIENCE_S):
        while not waits[-1].is_granted:
            await asyncio.sleep(waits[-1].wait_s)
            waits.append(await queue.reserve("next", worker="w2", owner="", tokens=1, policy=POLICY))

    assert not waits[0].is_granted
    assert waits[0].place == 0
