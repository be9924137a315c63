"""Print the queue's figures beside its peers': ``python -m bench.queue [--peers saq,rq,…]`` from the project's root.

Every figure comes from a fresh private redis-server with an append-only file. Peers are installed
into a throw-away venv; ``--peers ''`` leaves them out.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bench.queue import ours
from tests.support.redis_fleet import free_port
from tests.support.redis_server import RedisServer

PEERS = ("saq", "streaq", "arq", "rq", "celery", "dramatiq")
_PACKAGES = {"saq": "saq[redis]", "celery": "celery[redis]", "dramatiq": "dramatiq[redis]"}
_PEER_S = 40
T = TypeVar("T")


@contextmanager
def redis_url(fsync: str) -> Iterator[str]:
    """A fresh server; everybody speaks to it over TCP."""
    port = free_port()
    options = ("--appendonly", "yes", "--appendfsync", fsync)
    with tempfile.TemporaryDirectory() as folder:
        with RedisServer(Path(folder), port=port, options=options):
            yield f"redis://127.0.0.1:{port}/0"


def measured(fsync: str, measure: Callable[[str], Coroutine[Any, Any, T]]) -> T:
    """What ``measure`` finds on a server of its own."""
    with redis_url(fsync) as url:
        return asyncio.run(measure(url))


def peer_rate(python: Path, name: str, fsync: str, concurrency: int, count: int) -> str:
    """Tasks per second of a peer, or why it has none."""
    script = Path(__file__).with_name("peers.py")
    with redis_url(fsync) as url:
        command = [str(python), str(script), name, url, str(count), str(concurrency)]
        try:
            ran = subprocess.run(command, check=False, capture_output=True, text=True, timeout=_PEER_S)
        except subprocess.TimeoutExpired:
            return f"not done in {_PEER_S} s"
    rates = [line.split()[1] for line in ran.stdout.splitlines() if line.startswith("RATE ")]
    return rates[0] if rates else (ran.stderr.strip().splitlines() or ["nothing said"])[-1][:60]


def installed(folder: Path, name: str) -> Path:
    """The Python of a throw-away venv that holds one peer; each has its own, for they want different clients."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    install = [
        str(python),
        "-m",
        "pip",
        "install",
        "-q",
        _PACKAGES.get(name, name),
        "hiredis",
        "typing_extensions",
    ]
    subprocess.run(install, check=False, capture_output=True)
    return python


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--count", type=int, default=2_000)
    arguments = parser.parse_args()
    peers = [name for name in arguments.peers.split(",") if name]
    modes = [(fsync, concurrency) for fsync in ("everysec", "always") for concurrency in (1, 32)]
    print("no-op tasks/s".ljust(14), *(f"{fsync} c={concurrency}".rjust(18) for fsync, concurrency in modes))
    rates = [
        measured(f, lambda url, c=c: ours.throughput(url, count=arguments.count, concurrency=c))
        for f, c in modes
    ]
    print("this queue".ljust(14), *(f"{rate:.0f}".rjust(18) for rate in rates), flush=True)
    for name in peers:
        with tempfile.TemporaryDirectory() as folder:
            python = installed(Path(folder), name)
            found = [peer_rate(python, name, f, c, arguments.count) for f, c in modes]
            print(name.ljust(14), *(rate.rjust(18) for rate in found), flush=True)
    for fsync in ("everysec", "always"):
        pickup = measured(fsync, ours.pickup)
        print(f"pickup, {fsync}: p50 {pickup.p50_ms:.2f} ms, p99 {pickup.p99_ms:.2f} ms")
    for size, (enqueue_ms, claim_ms) in measured("everysec", ours.backlog).items():
        print(f"at {size:>7} waiting: enqueue {enqueue_ms:.2f} ms, claim {claim_ms:.2f} ms")
    print(f"bytes of Redis per finished task: {measured('everysec', ours.bytes_per_finished_task):.0f}")


if __name__ == "__main__":
    main()
