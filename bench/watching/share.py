"""A watched folder on a share (FUSE) whose events never come and whose sizes and times come late, while others do to it what they do."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from ocr_service.watcher.listing import list_folder
from tests.support.fleet import Fleet
from tests.support.folders.watched_folder import WatchedFolder, texts
from tests.support.processes.toy_documents import text_of
from tests.support.redis_server import RedisServer

_LATE_S = 1.0
_PIECES, _PIECE_S = 5, 0.4
_FOLDERS = 5
_PATIENCE_S = 240.0
_SETTINGS = {
    "WATCH_SETTLE_SECONDS": "2",
    "WATCH_PATIENCE_SECONDS": "20",
    "WATCH_POLL_SECONDS": "0.5",
}


class Share:
    """``server`` is the folder as those see it who write there, ``mounted`` as the service does: by FUSE, late by a second."""

    def __init__(self, server: Path, mounted: Path) -> None:
        self.server, self.mounted = server, mounted
        for each in (server, mounted):
            each.mkdir(exist_ok=True)

    def mount(self) -> None:
        """Raises ``SystemExit`` where FUSE is refused."""
        if shutil.which("bindfs") is None:
            raise SystemExit("bindfs is not installed (Debian: bindfs, fuse3).")
        late = f"attr_timeout={_LATE_S},entry_timeout={_LATE_S},negative_timeout={_LATE_S}"
        done = subprocess.run(
            ["bindfs", "-o", late, self.server, self.mounted], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"FUSE does not work here: {done.stderr.strip()}")

    def unmount(self) -> None:
        """Also while somebody has files open there."""
        subprocess.run(["fusermount3", "-uz", self.mounted], check=True)


async def tell_share(folder: Path, files: int, time_of: Callable[[Callable[[], object]], str]) -> bool:
    """Print what became of so many files; True when none was lost, doubled or half."""
    share = Share(folder / "server", folder / "scans")
    share.mount()
    try:
        with RedisServer(folder / "redis") as redis:
            is_well = await _tell_troubles(folder, share, redis, files)
        _fill(share.server / "many", 10_000)
        print(f"a look at 10,000 files through FUSE: {time_of(lambda: list_folder(share.mounted))}")
    finally:
        share.unmount()
    return is_well


async def _tell_troubles(folder: Path, share: Share, redis: RedisServer, files: int) -> bool:
    fleet = Fleet(folder, redis, count=2, source_ttl_s=60)
    watched = WatchedFolder(fleet, **_SETTINGS)
    try:
        fleet.start()
        watched.start()
        await watched.until_said("watch", "Watched folder looked at, without events")
        contents = await _troubled(share, files)
        is_done = await _until_done(share, files)
    finally:
        await fleet.stop()
        watched.stop()
    wanted, found = Counter(map(text_of, contents)), texts(watched)
    lost, doubled = (wanted - found).total(), (found - wanted).total()
    left = [path.name for path in share.server.rglob("*.pdf") if "done" not in path.parts]
    print(
        f"{files} files written slowly, renamed across folders, with times that jump, in folders that vanish, on a share"
        f" that goes and comes back: {lost} lost, {doubled} doubled, {len(left)} left, {len(watched.unfinished())} unfinished"
    )
    return is_done and not (lost or doubled or left)


async def _troubled(share: Share, files: int) -> list[bytes]:
    dice = random.Random(20)
    writing = [asyncio.create_task(_written(share, number, dice)) for number in range(files)]
    vanishing = asyncio.create_task(_vanish(share))
    contents = list(await asyncio.gather(*writing))
    await vanishing
    return contents


async def _written(share: Share, number: int, dice: random.Random) -> bytes:
    """A PDF that grows, whose time jumps, and that is called and put elsewhere at its end."""
    await asyncio.sleep(number * 0.15)
    content = b"%PDF-1.4\n" + os.urandom(300).hex().encode() + b"\n%%EOF"
    kind, size = number % 4, len(content) // _PIECES + 1
    place = _in_folder(share, number, f"{number}.part" if kind == 1 else f"{number}.pdf")
    with place.open("wb") as file:
        for start in range(0, len(content), size):
            file.write(content[start : start + size])
            file.flush()
            await asyncio.sleep(_PIECE_S)
            place = _found(share, place)
            if kind == 2:
                os.utime(place, (dice.uniform(0, 4e9),) * 2)
    if kind == 1:
        place.rename(_in_folder(share, number, f"{number}.pdf"))
    elif kind == 3:
        place.rename(_in_folder(share, number + 1, f"{number}-moved.pdf"))
    return content


def _in_folder(share: Share, number: int, name: str) -> Path:
    """Below one of the folders, wherever that is now."""
    folder = share.server / f"folder{number % _FOLDERS}"
    away = share.server / f".away{number % _FOLDERS}"
    here = away if away.is_dir() else folder
    here.mkdir(exist_ok=True)
    return here / name


def _found(share: Share, place: Path) -> Path:
    """Its folder may have been put out of sight since, or back."""
    if place.exists():
        return place
    (found,) = share.server.glob(f"*/{place.name}")
    return found


async def _vanish(share: Share) -> None:
    """Folders go out of sight and come back; then the share does."""
    for number in range(_FOLDERS):
        folder, away = share.server / f"folder{number}", share.server / f".away{number}"
        if folder.is_dir():
            folder.rename(away)
            await asyncio.sleep(1.5)
            away.rename(folder)
    share.unmount()
    await asyncio.sleep(3)
    share.mount()


async def _until_done(share: Share, files: int) -> bool:
    """Until each was moved to ``done``."""
    deadline = asyncio.get_running_loop().time() + _PATIENCE_S
    while len(list((share.server / "done").rglob("*.pdf"))) < files:
        if asyncio.get_running_loop().time() > deadline:
            print("not all were read in time", file=sys.stderr)
            return False
        await asyncio.sleep(0.5)
    return True


def _fill(folder: Path, files: int) -> None:
    folder.mkdir()
    for number in range(files):
        (folder / f"scan{number:06}.pdf").touch()
