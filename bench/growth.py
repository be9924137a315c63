"""What a page costs as documents and workers grow: processor time and memory with 1, 10, 100 … pages; pages a minute of one worker and of two.

    python -m bench.growth [--pages 1 10 100] [--runs 3] [--engine tesserocr] [--workers]

Each document is a JPEG scan drawn for it (ten pages, repeated). Processor seconds are of API, worker, Redis and all tools, the
median of the runs; memory is the peak PSS of the worker in a run of its own. ``--workers`` sends twenty one-page scans at once to
one worker with one page slot, and to two, in turns.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from bench.documents.ocr_scans import DPI, draw_scans
from bench.support.ocr_http import ServiceClient
from bench.support.ocr_measure import cores
from tests.support.drawings import scan_pdf
from tests.support.service import RunningService

_DRAWN, _UPLOADS = 10, 20


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, nargs="*", default=[1, 10, 100])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--engine", default="tesserocr")
    parser.add_argument("--workers", action="store_true", help="one worker beside two, too")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.pages:
            _documents(folder, arguments.pages, arguments.runs, arguments.engine)
        if arguments.workers:
            _workers(folder, arguments.runs, arguments.engine)


def _documents(folder: Path, counts: list[int], runs: int, engine: str) -> None:
    sources = {count: _scan(folder, count) for count in counts}
    (folder / "service").mkdir()
    # A hundred pages are 110 MB.
    with RunningService(folder / "service", PAGE_SLOTS=str(cores()), MAX_FILE_MB="2000") as service:
        client = ServiceClient(service.url, service.pid("worker"))
        done = {
            count: [client.read([source], engine=engine) for _ in range(runs)]
            for count, source in sources.items()
        }
        for count, source in sources.items():
            cpu_s = median(each.cpu_s for each in done[count]) / count
            wall_s = median(each.wall_s for each in done[count]) / count
            peak = client.peak_mb([source], engine=engine)
            print(
                f"{count:>6} pages: {cpu_s:.3f} s of processor time and {wall_s:.3f} s a page, {peak:.0f} MB",
                flush=True,
            )


def _scan(folder: Path, count: int) -> Path:
    """A PDF of so many pages: those of ``bench.ocr``, again and again."""
    from PIL import Image

    own = folder / f"drawn-{count}"
    own.mkdir()
    pages = [Image.open(path) for path in draw_scans(own, min(count, _DRAWN)).pages]
    repeated = [pages[number % len(pages)].copy() for number in range(count)]
    return scan_pdf(folder / f"{count}.pdf", repeated, dpi=DPI)


def _workers(folder: Path, runs: int, engine: str) -> None:
    own = folder / "single"
    own.mkdir()
    sources = list(draw_scans(own, _UPLOADS).single)
    with ExitStack() as stack:
        clients = {count: stack.enter_context(_service(folder / f"{count}", count)) for count in (1, 2)}
        walls: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(runs):
            for count, client in clients.items():
                walls[count].append(client.read(sources, engine=engine).wall_s)
        one, two = (median(walls[count]) for count in (1, 2))
        print(
            f"{_UPLOADS} pages: one worker {one:.1f} s, two {two:.1f} s, {one / two:.2f} times (medians of {runs})"
        )


@contextmanager
def _service(folder: Path, workers: int) -> Iterator[ServiceClient]:
    """A service whose workers read one page at a time each."""
    folder.mkdir()
    with RunningService(folder, PAGE_SLOTS="1") as service:
        with (folder / "others.log").open("ab") as log:
            others = [
                subprocess.Popen(
                    [sys.executable, "-m", "ocr_service", "worker"],
                    env={**os.environ, **service.environment},
                    cwd=folder,
                    stdout=log,
                    stderr=log,
                )
                for _ in range(workers - 1)
            ]
        try:
            client = ServiceClient(service.url, service.pid("worker"))
            # All of them are up once as many documents have been read.
            client.read([_scan_of_one(folder, number) for number in range(2 * workers)])
            yield client
        finally:
            for each in others:
                each.terminate()
                each.wait()


def _scan_of_one(folder: Path, number: int) -> Path:
    own = folder / f"first-{number}"
    own.mkdir()
    return draw_scans(own, 1).single[0]


if __name__ == "__main__":
    main()
