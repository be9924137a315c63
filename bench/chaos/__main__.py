"""Run the long chaos scenarios and print one row each: tries, lost, doubled, late writes, files left."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from bench.chaos import (
    archive_deaths,
    backlog,
    full,
    notifier_deaths,
    partitions,
    receipt_deaths,
    redis_deaths,
    source_deaths,
    watch_deaths,
    worker_deaths,
)
from bench.chaos.row import HEADER, Row, Scenario

SEEDED = frozenset({"receipt-kills", "source-kills"})
"""Scenarios of which parts under several seeds may be run instead of the whole."""
SCENARIOS: dict[str, Scenario] = {
    "worker-kills": worker_deaths.kills_and_stops,
    "worker-kills-s3": worker_deaths.kills_on_s3,
    "sigterm": worker_deaths.terminations,
    "notifier-kills": notifier_deaths.kills,
    "receipt-kills": receipt_deaths.kills,
    "source-kills": source_deaths.kills,
    "watch-kills": watch_deaths.kills,
    "archive-kills": archive_deaths.kills,
    "redis-kills": redis_deaths.kills,
    "power-cuts": redis_deaths.power_cuts,
    "redis-emptied": redis_deaths.emptied,
    "cut-5s": partitions.cut_for_5_s,
    "cut-60s": partitions.cut_for_60_s,
    "one-way-60s": partitions.one_way_for_60_s,
    "redis-full": full.redis_full,
    "disk-full": full.disk_full,
    "aof-disk-full": full.append_only_file_full,
    "backlog": backlog.many_waiting,
}


async def run(names: list[str], scale: float, seed: int) -> bool:
    """Run the named scenarios one after the other; True when all kept their promise."""
    print(HEADER)
    rows: list[Row] = []
    for name in names:
        with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
            started = time.monotonic()
            scenario = partial(SCENARIOS[name], seed=seed) if name in SEEDED else SCENARIOS[name]
            row = await scenario(Path(folder), scale)
            rows.append(row)
            print(row.line(name, time.monotonic() - started), flush=True)
    return all(row.is_kept for row in rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="*", choices=[*SCENARIOS, []], help="default: all")
    parser.add_argument("--scale", type=float, default=1.0, help="share of tasks and disasters, e.g. 0.1")
    parser.add_argument("--seed", type=int, default=18, help=f"of {', '.join(sorted(SEEDED))}")
    arguments = parser.parse_args()
    return (
        0 if asyncio.run(run(arguments.scenario or list(SCENARIOS), arguments.scale, arguments.seed)) else 1
    )


if __name__ == "__main__":
    sys.exit(main())
