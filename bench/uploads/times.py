"""How long a one-page task and an upload by a link take, and the processor time they need."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from bench.uploads import services
from bench.uploads.documents import one_page, other_bytes
from tests.support.processes.s3_server import S3Server
from tests.support.service import RunningService


@dataclass
class Measured:
    """Milliseconds of the clock of each round, and processor milliseconds of API and worker (``tasks``) or the API."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def line(self) -> str:
        """Medians."""
        return f"{statistics.median(self.wall):8.1f} ms {statistics.median(self.processor):8.1f} ms of the processor"

    def against(self, other: Measured) -> str:
        """Medians of the differences and ratios within each round."""
        differences = [mine - its for mine, its in zip(self.wall, other.wall, strict=True)]
        ratios = [mine / its for mine, its in zip(self.wall, other.wall, strict=True)]
        busy = [mine / max(its, 1) for mine, its in zip(self.processor, other.processor, strict=True)]
        return (
            f"{statistics.median(differences):+8.1f} ms, x {statistics.median(ratios):.3f}, "
            f"processor x {statistics.median(busy):.3f}"
        )


def show(folder: Path, server: S3Server, *, rounds: int, before: Path | None) -> None:
    """Print the medians of all services, and what each adds to the first."""
    folder.mkdir()
    document = one_page(folder)
    with ExitStack() as stack:
        running = {
            "in a folder": stack.enter_context(services.service(folder / "local")),
            "in a bucket": stack.enter_context(services.service(folder / "bucket", server)),
        }
        if before is not None:
            earlier = services.service(folder / "before", PYTHONPATH=str(before.resolve()))
            running["in a folder, before"] = stack.enter_context(earlier)
        clients = {name: stack.enter_context(services.client(each)) for name, each in running.items()}
        _print("a one-page task", _paired(running, clients, _task, document, rounds))
        links = {name: each for name, each in running.items() if name != "in a folder, before"}
        _print("initiate + complete", _paired(links, clients, _link, document, rounds))


def _print(what: str, measured: Mapping[str, Measured]) -> None:
    print(what)
    first = measured["in a folder"]
    for name, each in measured.items():
        print(
            f"  {name:22}{each.line()}" + (f"   {each.against(first)}" if each is not first else ""),
            flush=True,
        )


Round = Callable[[RunningService, httpx2.Client, bytes], tuple[float, float]]


def _paired(
    running: Mapping[str, RunningService],
    clients: Mapping[str, httpx2.Client],
    round_of: Round,
    document: bytes,
    rounds: int,
) -> dict[str, Measured]:
    measured = {name: Measured() for name in running}
    names = list(running)
    for number in range(-2, rounds):  # the first two warm up
        for name in names if number % 2 else reversed(names):
            wall_ms, processor_ms = round_of(running[name], clients[name], other_bytes(document, number))
            if number >= 0:
                measured[name].wall.append(wall_ms)
                measured[name].processor.append(processor_ms)
    return measured


def _task(running: RunningService, http: httpx2.Client, document: bytes) -> tuple[float, float]:
    before_ms, started = running.processor_ms("api", "worker"), time.perf_counter()
    services.read(http, document)
    wall_ms = (time.perf_counter() - started) * 1000
    return wall_ms, running.processor_ms("api", "worker") - before_ms


def _link(running: RunningService, http: httpx2.Client, document: bytes) -> tuple[float, float]:
    before_ms, started = running.processor_ms("api"), time.perf_counter()
    begun = services.initiate(http)
    wall_ms = (time.perf_counter() - started) * 1000
    services.send(begun, document, len(document))
    started = time.perf_counter()
    services.complete(http, begun, len(document))
    wall_ms += (time.perf_counter() - started) * 1000
    processor_ms = running.processor_ms("api") - before_ms
    services.until_read(http, begun["upload_id"])  # so that the next round meets an idle machine
    return wall_ms, processor_ms
