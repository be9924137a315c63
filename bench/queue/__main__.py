"""Print the queue's figures beside its peers': ``python -m bench.queue [--peers saq,rq,…]`` from the project's root.

Every figure comes from a fresh private redis-server with an append-only file. Each round measures all
queues one after the other, each in a process of its own, so that a busy minute hits all of them; a ratio
is the median over the rounds of ours by theirs. Peers live in venvs under ``--venvs`` (a throw-away folder
unless named); ``--peers ''`` leaves them out.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bench.queue import ours
from tests.support.processes.ports import free_port
from tests.support.redis_server import RedisServer

OURS = "ours"
PEERS = ("saq", "streaq", "arq", "rq", "celery", "dramatiq", "dramatiq-ahead")
MODES = [(fsync, concurrency) for fsync in ("everysec", "always") for concurrency in (1, 32)]
_PACKAGES = {"saq": "saq[redis]", "celery": "celery[redis]", "dramatiq": "dramatiq[redis]"}
_RUN_S = 40
_SCRIPT = Path(__file__).with_name("peers.py")
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


def rate_of(python: Path, name: str, mode: tuple[str, int], count: int) -> float | None:
    """Tasks per second of one queue, or None when it did not get through; its last words go to stderr."""
    fsync, concurrency = mode
    with redis_url(fsync) as url:
        command = [str(python), str(_SCRIPT), name, url, str(count), str(concurrency)]
        try:
            ran = subprocess.run(command, check=False, capture_output=True, text=True, timeout=_RUN_S)
        except subprocess.TimeoutExpired:
            print(f"{name}: not done in {_RUN_S} s", file=sys.stderr)
            return None
    rates = [line.split()[1] for line in ran.stdout.splitlines() if line.startswith("RATE ")]
    if rates:
        return float(rates[0])
    print(f"{name}: {(ran.stderr.strip().splitlines() or ['nothing said'])[-1]}", file=sys.stderr)
    return None


def installed(folder: Path, name: str) -> Path:
    """The Python of a venv that holds one peer; each has its own, for they want different clients."""
    package = name.split("-", maxsplit=1)[0]
    python = folder / package / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder / package)], check=True)
        packages = [_PACKAGES.get(package, package), "hiredis", "typing_extensions"]
        install = [str(python), "-m", "pip", "install", "-q", *packages]
        subprocess.run(install, check=False, capture_output=True)
    return python


def compare(pythons: dict[str, Path], *, count: int, rounds: int) -> None:
    """Print tasks per second of each queue in each mode, and by how much ours is faster."""
    print("| no-op tasks/s |", *(f" {fsync}, c={concurrency} |" for fsync, concurrency in MODES), sep="")
    print("|", "---|" * (len(MODES) + 1), sep="")
    found: dict[tuple[str, tuple[str, int]], list[float | None]] = {}
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
        for mode in MODES:
            for name, python in pythons.items():
                found.setdefault((name, mode), []).append(rate_of(python, name, mode, count))
    for name in pythons:
        cells = [_cell(found[name, mode], found[OURS, mode], name) for mode in MODES]
        print(f"| {name} |", *(f" {cell} |" for cell in cells), sep="", flush=True)


def _cell(rates: list[float | None], own_rates: list[float | None], name: str) -> str:
    got = [rate for rate in rates if rate]
    if not got:
        return "–"
    ratios = [own / rate for own, rate in zip(own_rates, rates, strict=True) if own and rate]
    beside = "" if name == OURS or not ratios else f" (×{statistics.median(ratios):.1f})"
    return f"{statistics.median(got):.0f}{beside}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--venvs", type=Path, help="keep the peers' venvs here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as throw_away:
        folder = arguments.venvs or Path(throw_away)
        peers = [name for name in arguments.peers.split(",") if name]
        pythons = {OURS: Path(sys.executable)} | {name: installed(folder, name) for name in peers}
        compare(pythons, count=arguments.count, rounds=arguments.rounds)
    for fsync in ("everysec", "always"):
        pickup = measured(fsync, ours.pickup)
        print(f"pickup, {fsync}: p50 {pickup.p50_ms:.2f} ms, p99 {pickup.p99_ms:.2f} ms")
    for size, (enqueue_ms, claim_ms) in measured("everysec", ours.backlog).items():
        print(f"at {size:>7} waiting: enqueue {enqueue_ms:.2f} ms, claim {claim_ms:.2f} ms")
    print(f"idle worker: {measured('everysec', ours.idle_share):.2%} of a core")
    print(f"bytes of Redis per finished task: {measured('everysec', ours.bytes_per_finished_task):.0f}")


if __name__ == "__main__":
    main()
