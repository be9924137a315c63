"""Each file of a watched folder leads to its results once, whole, however its programs die. The long form is bench/chaos."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from tests.support.fleet import Fleet
from tests.support.folders.watched_folder import WatchedFolder, texts
from tests.support.processes.toy_documents import SHEET, text_of

NewFleet = Callable[..., AbstractAsyncContextManager[Fleet]]
FILES = 20
PILES, PARTS = 6, 4


async def test_kills_of_watcher_notifier_and_worker_lose_and_double_nothing(new_fleet: NewFleet) -> None:
    dice = random.Random(5)
    async with new_fleet(count=1) as fleet:
        watched = WatchedFolder(fleet)
        try:
            watched.start()
            contents = [watched.scan(f"letters/{number}.pdf") for number in range(FILES)]
            for progress in (1, 12):
                await watched.until("documents", progress)
                await asyncio.to_thread(watched.kill, "watch")
                await asyncio.to_thread(watched.kill, "notifier")
                fleet.kill_one(dice)
            await watched.until("documents", 2 * FILES)
            await watched.until("scans/done", FILES)
        finally:
            watched.stop()

    assert texts(watched) == Counter(map(text_of, contents))
    assert len(watched.files()) == 2 * FILES
    assert watched.unfinished() == []
    assert all(
        json.loads((watched.documents / name).read_text())
        for name in watched.files()
        if name.endswith("json")
    )


def pile(number: int) -> list[bytes]:
    """The documents of a pile."""
    return [b"%%PDF-1.4\npile %d part %d\n%%%%EOF" % (number, part) for part in range(PARTS)]


async def test_kills_lose_and_double_no_part_of_a_pile(new_fleet: NewFleet) -> None:
    dice = random.Random(7)
    piles = [pile(number) for number in range(PILES)]
    async with new_fleet(count=2) as fleet:
        watched = WatchedFolder(fleet, WATCH_SPLIT="separators", WATCH_OUTPUTS="text")
        try:
            watched.start()
            for number, parts in enumerate(piles):
                watched.scan(f"{number}.pdf", SHEET.join(parts))
            for progress in (1, 5, 9, 13, 17):
                await watched.until("documents", progress)
                fleet.kill_one(dice)
                await asyncio.to_thread(watched.kill_one, dice)
            await watched.until("documents", PILES * PARTS)
            await watched.until("scans/done", PILES)
        finally:
            watched.stop()

    assert texts(watched) == Counter(text_of(part) for parts in piles for part in parts)
    assert set(watched.files()) == {
        f"{number} {part}.txt" for number in range(PILES) for part in range(1, PARTS + 1)
    }
    assert watched.unfinished() == []
