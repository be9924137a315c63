"""A worker cut off from Redis: for 5 s, for 60 s, and with the way back cut only."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bench.chaos.row import Row, count
from tests.support.fleet import Fleet
from tests.support.processes.proxy import Line, Proxy
from tests.support.redis_server import RedisServer


async def cut_for_5_s(folder: Path, scale: float) -> Row:
    """Shorter than the lease: nothing is taken away."""
    return await _cut(folder, Line.CUT, 5 * scale)


async def cut_for_60_s(folder: Path, scale: float) -> Row:
    """Longer than the lease: another worker takes over, late writes are refused."""
    return await _cut(folder, Line.CUT, 60 * scale)


async def one_way_for_60_s(folder: Path, scale: float) -> Row:
    """Commands arrive, answers do not: every write is ambiguous."""
    return await _cut(folder, Line.ONE_WAY, 60 * scale)


async def _cut(folder: Path, line: Line, seconds: float) -> Row:
    with RedisServer(folder / "redis", options=("--appendonly", "yes")) as redis:
        async with Proxy(str(redis.socket_path)) as proxy:
            fleet = Fleet(folder, redis, count=0, lease_s=10, page_s=0.3)
            try:
                for name in ("far-0", "far-1"):
                    fleet.start_worker(name, REDIS_URL=f"redis://127.0.0.1:{proxy.port}/0")
                ids = await fleet.submit(100)
                await asyncio.sleep(2)
                proxy.line = line
                fleet.start_worker("near")
                await asyncio.sleep(seconds)
                proxy.line = Line.OPEN
                return await count(fleet, ids, f"{line.name.lower()} for {seconds:.0f} s")
            finally:
                await fleet.stop()
