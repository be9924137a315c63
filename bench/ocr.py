"""How fast and how small: the whole service over HTTP against Tesseract's own time and against peers, on the same drawn scans.

    python -m bench.ocr [--quick] [--pages 20] [--runs 3] [--engine NAME] [--ocrmypdf PATH] [--naive]

L is the CPU time of single-threaded Tesseract on the same pages as 300 dpi gray pictures, divided
by the cores. ``CPU x L`` is the same comparison in processor time, which a busy machine does not
blur. Time is from upload to result. Memory, watched in a run of its own, is the PSS of the worker with all its children (of a
fresh process with all its children for peers).
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bench.documents.ocr_scans import Scans, character_error_rate, draw_scans
from bench.support.ocr_http import ServiceClient, worker_pid
from bench.support.ocr_measure import Measured, cores, measured, peak_mb
from tests.support.drawings import sentence, text_pdf
from tests.support.service import RunningService

_BORN_PAGES = 200


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--engine", action="append", default=[], help="one more beside both of Tesseract")
    parser.add_argument("--ocrmypdf", help="path of an installed ocrmypdf, as a peer")
    parser.add_argument("--naive", action="store_true", help="the original design as a peer")
    parser.add_argument("--quick", action="store_true", help="four pages, one run")
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.pages, arguments.runs = 4, 1
    with tempfile.TemporaryDirectory() as folder:
        _report(arguments, Path(folder))


def _report(arguments: argparse.Namespace, folder: Path) -> None:
    scans = draw_scans(folder, arguments.pages)
    bare = measured(partial(_tesseract, scans.pages))
    limit_s = bare.cpu_s / cores()
    print(f"{arguments.pages} pages, {cores()} cores, L = {limit_s:.1f} s; medians of {arguments.runs} runs")
    print(f"{'':<44}{'wall s':>8}{'x L':>7}{'CPU x L':>9}{'PSS MB':>8}{'CER':>8}")

    def row(
        name: str, work: Callable[[], Measured], watch: Callable[[], float], runs: int = arguments.runs
    ) -> None:
        done = [work() for _ in range(runs)]
        read = done[-1].value
        errors = character_error_rate(scans.texts, read) if read else None
        _row(name, done, watch(), limit_s, errors)

    alone = partial(_tesseract, scans.pages)
    row("tesseract alone, one core, 300 dpi gray", lambda: bare, partial(peak_mb, alone), 1)
    with _service(folder / "two", page_slots=cores()) as client:
        for name, source, form in _documents(arguments.engine, scans, folder):
            row(
                f"service, {name}",
                partial(client.read, source, **form),
                partial(client.peak_mb, source, **form),
            )
        around_ms = sorted(1000 * client.seconds_around(scans.single[0]) for _ in range(5))
        print(f"service around the reading of one page: {around_ms[2]:.0f} ms (median of 5)")
        _born_digital(folder, client)
    with _service(folder / "one", page_slots=1) as client:
        one = [scans.jpeg]
        for engine in ("tesserocr", "tesseract"):
            work = partial(client.read, one, engine=engine)
            row(f"service, one page slot, {engine}", work, partial(client.peak_mb, one, engine=engine), 1)
    for name, peer in _peers(arguments, scans, folder):
        row(name, partial(measured, peer), partial(peak_mb, peer))


@contextmanager
def _service(folder: Path, *, page_slots: int) -> Iterator[ServiceClient]:
    """A service of its own with default settings but the number of page slots."""
    folder.mkdir()
    with RunningService(folder, PAGE_SLOTS=str(page_slots)) as service:
        yield ServiceClient(service.url, worker_pid())


def _documents(
    engines: Sequence[str], scans: Scans, folder: Path
) -> Iterator[tuple[str, list[Path], dict[str, str]]]:
    for engine in ["tesserocr", "tesseract", *engines]:
        yield f"{engine}, JPEG scan", [scans.jpeg], {"engine": engine}
        yield f"{engine}, G4 scan", [scans.group4], {"engine": engine}
    yield "one-page uploads at once", list(scans.single), {}
    yield "text and searchable PDF, JPEG scan", [scans.jpeg], {"outputs": "json,txt,pdf"}


def _peers(
    arguments: argparse.Namespace, scans: Scans, folder: Path
) -> Iterator[tuple[str, Callable[[], Any]]]:
    if arguments.naive:
        yield "pdf2image + pytesseract, 300 dpi, two calls", partial(_naive, scans.jpeg)
    if arguments.ocrmypdf:
        for name, source in (("JPEG", scans.jpeg), ("G4", scans.group4)):
            work = partial(_ocrmypdf, arguments.ocrmypdf, source, folder)
            yield f"OCRmyPDF --jobs 2, {name} scan", work


def _row(name: str, runs: Sequence[Measured], peak: float, limit_s: float, errors: float | None) -> None:
    wall = statistics.median(each.wall_s for each in runs)
    shown = f"{errors:>8.4f}" if errors is not None else f"{'-':>8}"
    cpu = statistics.median(each.cpu_s for each in runs) / cores() / limit_s
    print(f"{name:<44}{wall:>8.1f}{wall / limit_s:>7.2f}{cpu:>9.2f}{peak:>8.0f}{shown}", flush=True)


def _tesseract(pages: Sequence[Path]) -> list[str]:
    environment = {"OMP_THREAD_LIMIT": "1", "PATH": "/usr/local/bin:/usr/bin:/bin"}
    return [
        subprocess.run(
            ["tesseract", page, "-", "--dpi", "300"],
            capture_output=True,
            text=True,
            env=environment,
            check=True,
        ).stdout
        for page in pages
    ]


def _naive(source: Path) -> list[str]:
    """The original design: the whole document as RGB, two Tesseract calls a page (with OMP set to 1)."""
    import os

    import pytesseract
    from pdf2image import convert_from_path

    os.environ["OMP_THREAD_LIMIT"] = "1"
    texts = []
    for picture in convert_from_path(str(source), dpi=300):
        texts.append(pytesseract.image_to_string(picture))
        pytesseract.image_to_data(picture)
    return texts


def _ocrmypdf(program: str, source: Path, folder: Path) -> None:
    target = folder / "peer.pdf"
    argv = [program, "--quiet", "--force-ocr", "--jobs", "2", "--output-type", "pdf", source, target]
    subprocess.run([str(each) for each in argv], check=True)


def _born_digital(folder: Path, client: ServiceClient) -> None:
    lines = [" ".join(sentence(row, 11)) for row in range(45)]
    source = text_pdf(folder / "born.pdf", [lines] * _BORN_PAGES)
    done = client.read([source])
    most_mb = client.peak_mb([source])
    alone = subprocess.run(["pdftotext", source, "-"], capture_output=True, text=True, check=True).stdout
    same = " ".join(done.value).split() == alone.split()
    rate = _BORN_PAGES / done.wall_s
    print(f"born-digital, {_BORN_PAGES} pages: {rate:.0f} pages/s over HTTP, {most_mb:.0f} MB, ", end="")
    print("words equal to pdftotext's" if same else "WORDS DIFFER from pdftotext's")


if __name__ == "__main__":
    main()
