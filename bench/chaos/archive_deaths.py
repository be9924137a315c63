"""Notifiers, workers, Redis and commands of the archive are killed while it is filled: 0 documents lost, doubled or half."""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

from bench.chaos.row import Row
from ocr_service.errors import BackendUnavailable
from tests.support.archive.living import EVERYTHING, Counted, LivingArchive, variables
from tests.support.fleet import Fleet
from tests.support.redis_server import RedisServer

_PAUSE_S = 0.3


async def kills(folder: Path, scale: float) -> Row:
    """300 documents, 100 kill -9 of two notifiers, two workers and of ``archive say|rebuild``, 10 of Redis.

    ``lost`` are acknowledged documents that are not in the archive, ``doubled`` those that lie there twice, ``wrong text`` folders that
    are not whole, ``files left`` unfinished ones, a finding is an index that says something else than the files.
    """
    documents, deaths = round(300 * scale), round(100 * scale)
    dice = random.Random(20)
    options = ("--appendonly", "yes", "--appendfsync", "everysec")
    with RedisServer(folder / "redis", options=options) as redis:
        fleet = Fleet(folder, redis, count=2, source_ttl_s=60, variables=variables(folder))
        living = LivingArchive(fleet, notifiers=2)
        try:
            fleet.start()
            sending = asyncio.create_task(_send(fleet, documents))
            for number in range(deaths):
                await asyncio.sleep(dice.uniform(0, 2 * _PAUSE_S))
                await _kill_something(number, living, redis, dice)
            await sending
            await living.until(documents, timeout_s=600)
        finally:
            await fleet.stop()
            living.notifiers.stop()
    return _row(Counted(living, list(fleet.contents.values())), documents, deaths)


async def _send(fleet: Fleet, documents: int) -> None:
    while len(fleet.contents) < documents:
        try:
            await fleet.submit_one("toy")
        except BackendUnavailable:
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.02)


async def _kill_something(
    number: int, living: LivingArchive, redis: RedisServer, dice: random.Random
) -> None:
    """Every tenth death is followed by one of Redis."""
    chance = dice.random()
    if chance < 0.5:
        await asyncio.to_thread(living.notifiers.kill_one, dice)
    elif chance < 0.7:
        await asyncio.to_thread(living.fleet.kill_one, dice)
    elif chance < 0.8:
        await asyncio.to_thread(living.kill_command, dice, "rebuild")
    else:
        await asyncio.to_thread(_kill_saying, living, dice, f"t{number}")
    if number % 10 == 9:
        await asyncio.to_thread(redis.kill)
        await asyncio.to_thread(redis.start)


def _kill_saying(living: LivingArchive, dice: random.Random, tag: str) -> None:
    archive = living.opened()
    found = [hit.shelved.document.id for hit in archive.find(EVERYTHING).hits]
    archive.close()
    if found:
        living.kill_command(dice, "say", dice.choice(found), "--tag", tag)


def _row(counted: Counted, documents: int, deaths: int) -> Row:
    for name in (*counted.half, *counted.left):
        print(f"half or left: {name}", file=sys.stderr)
    return Row(
        tasks=documents,
        disasters=f"{deaths} kill -9 of notifiers, workers and the archive's commands, {deaths // 10} of Redis",
        lost=counted.lost,
        doubled=counted.doubled,
        wrong=len(counted.half),
        charged=0,
        refused=0,
        files_left=len(counted.left),
        findings=int(not counted.is_index_true),
    )
