"""Whoever has a part in rows of other systems' tables is killed, the databases too: each row ends in one state, none is lost or read twice."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from pathlib import Path

from bench.chaos.row import Row
from tests.support.fleet import Fleet
from tests.support.processes.toy_documents import text_of
from tests.support.redis_server import RedisServer
from tests.support.sources.office import Office

_PAUSE_S = 0.25
_READ, _FAILED = 4, 5


async def kills(folder: Path, scale: float, seed: int = 18) -> Row:
    """300 rows in three environments, a tenth without a file, 120 kill -9 of poller, notifiers, workers, PostgreSQL and Supabase.

    ``lost`` are rows that did not end as they had to, ``wrong`` those with another document's text, ``doubled`` tasks whose
    result was accepted twice, ``findings`` rows that were read by two tasks. Leases last a minute: what is read within one
    is read once. Parts of it under several seeds add up to the whole.
    """
    wanted, deaths = round(300 * scale), round(120 * scale)
    dice = random.Random(seed)
    with RedisServer(folder / "redis", options=("--appendonly", "yes", "--appendfsync", "always")) as redis:
        fleet = Fleet(folder, redis, count=2)
        fleet.start()
        office = Office(fleet, SOURCES_LEASE_SECONDS="60")
        sent: dict[str, bytes | None] = {}
        try:
            for number in range(deaths):
                for _ in range(wanted // deaths + (number < wanted % deaths)):
                    await asyncio.to_thread(_put_one, office, sent, dice)
                await asyncio.sleep(dice.uniform(0, 2 * _PAUSE_S))
                await asyncio.to_thread(office.kill_one, dice)
            rows = await office.until_ended(timeout_s=300)
            completions = await fleet.completions()
        finally:
            office.stop()
            await fleet.stop()
    ended = {path: (status, text, code) for each in rows.values() for path, status, text, code in each}
    lost = [path for path, content in sent.items() if not _is_right(ended.get(path), content)]
    for path in lost:
        print(f"lost, or in a state of no reason: {path}: {ended.get(path)}", file=sys.stderr)
    read = sum(content is not None for content in sent.values())
    return Row(
        tasks=len(sent),
        disasters=f"{deaths} kill -9: {dict(office.deaths)}; {len(sent) - read} rows without a file",
        lost=len(lost),
        doubled=sum(number > 1 for number in completions.values()),
        wrong=0,
        charged=0,
        refused=sum(worker.refused() for worker in fleet.workers),
        files_left=0,
        findings=max(0, len(completions) - read),
    )


def _put_one(office: Office, sent: dict[str, bytes | None], dice: random.Random) -> None:
    name = dice.choice(list(office.servers))
    path = f"{name}-{len(sent)}.pdf"
    sent[path] = None if dice.random() < 0.1 else b"%PDF-1.4\n" + os.urandom(300).hex().encode()
    office.put(name, path, sent[path])


def _is_right(ended: tuple[int, str | None, str | None] | None, content: bytes | None) -> bool:
    if content is None:
        return ended == (_FAILED, None, "FILE_GONE")
    return ended == (_READ, text_of(content), None)
