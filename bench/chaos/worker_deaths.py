"""Workers that are killed, stopped past their lease, and told to stop."""

from __future__ import annotations

import asyncio
import random
import signal
from pathlib import Path

from bench.chaos.row import Row, count
from ocr_service.storage_settings import S3Settings
from tests.support.fleet import Fleet
from tests.support.processes.s3_server import S3Server
from tests.support.redis_server import RedisServer

_LEASE_S = 1.0


async def kills_and_stops(folder: Path, scale: float, *, bucket: S3Settings | None = None) -> Row:
    """1,000 tasks, 4 workers, 200 x kill -9, 20 x SIGSTOP past the lease, then SIGCONT."""
    dice = random.Random(11)
    kills, stops = round(200 * scale), round(20 * scale)
    moments = ["kill"] * kills + ["stop"] * stops
    dice.shuffle(moments)
    with RedisServer(folder / "redis", options=("--appendonly", "yes")) as redis:
        fleet = Fleet(
            folder, redis, count=4, lease_s=_LEASE_S, page_s=0.15, bucket=bucket, max_lost_leases=1_000
        )
        fleet.start()
        try:
            ids = await fleet.submit(round(1_000 * scale))
            for moment in moments:
                await asyncio.sleep(dice.uniform(0.1, 0.5))
                if moment == "kill":
                    fleet.kill_one(dice)
                else:
                    await _stop_and_go(fleet, dice)
            return await count(fleet, ids, f"{kills} kill -9, {stops} SIGSTOP")
        finally:
            await fleet.stop()


async def kills_on_s3(folder: Path, scale: float) -> Row:
    """As ``worker-kills`` with the documents in a bucket: 300 tasks, 60 x kill -9, 6 x SIGSTOP past the lease."""
    with S3Server(folder / "s3") as server:
        server.make_bucket("chaos")
        config = server.config("chaos")
        bucket = S3Settings(
            bucket=config.bucket,
            access_key=config.access_key,
            secret_key=config.secret_key,
            endpoint_url=config.endpoint,
            prefix=config.prefix,
        )
        return await kills_and_stops(folder, 0.3 * scale, bucket=bucket)


async def _stop_and_go(fleet: Fleet, dice: random.Random) -> None:
    victim = dice.choice(fleet.workers)
    victim.signal(signal.SIGSTOP)
    await asyncio.sleep(_LEASE_S * 1.5)
    victim.signal(signal.SIGCONT)


async def terminations(folder: Path, scale: float) -> Row:
    """SIGTERM in the middle of a page, 50 times: released or finished, nothing charged."""
    dice = random.Random(12)
    rounds = round(50 * scale)
    with RedisServer(folder / "redis", options=("--appendonly", "yes")) as redis:
        fleet = Fleet(folder, redis, count=2, page_s=0.2, grace_seconds=0.3)
        fleet.start()
        try:
            ids = await fleet.submit(rounds * 4)
            for _ in range(rounds):
                await asyncio.sleep(dice.uniform(0.3, 0.9))
                victim = dice.choice(fleet.workers)
                await fleet.until_registered(victim.name)
                victim.signal(signal.SIGTERM)
                await asyncio.to_thread(victim.process.wait, 20)
                fleet.start_worker(victim.name)
            return await count(fleet, ids, f"{rounds} SIGTERM")
        finally:
            await fleet.stop()
