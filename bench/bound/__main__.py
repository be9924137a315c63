"""The most memory of a worker with each of 80 and more documents that were made to break its bound.

    python -m bench.bound [--slots 1] [--slots 2] [--engine tesserocr] [--engine tesseract] [--engine neural-tiny] [--engine neural-small]
                          [--only PART OF A NAME] [--outputs pdf,hocr] [--keep FOLDER] [FILE…]
                          [--rows ROWS.jsonl [--for SECONDS] [--again] [--table]]

For each configuration a service of its own; with two slots each document is sent three times at once, so that both are
taken. PSS of the worker and all it started, every 10 ms; the largest sample by process. ``--outputs``: all that stream
by default; ``pdfa`` and ``images`` can be asked for. Ends with 1 when a bound was broken or an answer is a defect of ours.

All of them take more than an hour. With ``--rows`` each row is added to a file, and what is in it is not measured again (``--again``: it is): so
it can be done in turns of ``--for`` seconds, after which no further document is begun. ``--table`` shows what is in the file.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import httpx2

from bench.bound.pdfs import DOCUMENTS
from bench.bound.pictures import PICTURES, SLOW_PICTURES
from bench.bound.rows import Row, Rows
from bench.bound.watcher import Watcher
from bench.support.ocr_http import worker_pid
from tests.support.service import RunningService

_API = "/api/v1/ocr"
_BOUND_MB = {1: 128, 2: 264}
# What is wanted of a worker with two slots that reads with the networks, whatever its own table says.
_NETWORKS_MB = {"neural-tiny": 350, "neural-small": 600}
_FINAL = ("COMPLETED", "FAILED", "CANCELLED")
_OURS = {
    "PROCESSING_FAILED",
    "ENGINE_FAILED",
    "PROCESS_LOST",
    "DOCUMENT_CRASHED",
    "WORKER_LOST",
    "STORAGE_FAILED",
}
_PATIENCE_S = 400
_REMOVALS = 5
_RENDERED = "text,pdf,hocr,alto,tsv,markdown"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--slots", type=int, action="append", choices=sorted(_BOUND_MB))
    parser.add_argument("--engine", action="append")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--outputs", default=_RENDERED)
    parser.add_argument("--keep", type=Path, help="draw the documents here, once")
    parser.add_argument("--rows", type=Path, help="a file that keeps the rows")
    parser.add_argument(
        "--for", dest="seconds", type=float, default=float("inf"), help="begin none after that"
    )
    parser.add_argument("--again", action="store_true", help="measure what is in the file, too")
    parser.add_argument("--table", action="store_true", help="show what is in the file, measure nothing")
    parser.add_argument("files", nargs="*", type=Path)
    arguments = parser.parse_args()
    rows = Rows(arguments.rows)
    if arguments.table:
        print(rows.table())
        return int(rows.any_is_bad)
    end_s = time.monotonic() + arguments.seconds
    with tempfile.TemporaryDirectory() as name:
        documents = arguments.files or list(_drawn(arguments.keep or Path(name), arguments.only))
        for slots, engine in product(
            arguments.slots or [1, 2], arguments.engine or ["tesserocr", "tesseract"]
        ):
            wanted = [each for each in documents if arguments.again or not rows.has(engine, slots, each.name)]
            if wanted and time.monotonic() < end_s:
                folder = Path(name) / f"{engine}-{slots}"
                folder.mkdir()
                _configuration(folder, wanted, slots, engine, arguments.outputs, rows, end_s)
    return int(rows.any_is_bad)


def _drawn(folder: Path, only: list[str]) -> Iterator[Path]:
    folder.mkdir(exist_ok=True)
    for name, make in {**PICTURES, **DOCUMENTS, **SLOW_PICTURES}.items():
        if only and not any(part in name for part in only):
            continue
        path = folder / name
        if not path.exists():
            path.write_bytes(make())
        yield path


def _configuration(
    folder: Path, documents: list[Path], slots: int, engine: str, outputs: str, rows: Rows, end_s: float
) -> None:
    print(f"\n{engine}, PAGE_SLOTS={slots}, at most {_bound_mb(engine, slots)} MB", flush=True)
    measured = []
    name, _, model = engine.partition("-")
    # With the networks a worker's memory is what it chooses.
    memory = "0" if model else str(_BOUND_MB[slots])
    with RunningService(
        folder,
        PAGE_SLOTS=str(slots),
        WORKER_MEMORY_MB=memory,
        MAX_FILE_MB="200",
        NEURAL_MODEL=model or "off",
    ) as service:
        with httpx2.Client(base_url=service.url, timeout=120) as client:
            for path in documents:
                if time.monotonic() > end_s:
                    break
                form = {"engine": name, "outputs": outputs}
                measured.append(_row(service, client, path, form, slots, engine))
                rows.add(measured[-1])
                print(measured[-1], flush=True)
    top = max(measured, key=lambda row: row.peak_mb, default=None)
    if top is not None:
        print(f"highest of {len(measured)} of {len(documents)}: {top.peak_mb:.0f} MB, {top.name}", flush=True)


def _bound_mb(engine: str, slots: int) -> int:
    return _NETWORKS_MB.get(engine, _BOUND_MB[slots])


def _row(
    service: RunningService, client: httpx2.Client, path: Path, form: dict[str, str], slots: int, engine: str
) -> Row:
    start, copies = time.monotonic(), 1 if slots == 1 else slots + 1
    with Watcher(worker_pid()) as watcher, ThreadPoolExecutor(copies) as pool:
        answers = list(pool.map(lambda serial: _answer(client, path, form, serial), range(copies)))
    bound = _bound_mb(engine, slots)
    left = _left(service.folder)
    return Row(
        engine=engine,
        slots=slots,
        name=path.name,
        peak_mb=round(watcher.peak_mb, 1),
        parts=watcher.parts,
        answer=", ".join(sorted(set(answers))),
        seconds=round(time.monotonic() - start, 1),
        left=left,
        is_bad=watcher.peak_mb > bound
        or bool(left)
        or any(each in _OURS or each[0] == "5" for each in answers),
    )


def _answer(client: httpx2.Client, path: Path, form: dict[str, str], serial: int) -> str:
    """What becomes of it; it is removed afterwards."""
    data = path.read_bytes() + (b"\n%%%d\n" % serial if serial and path.suffix != ".xml" else b"")
    answer = client.post(f"{_API}/process", files={"file": (path.name, data)}, data=form)
    if answer.status_code != 202:
        return f"{answer.status_code} {answer.json()['code']}"
    task_id, end, status = answer.json()["task_id"], time.monotonic() + _PATIENCE_S, {"status": ""}
    while status["status"] not in _FINAL and time.monotonic() < end:
        status = client.get(f"{_API}/status/{task_id}?wait=30").raise_for_status().json()
    _remove(client, task_id)
    error = status.get("error")
    return str(error["code"]) if isinstance(error, dict) else str(status["status"])


def _remove(client: httpx2.Client, task_id: str) -> None:
    """As a program would: what is told to come back later does (a disk that is flushed keeps Redis waiting)."""
    for _ in range(_REMOVALS):
        answer = client.delete(f"{_API}/tasks/{task_id}")
        if answer.status_code != 503:
            break
        print(f"removed later: {answer.text}", flush=True)
        time.sleep(int(answer.headers["Retry-After"]))
    answer.raise_for_status()


def _left(folder: Path) -> str:
    """Tasks' folders and temporary files that nobody needs any more."""
    kept = [path.name for path in (folder / "uploads").glob("*") if not path.name.startswith(".")]
    return " ".join(kept[:3])


if __name__ == "__main__":
    sys.exit(main())
