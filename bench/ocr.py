"""How fast and how small: the whole service over HTTP against Tesseract's own time and against peers, on the same drawn scans.

    python -m bench.ocr [--quick] [--pages 20] [--runs 3] [--engine NAME] [--only PART OF A NAME] [--before CHECKOUT]
                        [--ocrmypdf PATH] [--rapidocr PYTHON] [--naive]

L is the CPU time of single-threaded Tesseract on the same pages as 300 dpi gray pictures, divided
by the cores. ``CPU x L`` is the same comparison in processor time, which a busy machine does not
blur. Time is from upload to result. All that is measured is measured in turns, once a run, so that a slow minute meets them
all; ``--before`` adds the service of another checkout. Memory, watched in a run of its own, is the PSS of the worker with all
its children (of a fresh process with all its children for peers). ``--engine neural`` adds one service for each size of the
networks; the others run without them. RapidOCR is given the 300 dpi pictures, by the Python of a place where it is installed.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench.documents.ocr_scans import Scans, character_error_rate, draw_scans
from bench.support.ocr_http import ServiceClient
from bench.support.ocr_measure import Measured, cores, measured, peak_mb
from tests.support.drawings import sentence, text_pdf
from tests.support.service import RunningService

# A single run of pdftotext is too short to be timed well.
_BORN_PAGES, _BORN_TURNS, _WORDS_AGAIN = 200, 7, 5
_RAPIDOCR = """
import sys
from rapidocr import RapidOCR
engine = RapidOCR()
for path in sys.argv[1:]:
    engine(path)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One line of the table: what is timed, and how its memory is watched."""

    name: str
    work: Callable[[], Measured]
    watch: Callable[[], float]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--engine", action="append", default=[], help="one more beside both of Tesseract")
    parser.add_argument("--only", action="append", default=[], help="rows whose name has this in it")
    parser.add_argument("--before", type=Path, help="another checkout, whose service is measured beside")
    parser.add_argument("--ocrmypdf", help="path of an installed ocrmypdf, as a peer")
    parser.add_argument("--rapidocr", help="path of a Python with rapidocr, as a peer")
    parser.add_argument("--naive", action="store_true", help="the original design as a peer")
    parser.add_argument("--quick", action="store_true", help="four pages, one run")
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.pages, arguments.runs = 4, 1
    with tempfile.TemporaryDirectory() as folder:
        _report(arguments, Path(folder))


def _report(arguments: argparse.Namespace, folder: Path) -> None:
    scans = draw_scans(folder, arguments.pages)
    alone = partial(_tesseract, scans.pages)
    bare = measured(alone)
    limit_s = bare.cpu_s / cores()
    print(f"{arguments.pages} pages, {cores()} cores, L = {limit_s:.1f} s; medians of {arguments.runs} runs")
    print(f"{'':<44}{'wall s':>8}{'x L':>7}{'CPU x L':>9}{'PSS MB':>8}{'CER':>8}")
    _row("tesseract alone, one core, 300 dpi gray", [bare], peak_mb(alone), limit_s, scans.texts)
    with ExitStack() as stack:
        two = _service(stack, folder / "two", PAGE_SLOTS=str(cores()))
        rows = [
            *_service_rows("service", two, _documents(arguments.engine, scans)),
            *_other_services(stack, arguments, scans, folder),
            *_peers(arguments, scans, folder),
        ]
        rows = [row for row in rows if not arguments.only or any(part in row.name for part in arguments.only)]
        done: dict[str, list[Measured]] = {row.name: [] for row in rows}
        for _ in range(arguments.runs):
            for row in rows:
                done[row.name].append(row.work())
        for row in rows:
            _row(row.name, done[row.name], row.watch(), limit_s, scans.texts)
        around_ms = sorted(1000 * two.seconds_around(scans.single[0]) for _ in range(5))
        print(f"service around the reading of one page: {around_ms[2]:.0f} ms (median of 5)")
        _born_digital(folder, two)


def _service(stack: ExitStack, folder: Path, **variables: str) -> ServiceClient:
    """A service of its own with default settings but for these, without the networks unless they are named."""
    folder.mkdir()
    chosen: dict[str, Any] = {"NEURAL_MODEL": "off", **variables}
    service = stack.enter_context(RunningService(folder, **chosen))
    return ServiceClient(service.url, service.pid("worker"))


def _other_services(
    stack: ExitStack, arguments: argparse.Namespace, scans: Scans, folder: Path
) -> Iterator[_Row]:
    one = _service(stack, folder / "one", PAGE_SLOTS="1")
    for engine in ("tesserocr", "tesseract"):
        yield from _service_rows("service, one page slot", one, [(engine, [scans.jpeg], {"engine": engine})])
    if "neural" in arguments.engine:
        for model in ("tiny", "small"):
            client = _service(stack, folder / model, PAGE_SLOTS=str(cores()), NEURAL_MODEL=model)
            form = {"engine": "neural"}
            for kind, source in (("JPEG", scans.jpeg), ("G4", scans.group4)):
                yield from _service_rows(
                    "service", client, [(f"neural {model}, {kind} scan", [source], form)]
                )
    if arguments.before:
        variables = {"PAGE_SLOTS": str(cores()), "PYTHONPATH": str(arguments.before.resolve())}
        before = _service(stack, folder / "before", **variables)
        yield from _service_rows("before", before, _documents([], scans))


def _documents(engines: Sequence[str], scans: Scans) -> Iterator[tuple[str, list[Path], dict[str, str]]]:
    for engine in ["tesserocr", "tesseract", *(each for each in engines if each != "neural")]:
        yield f"{engine}, JPEG scan", [scans.jpeg], {"engine": engine}
        yield f"{engine}, G4 scan", [scans.group4], {"engine": engine}
    yield "one-page uploads at once", list(scans.single), {}
    yield "text and searchable PDF, JPEG scan", [scans.jpeg], {"outputs": "json,txt,pdf"}


def _service_rows(
    who: str, client: ServiceClient, documents: Iterable[tuple[str, list[Path], dict[str, str]]]
) -> Iterator[_Row]:
    for name, sources, form in documents:
        yield _Row(
            name=f"{who}, {name}",
            work=partial(client.read, sources, **form),
            watch=partial(client.peak_mb, sources, **form),
        )


def _peers(arguments: argparse.Namespace, scans: Scans, folder: Path) -> Iterator[_Row]:
    peers: dict[str, Callable[[], Any]] = {}
    if arguments.naive:
        peers["pdf2image + pytesseract, 300 dpi, two calls"] = partial(_naive, scans.jpeg)
    if arguments.ocrmypdf:
        for name, source in (("JPEG", scans.jpeg), ("G4", scans.group4)):
            peers[f"OCRmyPDF --jobs 2, {name} scan"] = partial(_ocrmypdf, arguments.ocrmypdf, source, folder)
    if arguments.rapidocr:
        peers["RapidOCR as it comes"] = partial(_rapidocr, arguments.rapidocr, scans.pages)
    for name, peer in peers.items():
        yield _Row(name=name, work=partial(measured, peer), watch=partial(peak_mb, peer))


def _row(name: str, runs: Sequence[Measured], peak: float, limit_s: float, texts: Sequence[str]) -> None:
    wall = statistics.median(each.wall_s for each in runs)
    read = runs[-1].value
    shown = f"{character_error_rate(texts, read):>8.4f}" if read else f"{'-':>8}"
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


def _rapidocr(python: str, pages: Sequence[Path]) -> None:
    subprocess.run([python, "-c", _RAPIDOCR, *map(str, pages)], capture_output=True, check=True)


def _born_digital(folder: Path, client: ServiceClient) -> None:
    """Words and processor time beside pdftotext's, which tells words with their places by ``-tsv``; both in turns."""
    lines = [" ".join(sentence(row, 11)) for row in range(45)]
    source = text_pdf(folder / "born.pdf", [lines] * _BORN_PAGES)
    alone = partial(_words_alone, source)
    turns = [(client.read([source]), measured(alone).cpu_s / _WORDS_AGAIN) for _ in range(_BORN_TURNS)]
    most_mb = client.peak_mb([source])
    text = subprocess.run(["pdftotext", source, "-"], capture_output=True, text=True, check=True).stdout
    is_same = " ".join(turns[0][0].value).split() == text.split()
    rate = _BORN_PAGES / statistics.median(run.wall_s for run, _ in turns)
    times = statistics.median(run.cpu_s / words_s for run, words_s in turns)
    words_s = statistics.median(words_s for _, words_s in turns)
    print(f"born-digital, {_BORN_PAGES} pages: {rate:.0f} pages/s over HTTP, {most_mb:.0f} MB, ", end="")
    print(f"{times:.1f} x the processor time of pdftotext -tsv ({words_s:.2f} s), ", end="")
    print("words equal to pdftotext's" if is_same else "WORDS DIFFER from pdftotext's")


def _words_alone(source: Path) -> None:
    for _ in range(_WORDS_AGAIN):
        subprocess.run(["pdftotext", "-tsv", source, "-"], capture_output=True, check=True)


if __name__ == "__main__":
    main()
