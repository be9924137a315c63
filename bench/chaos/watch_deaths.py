"""Watcher, notifier, workers and Redis are killed while a folder is read: 0 files lost, 0 results doubled or half."""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections import Counter
from pathlib import Path

from bench.chaos.row import Row
from tests.support.fleet import Fleet
from tests.support.folders.watched_folder import WatchedFolder, texts
from tests.support.processes.toy_documents import text_of
from tests.support.redis_server import RedisServer

_PAUSE_S = 0.4
_SETTLE_S = 600


async def kills(folder: Path, scale: float) -> Row:
    """500 files in 20 sub-folders, 100 kill -9 of watcher, notifier and two workers, 10 of Redis.

    ``lost`` are files whose text lies nowhere, ``doubled`` texts that lie there twice, ``wrong`` results that are not whole,
    ``files left`` unfinished ones and scans that were not moved.
    """
    files, deaths = round(500 * scale), round(100 * scale)
    dice = random.Random(20)
    options = ("--appendonly", "yes", "--appendfsync", "everysec")
    with RedisServer(folder / "redis", options=options) as redis:
        fleet = Fleet(folder, redis, count=2, source_ttl_s=60)
        watched = WatchedFolder(fleet)
        try:
            fleet.start()
            watched.start()
            putting = asyncio.create_task(_put(watched, files))
            for number in range(deaths):
                await asyncio.sleep(dice.uniform(0, 2 * _PAUSE_S))
                await _kill_something(number, fleet, watched, redis, dice)
            contents = await putting
            is_whole = await _until_done(watched, files)
            findings = (await fleet.queue.audit(task_ids_with_files=list(fleet.store.task_ids()))).findings
        finally:
            await fleet.stop()
            watched.stop()
    return _counted(watched, contents, deaths, findings=len(findings) + (not is_whole))


async def _put(watched: WatchedFolder, files: int) -> list[bytes]:
    contents = []
    for number in range(files):
        contents.append(watched.scan(f"folder{number % 20}/{number}.pdf"))
        await asyncio.sleep(0.03)
    return contents


async def _kill_something(
    number: int, fleet: Fleet, watched: WatchedFolder, redis: RedisServer, dice: random.Random
) -> None:
    """Every tenth death is followed by one of Redis."""
    if dice.random() < 0.75:
        await asyncio.to_thread(watched.kill_one, dice)
    else:
        await asyncio.to_thread(fleet.kill_one, dice)
    if number % 10 == 9:
        await asyncio.to_thread(redis.kill)
        await asyncio.to_thread(redis.start)


async def _until_done(watched: WatchedFolder, files: int) -> bool:
    """Until each scan was moved away; False when that never came."""
    for _ in range(_SETTLE_S * 2):
        if len(watched.files("scans/done")) >= files and len(watched.files()) >= 2 * files:
            return True
        await asyncio.sleep(0.5)
    return False


def _counted(watched: WatchedFolder, contents: list[bytes], deaths: int, *, findings: int) -> Row:
    wanted, found = Counter(map(text_of, contents)), texts(watched)
    left = watched.unfinished() + [name for name in watched.files("scans") if not name.startswith("done/")]
    for name in left:
        print(f"left: {name}", file=sys.stderr)
    return Row(
        tasks=len(contents),
        disasters=f"{deaths} kill -9 of watcher, notifier and workers, {deaths // 10} of Redis",
        lost=(wanted - found).total(),
        doubled=(found - wanted).total(),
        wrong=sum(
            not _is_whole(watched.documents / name) for name in watched.files() if name.endswith(".json")
        ),
        charged=0,
        refused=0,
        files_left=len(left),
        findings=findings,
    )


def _is_whole(path: Path) -> bool:
    try:
        return bool(json.loads(path.read_text())["pages"])
    except (ValueError, KeyError):
        return False
