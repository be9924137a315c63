"""What a bucket and uploads by a link cost: time and processor time of a task and of a link, requests, memory.

    python -m bench.uploads [requests times memory] [--rounds 30] [--mb 500] [--before CHECKOUT]

Starts Redis, SeaweedFS, API and worker on loopback. ``times`` are medians, each round of all services in turn, so that a
busy minute hits all of them; run it on an idle machine. ``--before`` adds the service of another checkout of this
repository, documents in a folder, to see whether it was faster.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench.uploads import memory, requests, times
from tests.support.processes.s3_server import S3Server

PARTS = ("requests", "times", "memory")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], default=[])
    parser.add_argument("--mb", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--before", type=Path)
    arguments = parser.parse_args()
    parts = arguments.parts or PARTS
    with tempfile.TemporaryDirectory(prefix="uploads-") as name, S3Server(Path(name) / "s3") as server:
        server.make_bucket("documents")
        if "requests" in parts:
            requests.show(Path(name) / "requests", server)
        if "times" in parts:
            times.show(Path(name) / "times", server, rounds=arguments.rounds, before=arguments.before)
        if "memory" in parts:
            memory.show(Path(name) / "memory", server, size=arguments.mb * 1_000_000)


if __name__ == "__main__":
    main()
