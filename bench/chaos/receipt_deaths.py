"""Whoever has a part in receipts is killed, the database too: each row ends in one state, none is lost or read twice."""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

from bench.chaos.row import Row
from ocr_service.receipts.receipt import OcrStatus
from tests.support.fleet import Fleet
from tests.support.receipt_office import ReceiptOffice, lost_receipts
from tests.support.redis_server import RedisServer

_PAUSE_S = 0.3


async def kills(folder: Path, scale: float, seed: int = 18) -> Row:
    """500 receipts, 120 kill -9 of the process that sends and starts them, notifiers, workers and PostgreSQL.

    ``lost`` are receipts that were acknowledged and not read, ``doubled`` tasks whose result was accepted twice, ``findings``
    rows that nobody was told of and that are neither read nor marked as without a file.
    """
    wanted, deaths = round(500 * scale), round(120 * scale)
    dice = random.Random(seed)
    with RedisServer(folder / "redis", options=("--appendonly", "yes", "--appendfsync", "always")) as redis:
        fleet = Fleet(folder, redis, count=2)
        fleet.start()
        office = ReceiptOffice(fleet, wanted)
        try:
            for _ in range(deaths):
                await asyncio.sleep(dice.uniform(0, 2 * _PAUSE_S))
                await asyncio.to_thread(office.kill_one, dice)
            rows = await office.until_ended(timeout_s=300)
            completions = await fleet.completions()
            told = office.acknowledged()
        finally:
            office.stop()
            await fleet.stop()
    lost = lost_receipts(told, rows)
    unsaid = [row for row in rows.values() if row.failure and row.failure.code != "RECEIPT_FILE_GONE"]
    for each in [*lost, *unsaid]:
        print(f"lost, or in a state of no reason: {each}", file=sys.stderr)
    gone = sum(row.status is OcrStatus.FAILED for row in rows.values())
    return Row(
        tasks=len(told),
        disasters=f"{deaths} kill -9: {dict(office.deaths)}; {gone} rows of senders that got no answer",
        lost=len(lost),
        doubled=sum(number > 1 for number in completions.values()),
        wrong=0,
        charged=0,
        refused=sum(worker.refused() for worker in fleet.workers),
        files_left=0,
        findings=len(unsaid),
    )
