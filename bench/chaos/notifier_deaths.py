"""Notifiers, workers and Redis are killed while a moody receiver is told: 0 events lost, doubles under one id."""

from __future__ import annotations

import asyncio
import random
import sys
from dataclasses import replace
from pathlib import Path

from bench.chaos.row import Row, count
from ocr_service.errors import BackendUnavailable
from tests.support.fleet import Fleet
from tests.support.receiver import receiver
from tests.support.redis_server import RedisServer
from tests.support.told import Notifiers, ids_by_task, moody, subscribe

_PAUSE_S = 0.2
_SETTLE_S = 180


async def kills(folder: Path, scale: float) -> Row:
    """1,000 tasks, 200 kill -9 of two notifiers and two workers, 20 of Redis.

    ``lost`` are tasks that nobody was told of, ``doubled`` those that were told under more than one id: a double
    under the same id is what a receiver can drop, and is counted in the text.
    """
    tasks, deaths = round(1_000 * scale), round(200 * scale)
    dice = random.Random(16)
    options = ("--appendonly", "yes", "--appendfsync", "everysec")
    with RedisServer(folder / "redis", options=options) as redis:
        fleet = Fleet(folder, redis, count=2, source_ttl_s=60)
        notifiers = Notifiers(folder, redis.url)
        async with receiver() as hook:
            moody(hook, dice)
            try:
                await subscribe(fleet.queue, hook.url)
                fleet.start()
                ids: list[str] = []
                sending = asyncio.create_task(_submit(fleet, ids, tasks))
                for number in range(deaths):
                    await asyncio.sleep(dice.uniform(0, 2 * _PAUSE_S))
                    await _kill_something(number, fleet, notifiers, redis, dice)
                await sending
                row = await count(fleet, ids, "", timeout_s=600)
                await _until_told(fleet)
            finally:
                await fleet.stop()
                notifiers.stop()
        return _told(row, hook.received, ids, deaths)


async def _kill_something(
    number: int, fleet: Fleet, notifiers: Notifiers, redis: RedisServer, dice: random.Random
) -> None:
    """Every tenth death is followed by one of Redis."""
    if dice.random() < 0.5:
        await asyncio.to_thread(notifiers.kill_one, dice)
    else:
        await asyncio.to_thread(fleet.kill_one, dice)
    if number % 10 == 9:
        await asyncio.to_thread(redis.kill)
        await asyncio.to_thread(redis.start)


async def _submit(fleet: Fleet, ids: list[str], tasks: int) -> None:
    while len(ids) < tasks:
        try:
            ids.append(await fleet.submit_one("toy"))
        except BackendUnavailable:
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.02)


async def _until_told(fleet: Fleet) -> None:
    """Until nothing waits in the outbox."""
    for _ in range(_SETTLE_S * 5):
        if not (await fleet.queue.stats()).outbox.waiting:
            return
        await asyncio.sleep(0.2)


def _told(row: Row, received: list, ids: list[str], deaths: int) -> Row:
    told = ids_by_task(received)
    lost = [task_id for task_id in ids if task_id not in told]
    torn = [task_id for task_id, under in told.items() if len(under) > 1]
    doubles = sum(sum(under.values()) - 1 for under in told.values())
    for task_id in lost + torn:
        print(f"not told, or under two ids: {task_id}", file=sys.stderr)
    text = f"{deaths} kill -9 of notifiers and workers, {deaths // 10} of Redis; {len(received)} calls, {doubles} doubles"
    return replace(row, disasters=text, lost=row.lost + len(lost), doubled=len(torn))
