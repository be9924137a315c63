"""How fast and how small: the pipeline against Tesseract's own time and against peers, on the same drawn scans.

    python -m bench.ocr [--pages 20] [--runs 3] [--engine tesserocr] [--ocrmypdf PATH]

L is the CPU time of single-threaded Tesseract on the same pages as 300 dpi gray pictures, divided
by the cores. ``CPU x L`` is the same comparison in processor time, which a busy machine does not
blur. Memory is the PSS of a fresh process with all its children.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bench.ocr_measure import Measured, cores, measured
from bench.ocr_scans import Scans, character_error_rate, draw_scans
from ocr_service.domain.document import PAGES_FILE
from tests.support.drawings import sentence, text_pdf
from tests.support.pipeline_runs import Setting, run

_BORN_PAGES = 200


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--engine", action="append", default=[])
    parser.add_argument("--ocrmypdf", help="path of an installed ocrmypdf, as a peer")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _report(arguments, Path(folder))


def _report(arguments: argparse.Namespace, folder: Path) -> None:
    scans = draw_scans(folder, arguments.pages)
    bare = measured(partial(_tesseract, scans.pages))
    limit_s = bare.cpu_s / cores()
    print(f"{arguments.pages} pages, {cores()} cores, L = {limit_s:.1f} s; medians of {arguments.runs} runs")
    print(f"{'':<44}{'wall s':>8}{'x L':>7}{'CPU x L':>9}{'PSS MB':>8}{'CER':>8}")
    _row(
        "tesseract alone, one core, 300 dpi gray",
        [bare],
        limit_s,
        character_error_rate(scans.texts, bare.value),
    )
    for name, work in _works(arguments, scans, folder):
        runs = [measured(work) for _ in range(arguments.runs)]
        _row(
            name, runs, limit_s, character_error_rate(scans.texts, runs[-1].value) if runs[-1].value else None
        )
    _born_digital(folder)


def _works(arguments: argparse.Namespace, scans: Scans, folder: Path) -> list[tuple[str, Callable[[], Any]]]:
    slots = cores()
    works: list[tuple[str, Callable[[], Any]]] = []
    for engine in ["tesseract", *arguments.engine]:
        works += [
            (f"pipeline, {engine}, JPEG scan", partial(_pipeline, scans.jpeg, slots, engine=engine)),
            (f"pipeline, {engine}, G4 scan", partial(_pipeline, scans.group4, slots, engine=engine)),
        ]
    works.append(("pipeline, one slot, JPEG scan", partial(_pipeline, scans.jpeg, 1)))
    works.append(
        ("pipeline, text and searchable PDF", partial(_pipeline, scans.jpeg, slots, outputs=("pdf",)))
    )
    works.append(("pdf2image + pytesseract, 300 dpi, two calls", partial(_naive, scans.jpeg)))
    if arguments.ocrmypdf:
        for name, source in (("JPEG", scans.jpeg), ("G4", scans.group4)):
            works.append(
                (f"OCRmyPDF --jobs 2, {name} scan", partial(_ocrmypdf, arguments.ocrmypdf, source, folder))
            )
    return works


def _row(name: str, runs: Sequence[Measured], limit_s: float, errors: float | None) -> None:
    wall = statistics.median(each.wall_s for each in runs)
    peak = statistics.median(each.peak_mb for each in runs)
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


def _pipeline(source: Path, slots: int, **options: Any) -> list[str]:
    from ocr_service.domain.status import Output

    outputs = tuple(Output(name) for name in options.pop("outputs", ()))
    with tempfile.TemporaryDirectory() as folder:
        ran = run(source, Path(folder) / "out", Setting(slots=slots), outputs=outputs, **options)
        with (ran.folder / PAGES_FILE).open(encoding="utf-8") as lines:
            return [json.loads(line)["text"] for line in lines]


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


def _born_digital(folder: Path) -> None:
    lines = [" ".join(sentence(row, 11)) for row in range(45)]
    source = text_pdf(folder / "born.pdf", [lines] * _BORN_PAGES)
    done = measured(partial(_pipeline, source, cores()))
    alone = subprocess.run(
        ["pdftotext", source, "-"], capture_output=True, text=True, check=True
    ).stdout.split()
    same = " ".join(done.value).split() == alone
    print(
        f"born-digital, {_BORN_PAGES} pages: {_BORN_PAGES / done.wall_s:.0f} pages/s, {done.peak_mb:.0f} MB, ",
        end="",
    )
    print("words equal to pdftotext's" if same else "WORDS DIFFER from pdftotext's")


if __name__ == "__main__":
    main()
