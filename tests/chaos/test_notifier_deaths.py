"""Everybody is told at least once, and doubles come under one id, however notifiers die. The long form is bench/chaos."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from tests.support.fleet import Fleet
from tests.support.processes.patience import PATIENCE_S
from tests.support.receiver import receiver
from tests.support.told import Notifiers, ids_by_task, moody, subscribe

NewFleet = Callable[..., AbstractAsyncContextManager[Fleet]]


async def test_kills_of_notifiers_and_workers_lose_no_event(new_fleet: NewFleet) -> None:
    dice = random.Random(3)
    async with new_fleet(count=1) as fleet, receiver() as hook:
        moody(hook, dice)
        await subscribe(fleet.queue, hook.url)
        notifiers = Notifiers(fleet.folder, fleet.redis.url)
        try:
            ids = await fleet.submit(20)
            for _ in range(2):
                await hook.until(len(hook.received) + 2)
                await asyncio.to_thread(notifiers.kill_one, dice)
            fleet.kill_one(dice)
            async with asyncio.timeout(PATIENCE_S):
                while ids_by_task(hook.received).keys() < set(ids):
                    await asyncio.sleep(0.05)
        finally:
            notifiers.stop()

    assert {len(under) for under in ids_by_task(hook.received).values()} == {1}
