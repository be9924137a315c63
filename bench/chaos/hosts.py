"""Separate machines that have Redis and a bucket in common, and nothing else: an API, two workers, a notifier.

Each has a network, a disk and a clock of its own (the API an hour ahead, the workers an hour ahead and behind). Their
programs are killed, their lines to Redis and the bucket cut, slowed and half cut, and the bucket falls silent. Root only;
``unshare --net --mount python -m bench.chaos hosts`` touches no network of the machine.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from bench.chaos.row import Row, count
from ocr_service.storage_settings import S3Settings
from tests.support.fleet import TOY_WORKER, Fleet
from tests.support.hosts import Host, loopback_up
from tests.support.processes.proxy import Line
from tests.support.processes.s3_server import S3Server
from tests.support.receiver import Receiver, receiver
from tests.support.redis_server import RedisServer
from tests.support.told import ids_by_task, subscribe

_HOUR_S = 3_600
_ELSEWHERE = str(Path(TOY_WORKER).with_name("elsewhere.py"))
_TROUBLES = ("kill", "kill", "cut", "half cut", "slow", "bucket silent")
_SETTLE_S = 120


async def troubles(folder: Path, scale: float) -> Row:
    """400 tasks sent over HTTP, 60 troubles of six kinds."""
    loopback_up()
    dice = random.Random(22)
    with (
        RedisServer(folder / "redis", options=("--appendonly", "yes")) as redis,
        S3Server(folder / "s3") as server,
    ):
        server.make_bucket("chaos")
        fleet = Fleet(folder, redis, count=0, bucket=_bucket(server), max_lost_leases=1_000)
        hosts = _hosts(folder, fleet)
        async with receiver(host="0.0.0.0") as hook:
            try:
                await subscribe(fleet.queue, f"http://{hosts[-1].near}:{hook.port}/hook")
                for host in hosts:
                    await host.start(
                        str(redis.socket_path), ("127.0.0.1", urlsplit(server.endpoint).port or 0)
                    )
                sending = asyncio.create_task(_send(fleet, hosts[0].address, round(400 * scale)))
                for _ in range(number := round(60 * scale)):
                    await asyncio.sleep(dice.uniform(0.2, 0.8))
                    await _trouble(dice.choice(_TROUBLES), dice.choice(hosts), server, dice)
                ids = await sending
                row = await count(fleet, ids, f"{number} kills, cuts, slow lines and silences on 4 machines")
                return await _told(fleet, row, hook, ids)
            finally:
                for host in hosts:
                    await host.stop()
                await fleet.stop()


def _bucket(server: S3Server) -> S3Settings:
    config = server.config("chaos")
    return S3Settings(
        bucket=config.bucket,
        access_key=config.access_key,
        secret_key=config.secret_key,
        endpoint_url=config.endpoint,
        prefix=config.prefix,
    )


def _hosts(folder: Path, fleet: Fleet) -> list[Host]:
    shared = fleet.worker_variables("w") | {"TOY_PAGE_S": "0.1", "S3_TIMEOUT_SECONDS": "2"}
    api = shared | {"API_HOST": "0.0.0.0", "API_PORT": "8001", "CLOCK_OFFSET_S": str(_HOUR_S)}
    notifier = shared | {"WEBHOOK_ALLOWED_HOSTS": "10.213.0.0/16", "WEBHOOK_BACKOFF_SECONDS": "0.2"}
    workers = [
        shared | {"WORKER_ID": f"w{number}", "CLOCK_OFFSET_S": str(offset_s)}
        for number, offset_s in ((1, _HOUR_S), (2, -_HOUR_S))
    ]
    return [
        Host(1, folder, [_ELSEWHERE, "api"], api),
        Host(2, folder, [str(TOY_WORKER)], workers[0]),
        Host(3, folder, [str(TOY_WORKER)], workers[1]),
        Host(4, folder, [_ELSEWHERE, "notifier"], notifier),
    ]


async def _trouble(kind: str, host: Host, server: S3Server, dice: random.Random) -> None:
    long_s = dice.uniform(0.5, 3)
    if kind == "kill":
        await asyncio.to_thread(host.kill)
    elif kind == "bucket silent":
        server.pause()
        await asyncio.sleep(long_s)
        server.resume()
    else:
        line = {"cut": Line.CUT, "half cut": Line.ONE_WAY}.get(kind, Line.OPEN)
        host.set_lines(line, delay_s=0.2 if kind == "slow" else 0)
        await asyncio.sleep(long_s)
        host.set_lines(Line.OPEN)


async def _send(fleet: Fleet, address: str, tasks: int) -> list[str]:
    """Send documents until so many were acknowledged; one that was not is sent anew, as another document."""
    ids: list[str] = []
    async with httpx2.AsyncClient(
        base_url=f"http://{address}:8001/api/v1", timeout=30, trust_env=False
    ) as http:
        while len(ids) < tasks:
            content = b"%PDF-1.4\n" + os.urandom(300)
            try:
                answer = await http.post("/ocr/process", files={"file": ("toy.pdf", content)})
            except httpx2.HTTPError:
                await asyncio.sleep(0.2)
                continue
            if answer.status_code == 202:
                ids.append(answer.json()["task_id"])
                fleet.contents[ids[-1]] = content
            await asyncio.sleep(0.02)
    return ids


async def _told(fleet: Fleet, row: Row, hook: Receiver, ids: list[str]) -> Row:
    """Tasks of which nobody was told are lost, those told under two ids doubled."""
    for _ in range(_SETTLE_S * 5):
        if not (await fleet.queue.stats()).outbox.waiting:
            break
        await asyncio.sleep(0.2)
    told = ids_by_task(hook.received)
    lost = [task_id for task_id in ids if task_id not in told]
    torn = [task_id for task_id, under in told.items() if len(under) > 1]
    for task_id in lost + torn:
        print(f"not told, or under two ids: {task_id}", file=sys.stderr)
    return replace(row, lost=row.lost + len(lost), doubled=row.doubled + len(torn))
