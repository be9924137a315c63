"""Each receipt ends in one state, whoever is killed: the process that starts it, the notifier, the worker, PostgreSQL."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from tests.support.fleet import Fleet
from tests.support.processes.patience import PATIENCE_S
from tests.support.receipt_office import KINDS, ReceiptOffice, lost_receipts

NewFleet = Callable[..., AbstractAsyncContextManager[Fleet]]


async def test_kills_of_everything_around_receipts_lose_and_double_none(new_fleet: NewFleet) -> None:
    dice = random.Random(4)
    async with new_fleet(count=1) as fleet:
        office = ReceiptOffice(fleet, wanted=20)
        try:
            for number, kind in enumerate(KINDS):
                async with asyncio.timeout(PATIENCE_S):
                    while len(office.acknowledged()) < 4 * (number + 1):
                        await asyncio.sleep(0.01)
                await asyncio.to_thread(office.kill_one, dice, kind)
            rows = await office.until_ended()
            told, completions = office.acknowledged(), await fleet.completions()
        finally:
            office.stop()

    assert lost_receipts(told, rows) == []
    assert max(completions.values()) == 1
    assert {row.failure.code for row in rows.values() if row.failure} <= {"RECEIPT_FILE_GONE"}
