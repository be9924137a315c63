"""What befalls the machines: kills, cut, slow and half-open lines, a silent bucket, a clock that no bucket takes, a lost master."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import redis

from bench.hosts.estate import LEASE_S, Count, Estate, service, shared_variables, worker
from bench.hosts.host import Host, Program
from bench.hosts.sentinels import COMMON, Sentinels
from tests.support.processes.proxy import Line
from tests.support.processes.s3_server import S3Server
from tests.support.receiver import Receiver, receiver
from tests.support.redis_server import RedisServer
from tests.support.told import subscribe

_CLOCK_S = 14 * 60
"""S3 refuses requests of clocks that are more than a quarter of an hour wrong."""
_HOUR_S = 3_600
_WATCHING = {
    "WATCH_OUTPUTS": "text",
    "WATCH_SETTLE_SECONDS": "0.2",
    "WATCH_PATIENCE_SECONDS": "0.2",
    "WATCH_POLL_SECONDS": "0.5",
}


@dataclass
class Ground:
    """A scenario's surroundings."""

    folder: Path
    server: S3Server
    estate: Estate
    hook: Receiver
    hosts: list[Host]
    dice: random.Random
    redis_url: str

    def events(self) -> list[Mapping[str, Any]]:
        """Everything that the queue told."""
        with redis.Redis.from_url(self.redis_url, decode_responses=True) as raw:
            return [fields for _, fields in raw.xrange("queue:events")]


Scenario = Callable[[Path, float, int], Awaitable[Count]]
"""In a folder, at a share of its length, with a seed for the dice: turns of one run have seeds of their own."""


def _three(folder: Path, *, clocks_s: tuple[int, int, int]) -> list[Host]:
    """API alone; worker, watcher and notifier, which share folders; worker and janitor."""
    watched = folder / "host2"
    folders = {
        "WATCH_DIR": str(watched / "scans"),
        "WATCH_OUTPUT_DIR": str(watched / "documents"),
        "UPLOAD_DIR": str(watched / "journal"),
        **_WATCHING,
    }
    programs: list[list[Program]] = [
        [service("api")],
        [worker("w1"), service("watch", **folders), service("notifier", **folders)],
        [worker("w2"), service("janitor", WORKER_SWEEP_SECONDS="2")],
    ]
    return [
        Host(number, folder, each, clock_s=clock_s)
        for number, (each, clock_s) in enumerate(zip(programs, clocks_s, strict=True), start=1)
    ]


async def troubles(folder: Path, scale: float, seed: int) -> Count:
    """300 documents sent and 60 scanned; 60 troubles of seven kinds on three machines."""
    number = round(60 * scale)
    async with AsyncExitStack() as stack:
        server, kept = await _common(stack, folder)
        ground = await _ground(
            stack, folder, server, kept.url, _three(folder, clocks_s=(_CLOCK_S, -_CLOCK_S, 0)), kept, seed
        )
        sending = asyncio.create_task(ground.estate.send(ground.hosts[0], round(300 * scale), pause_s=0.1))
        scanning = asyncio.create_task(_scan(ground.hosts[1].folder / "scans", round(60 * scale)))
        kinds = [_KINDS[(index + seed) % len(_KINDS)] for index in range(number)]
        ground.dice.shuffle(kinds)
        for kind in kinds:
            await asyncio.sleep(ground.dice.uniform(0.2, 0.6))
            await _trouble(ground, kind)
        ids, names = await sending, await scanning
        count = await ground.estate.count(ids, ground.hook, ground.events())
        count = await _filed(count, ground.hosts[1].folder / "documents", names)
        return replace(count, notes=[f"{number} troubles: {', '.join(sorted(set(kinds)))}"])


async def clock_ahead(folder: Path, scale: float, seed: int) -> Count:
    """100 documents; a worker's clock is an hour ahead, which the bucket refuses: the other one reads them all."""
    return await _wrong_clock(folder, scale, seed, _HOUR_S)


async def clock_behind(folder: Path, scale: float, seed: int) -> Count:
    """The same with a clock that is an hour behind."""
    return await _wrong_clock(folder, scale, seed, -_HOUR_S)


async def _wrong_clock(folder: Path, scale: float, seed: int, clock_s: int) -> Count:
    async with AsyncExitStack() as stack:
        server, kept = await _common(stack, folder)
        ground = await _ground(
            stack, folder, server, kept.url, _three(folder, clocks_s=(0, clock_s, 0)), kept, seed
        )
        ids = await ground.estate.send(ground.hosts[0], round(100 * scale))
        count = await ground.estate.count(ids, ground.hook, ground.events())
        is_said = "refuses this machine's clock" in ground.hosts[1].log("w1")
        return replace(count, notes=[f"the worker names the clock: {'yes' if is_said else 'no'}"])


async def failovers(folder: Path, scale: float, seed: int) -> Count:
    """300 documents; the master is killed eight times, and a sentinel's replica takes over."""
    number = max(1, round(8 * scale))
    async with AsyncExitStack() as stack:
        server = stack.enter_context(S3Server(folder / "s3"))
        server.make_bucket("chaos")
        sentinels = stack.enter_context(Sentinels(folder / "sentinels"))
        hosts = _three(folder, clocks_s=(0, 0, 0))
        ground = await _ground(stack, folder, server, sentinels.url, hosts, sentinels.url, seed)
        sending = asyncio.create_task(ground.estate.send(ground.hosts[0], round(300 * scale), pause_s=0.15))
        taken_s = []
        for _ in range(number):
            await asyncio.sleep(ground.dice.uniform(1, 3))
            taken_s.append(await asyncio.to_thread(sentinels.fail_over))
        ids = await sending
        ground.redis_url = sentinels.master_url()
        count = await ground.estate.count(ids, ground.hook, ground.events())
        shown = ", ".join(f"{each:.1f}" for each in taken_s)
        return replace(count, notes=[f"{number} masters killed; a new one after {shown} s"])


async def _common(stack: AsyncExitStack, folder: Path) -> tuple[S3Server, RedisServer]:
    server = stack.enter_context(S3Server(folder / "s3"))
    server.make_bucket("chaos")
    kept = stack.enter_context(RedisServer(folder / "redis", options=("--appendonly", "yes")))
    return server, kept


async def _ground(
    stack: AsyncExitStack,
    folder: Path,
    server: S3Server,
    redis_url: str,
    hosts: list[Host],
    far: RedisServer | str,
    seed: int,
) -> Ground:
    estate = Estate(folder, redis_url, server)
    stack.push_async_callback(estate.queue.close)
    hook = await stack.enter_async_context(receiver(host="0.0.0.0"))
    bucket = ("127.0.0.1", urlsplit(server.endpoint).port or 0)
    for host in hosts:
        stack.push_async_callback(host.stop)
        await host.start(
            far if isinstance(far, str) else str(far.socket_path), bucket, shared_variables(server)
        )
    await subscribe(estate.queue, f"http://{COMMON}:{hook.port}/hook")
    await estate.until_registered(sum(name in {"w1", "w2"} for host in hosts for name in host.programs))
    return Ground(folder, server, estate, hook, hosts, random.Random(seed), redis_url)


_KINDS = ("kill", "kill", "cut", "one way", "slow", "half open", "bucket away")


async def _trouble(ground: Ground, kind: str) -> None:
    host, long_s = ground.dice.choice(ground.hosts), ground.dice.uniform(0.5, 1.5 * LEASE_S)
    if kind == "kill":
        await asyncio.to_thread(host.kill, ground.dice.choice(host.programs))
    elif kind == "half open":
        for line in host.lines:
            line.half_open()
    elif kind == "bucket away":
        ground.server.pause()
        await asyncio.sleep(long_s)
        ground.server.resume()
    else:
        line = {"cut": Line.CUT, "one way": Line.ONE_WAY}.get(kind, Line.OPEN)
        host.set_lines(line, delay_s=0.2 if kind == "slow" else 0.0)
        await asyncio.sleep(long_s)
        host.set_lines(Line.OPEN)


async def _scan(folder: Path, count: int) -> list[str]:
    names = [f"scan-{number:03d}" for number in range(count)]
    for name in names:
        content = b"%PDF-1.4\n" + os.urandom(300).hex().encode() + b"\n%%EOF"
        (folder / f"{name}.pdf").write_bytes(content)
        await asyncio.sleep(0.4)
    return names


async def _filed(count: Count, documents: Path, names: list[str]) -> Count:
    """Every scanned file has its text, once."""
    found: list[str] = []
    for _ in range(300):
        found = await asyncio.to_thread(lambda: [path.stem for path in documents.rglob("*.txt")])
        if set(names) <= set(found):
            break
        await asyncio.sleep(0.2)
    own = [name for name in found if name in names]
    return replace(
        count,
        tasks=count.tasks + len(names),
        unfiled=len(set(names) - set(own)),
        filed_twice=len(found) - len(set(names) & set(found)),
    )
