"""Redis full, the disk full on upload and on result, the disk of the append-only file full.

Small disks are tmpfs mounts, so these scenarios need root.
"""

from __future__ import annotations

import asyncio
import errno
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.chaos.row import Row, count
from ocr_service.errors import OcrServiceError
from tests.support.fleet import Fleet
from tests.support.redis_server import RedisServer


@contextmanager
def small_disk(folder: Path, *, kilobytes: int) -> Iterator[None]:
    """A disk of so many kB mounted on ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "chaos", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


async def redis_full(folder: Path, scale: float) -> Row:
    """``maxmemory`` with ``noeviction`` reached: uploads are refused, running tasks finish, then it goes on."""
    options = ("--appendonly", "yes", "--maxmemory-policy", "noeviction")
    with RedisServer(folder / "redis", options=options) as redis:

        def set_limit(megabytes: int) -> None:
            _config(redis, "maxmemory", f"{megabytes}mb")

        return await _fill(folder, redis, fill=lambda: set_limit(1), empty=lambda: set_limit(0))


async def disk_full(folder: Path, scale: float) -> Row:
    """UPLOAD_DIR full: uploads get 507, runs wait for room, nothing is lost."""
    ballast = folder / "uploads" / "ballast"
    with RedisServer(folder / "redis", options=("--appendonly", "yes")) as redis:
        with small_disk(folder / "uploads", kilobytes=8_192):
            return await _fill(folder, redis, fill=lambda: _stuff(ballast), empty=ballast.unlink)


async def append_only_file_full(folder: Path, scale: float) -> Row:
    """The disk under Redis is full: it refuses writes, and goes on when there is room again."""
    ballast = folder / "redis" / "ballast"
    with small_disk(folder / "redis", kilobytes=8_192):
        with RedisServer(folder / "redis", options=("--appendonly", "yes")) as redis:
            return await _fill(folder, redis, fill=lambda: _stuff(ballast), empty=ballast.unlink)


async def _fill(
    folder: Path, redis: RedisServer, *, fill: Callable[[], object], empty: Callable[[], object]
) -> Row:
    fleet = Fleet(folder, redis, count=2, page_s=0.1, source_ttl_s=60)
    fleet.start()
    refusals: Counter[str] = Counter()
    try:
        ids = await fleet.submit(20)
        await asyncio.to_thread(fill)
        for _ in range(60):
            try:
                ids.append(await fleet.submit_one("toy"))
            except OcrServiceError as error:
                refusals[error.code] += 1
            await asyncio.sleep(0.05)
        await asyncio.to_thread(empty)
        await asyncio.sleep(1.5)
        ids += await fleet.submit(10)
        refused = ", ".join(f"{number} {code}" for code, number in refusals.items())
        row = await count(fleet, ids, f"full; refused {refused or 'nothing'}", timeout_s=60)
    finally:
        await fleet.stop()
    return row


def _stuff(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise


def _config(redis: RedisServer, name: str, value: str) -> None:
    command = ["redis-cli", "-s", str(redis.socket_path), "CONFIG", "SET", name, value]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
