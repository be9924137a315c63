"""Each document is archived once, whole, however the programs die. The long form is bench/chaos."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from tests.support.archive.living import Counted, LivingArchive, variables
from tests.support.fleet import Fleet

NewFleet = Callable[..., AbstractAsyncContextManager[Fleet]]
DOCUMENTS = 12


async def test_kills_of_notifier_and_worker_lose_and_double_nothing(
    new_fleet: NewFleet, tmp_path: Path
) -> None:
    dice = random.Random(5)
    async with new_fleet(count=1, source_ttl_s=60, variables=variables(tmp_path)) as fleet:
        living = LivingArchive(fleet)
        try:
            await fleet.submit(DOCUMENTS)
            for documents in (1, 7):
                await living.until(documents)
                await asyncio.to_thread(living.notifiers.kill_one, dice)
                fleet.kill_one(dice)
            await living.until(DOCUMENTS)
        finally:
            living.notifiers.stop()

    counted = Counted(living, list(fleet.contents.values()))
    assert (counted.lost, counted.doubled, counted.half, counted.left) == (0, 0, [], [])
    assert counted.is_index_true
