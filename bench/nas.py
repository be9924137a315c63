"""Measure what docker-compose.nas.yml's settings take under load: PSS of supervisord, API, worker, tools and Redis.

    python -m bench.nas [--uploads 20]

The service is started by scripts/run with the file's environment, with what ``bootstrap/sizing.py`` chooses inside its limit of memory,
and beside a Redis with its ``--maxmemory``. Scans of one page, a scan of twelve, a long text layer and large pictures are uploaded at once.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2 as httpx
from ruamel.yaml import YAML

from ocr_service.bootstrap.machine import Machine
from ocr_service.bootstrap.sizing import sized
from ocr_service.settings import Settings
from ocr_service.worker.process_memory import tree_pss_mb
from tests.support.drawings import draw_page, scan_pdf, sentence, text_pdf
from tests.support.processes.ports import free_port
from tests.support.redis_server import RedisServer

PROJECT = Path(__file__).resolve().parents[1]
COMPOSE = PROJECT / "docker-compose.nas.yml"
PLACES = ("REDIS_URL", "API_HOST", "API_PORT", "UPLOAD_DIR", "VAR_DIR", "LOG_DIR")
NAS_CORES = 4
EVERY_S = 0.1
END_S = 1_800
GOAL_MB = 300


def compose() -> tuple[dict[str, str], str, Mapping[str, int]]:
    """The service's environment, Redis' ``--maxmemory``, and the limits in MiB, as the file has them without a .env."""
    services = YAML(typ="safe").load(COMPOSE)["services"]
    environment = {name: plain(value) for name, value in services["ocr-service"]["environment"].items()}
    command = [plain(each) for each in services["redis"]["command"]]
    limits = {
        name: int(service["deploy"]["resources"]["limits"]["memory"].removesuffix("M"))
        for name, service in services.items()
    }
    kept = {name: value for name, value in environment.items() if name not in PLACES}
    return kept, command[command.index("--maxmemory") + 1], limits


def plain(value: str) -> str:
    """A value with the defaults of its variables."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(value))


def documents(folder: Path, uploads: int) -> list[Path]:
    """What is uploaded, drawn here."""
    pages = [
        draw_page(sentence(seed=seed, length=350), inch=(8.27, 11.69), dpi=300).picture for seed in range(4)
    ]
    scans = [
        scan_pdf(folder / f"scan-{number}.pdf", [pages[number % 4]], dpi=300) for number in range(uploads)
    ]
    long_scan = scan_pdf(folder / "long-scan.pdf", pages * 3, dpi=300)
    lines = [[" ".join(sentence(seed=number, length=12)) for number in range(50)]] * 300
    layer = text_pdf(folder / "layer.pdf", lines)
    large = folder / "large.jpg"
    pages[0].resize((7_016, 9_921)).convert("RGB").save(large, quality=80)
    return [long_scan, layer, large, *scans]


class Watch:
    """The most that all processes together took, and who took it then."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._pids = pids
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.peak: dict[str, float] = {}
        self.highest: dict[str, float] = dict.fromkeys(pids, 0.0)

    def _look(self) -> None:
        while not self._stop.wait(EVERY_S):
            seen = {name: tree_pss_mb(pid) for name, pid in self._pids.items()}
            self.highest = {name: max(self.highest[name], size) for name, size in seen.items()}
            if sum(seen.values()) > sum(self.peak.values()):
                self.peak = seen

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Look until the end of the block."""
        self._thread.start()
        try:
            yield
        finally:
            self._stop.set()
            self._thread.join()


def upload_all(url: str, files: list[Path]) -> list[str]:
    """Upload everything and wait until all of it has ended; returns the final states."""
    with httpx.Client(base_url=f"{url}/api/v1/ocr", timeout=120) as client:
        ids = []
        for file in files:
            with file.open("rb") as content:
                answer = client.post(
                    "/process", files={"file": (file.name, content)}, data={"outputs": "text,json,pdf"}
                )
            ids.append(answer.raise_for_status().json()["task_id"])
        end_s = time.monotonic() + END_S
        while True:
            states = [client.get(f"/status/{task_id}").json()["status"] for task_id in ids]
            if all(state in ("COMPLETED", "FAILED") for state in states) or time.monotonic() > end_s:
                return states
            time.sleep(1)


def measure(folder: Path, uploads: int) -> tuple[Watch, list[str], dict[str, Any]]:
    """Start everything, load it, stop it."""
    environment, maxmemory, limits = compose()
    machine = Machine(memory_mb=limits["ocr-service"], cores=NAS_CORES, is_limited=True)
    size = sized(machine, Settings())
    environment |= {"PAGE_SLOTS": str(size.page_slots), "WORKER_MEMORY_MB": str(size.worker_mb)}
    options = ("--appendonly", "yes", "--maxmemory-policy", "noeviction", "--maxmemory", maxmemory)
    with RedisServer(folder / "redis", options=options) as redis:
        port = free_port()
        variables = {
            **os.environ,
            **environment,
            "VAR_DIR": str(folder / "var"),
            "REDIS_URL": redis.url,
            "API_PORT": str(port),
        }
        subprocess.run(
            ["scripts/run", "--detach"], cwd=PROJECT, env=variables, check=True, stdout=subprocess.DEVNULL
        )
        try:
            supervisord = int((folder / "var/run/supervisord.pid").read_text())
            watch = Watch({"supervisord, API, worker": supervisord, "Redis": redis.pid})
            with watch.watching():
                states = upload_all(f"http://127.0.0.1:{port}", documents(folder, uploads))
        finally:
            subprocess.run(["scripts/stop"], cwd=PROJECT, env=variables, check=True)
    return watch, states, {"limits": limits, "worker_mb": size.worker_mb, "maxmemory": maxmemory}


def report(watch: Watch, states: list[str], chosen: Mapping[str, Any]) -> int:
    """Print what was measured; 0 when it is within the limits and everything was read."""
    limits = chosen["limits"]
    print(
        f"{COMPOSE.name}: limits {limits} MiB, a worker {chosen['worker_mb']} MiB, Redis {chosen['maxmemory']}"
    )
    print(f"{len(states)} documents at once: {states.count('COMPLETED')} completed")
    for name, limit in zip(watch.highest, limits.values(), strict=True):
        print(
            f"{name:<26} {watch.peak[name]:>6.1f} MB PSS at the peak of all, {watch.highest[name]:.1f} at most; limit {limit}"
        )
    total = sum(watch.peak.values())
    print(f"{'all':<26} {total:>6.1f} MB PSS at most; goal {GOAL_MB}")
    return int(total > GOAL_MB or states.count("COMPLETED") < len(states))


def main() -> None:
    """Print the table; exit code 1 when the goal is missed or a document was not read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uploads", type=int, default=20, help="scans of one page")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(report(*measure(Path(folder), arguments.uploads)))


if __name__ == "__main__":
    main()
