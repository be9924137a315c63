"""Redis is killed, loses its power, and loses everything."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench.chaos.row import Row, count
from ocr_service.errors import BackendUnavailable
from tests.support.fleet import Fleet
from tests.support.redis_server import RedisServer

_SHIM = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
/* After each successful sync, write down how long the append-only file was when it began. */
static int record(const char *name, int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, name);
  struct stat before;
  char link[64], path[4096], line[4200];
  int is_known = fstat(fd, &before) == 0;
  int answer = real(fd);
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  const char *ledger = getenv("SYNC_LEDGER");
  if (answer == 0 && is_known && length > 0 && ledger) {
    path[length] = 0;
    int out = open(ledger, O_WRONLY | O_CREAT | O_APPEND, 0600);
    int bytes = snprintf(line, sizeof line, "%lld %s\\n", (long long)before.st_size, path);
    if (write(out, line, bytes) != bytes) abort();
    close(out);
  }
  return answer;
}
int fsync(int fd) { return record("fsync", fd); }
int fdatasync(int fd) { return record("fdatasync", fd); }
"""


async def kills(folder: Path, scale: float) -> Row:
    """kill -9 of Redis under load, 20 times, appendfsync everysec: the kernel keeps what was written."""
    options = ("--appendonly", "yes", "--appendfsync", "everysec")
    rounds = round(20 * scale)
    with RedisServer(folder / "redis", options=options) as redis:
        return await _under_load(folder, redis, rounds, f"{rounds} kill -9", lambda: _kill(redis))


async def power_cuts(folder: Path, scale: float) -> Row:
    """20 power cuts: kill -9, and the append-only file cut back to what the last fsync had covered."""
    rounds, ledger = round(20 * scale), folder / "syncs"
    options = ("--appendonly", "yes", "--appendfsync", "everysec", "--auto-aof-rewrite-percentage", "0")
    env = {"LD_PRELOAD": str(build_shim(folder)), "SYNC_LEDGER": str(ledger)}
    with RedisServer(folder / "redis", options=options, env=env) as redis:
        return await _under_load(
            folder, redis, rounds, f"{rounds} power cuts", lambda: _cut_power(redis, ledger)
        )


async def emptied(folder: Path, scale: float) -> Row:
    """Redis emptied by hand under load, five times."""
    rounds = max(1, round(5 * scale))
    with RedisServer(folder / "redis", options=("--appendonly", "yes")) as redis:

        async def flush() -> None:
            command = ["redis-cli", "-s", str(redis.socket_path), "FLUSHALL"]
            await asyncio.to_thread(subprocess.run, command, check=True, stdout=subprocess.DEVNULL)

        return await _under_load(folder, redis, rounds, f"{rounds} FLUSHALL", flush)


async def _under_load(
    folder: Path, redis: RedisServer, rounds: int, what: str, disaster: Callable[[], Awaitable[None]]
) -> Row:
    dice = random.Random(13)
    fleet = Fleet(folder, redis, count=2, source_ttl_s=60)
    fleet.start()
    ids: list[str] = []
    stop = asyncio.Event()
    submitting = asyncio.create_task(_submit_until(stop, fleet, ids))
    try:
        for _ in range(rounds):
            await asyncio.sleep(dice.uniform(0.5, 1.5))
            await disaster()
        stop.set()
        await submitting
        row = await count(fleet, ids, what, timeout_s=300)
    finally:
        await fleet.stop()
    return row


async def _submit_until(stop: asyncio.Event, fleet: Fleet, ids: list[str]) -> None:
    """Upload all the time; only what was acknowledged counts."""
    while not stop.is_set():
        try:
            ids.append(await fleet.submit_one("toy"))
        except BackendUnavailable:
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.02)


async def _kill(redis: RedisServer) -> None:
    await asyncio.to_thread(redis.kill)
    await asyncio.to_thread(redis.start)


async def _cut_power(redis: RedisServer, ledger: Path) -> None:
    await asyncio.to_thread(redis.kill)
    await asyncio.to_thread(forget_unsynced, redis.folder, ledger)
    await asyncio.to_thread(redis.start)


def forget_unsynced(folder: Path, ledger: Path) -> None:
    """Cut a killed server's append-only file back to what its last sync had covered."""
    synced: dict[Path, int] = {}
    # Entries of earlier rounds stay true for a file that was not synced since.
    for line in ledger.read_text().splitlines() if ledger.exists() else ():
        size, _, path = line.partition(" ")
        synced[Path(path)] = int(size)
    for path in (folder / "appendonlydir").glob("*.incr.aof"):
        os.truncate(path, min(synced.get(path, 0), path.stat().st_size))


def build_shim(folder: Path) -> Path:
    """Compile the recorder of syncs that a server is started with (``LD_PRELOAD``)."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise SystemExit("power-cuts needs a C compiler (cc) for its fsync recorder.")
    source, library = folder / "shim.c", folder / "shim.so"
    source.write_text(_SHIM)
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return library
