"""API, workers, notifier, watcher and janitor on three machines of their own, and what befalls them: is anything lost or doubled?

    python -m bench.hosts [troubles|clock-ahead|clock-behind|failovers …] [--scale 0.1] [--seed 1]

Root only. It goes into namespaces of its own first, so the machine's network is not touched; `ip`, `nsenter` and `faketime`
(Debian: iproute2, util-linux, faketime) must be there. *Lost* are documents that were acknowledged and did not complete, or of
which nobody was told or nothing was filed; *doubled* those whose result was accepted, told under another event id or filed twice.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from bench.hosts import scenarios
from bench.hosts.sentinels import common_address

SCENARIOS: dict[str, scenarios.Scenario] = {
    "troubles": scenarios.troubles,
    "clock-ahead": scenarios.clock_ahead,
    "clock-behind": scenarios.clock_behind,
    "failovers": scenarios.failovers,
}
_INSIDE = "DOCVAULT_BENCH_NAMESPACE"
_HEADER = (
    "| scenario | documents | what befell | lost | doubled | wrong text | charged | audit findings | seconds |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


def enter_namespace() -> None:
    """Start again in a network of our own; returns only there."""
    if os.environ.get(_INSIDE) != "1":
        os.environ[_INSIDE] = "1"
        words = [sys.executable, "-m", "bench.hosts", *sys.argv[1:]]
        os.execvp("unshare", ["unshare", "--net", "--mount", *words])
    common_address()


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scenario", nargs="*", choices=[*SCENARIOS, []], help="default: all")
    parser.add_argument("--scale", type=float, default=1.0, help="share of documents and troubles, e.g. 0.1")
    parser.add_argument(
        "--seed",
        type=int,
        default=22,
        help="of what befalls whom; ten turns of --scale 0.1 with seeds of their own are a whole run",
    )
    arguments = parser.parse_args()
    enter_namespace()
    print(_HEADER, flush=True)
    is_kept = True
    for name in arguments.scenario or list(SCENARIOS):
        with tempfile.TemporaryDirectory(prefix="hosts-") as folder:
            start_s = time.monotonic()
            found = asyncio.run(SCENARIOS[name](Path(folder), arguments.scale, arguments.seed))
            print(
                f"| {name} | {found.tasks} | {'; '.join(found.notes)} | {found.lost} | {found.again} | {found.wrong} |"
                f" {found.charged} | {found.findings} | {time.monotonic() - start_s:.0f} |",
                flush=True,
            )
            is_kept &= found.is_kept
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
