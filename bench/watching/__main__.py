"""What a watched folder costs and how fast it is.

python -m bench.watching                  a look at 10,000 files in one folder, and the journal of as many
python -m bench.watching --latency 40     from a file closed to its PDF in the folder, one after the other
python -m bench.watching --share 60       on a share without events (FUSE; Debian's bindfs and fuse3, root), and a look at 10,000 files there
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from bench.watching.share import tell_share
from ocr_service.filing.entry import EntryState, Stamp
from ocr_service.filing.journal import Journal
from ocr_service.sample.scan import save_as_scan
from ocr_service.watcher.listing import list_folder
from tests.support.service import RunningService

_LONGEST_S = 120


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=10_000, help="files in one folder")
    parser.add_argument("--times", type=int, default=10, help="looks, of which the median is told")
    parser.add_argument(
        "--latency", type=int, metavar="N", help="scans that are put down one after the other"
    )
    parser.add_argument("--share", type=int, metavar="N", help="scans that are put onto a share by others")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="watched-") as name:
        if arguments.share:
            looks = partial(_timed, times=arguments.times)
            return 0 if asyncio.run(tell_share(Path(name), arguments.share, looks)) else 1
        if arguments.latency:
            _tell_latency(Path(name), arguments.latency)
        else:
            _tell_looks(Path(name), arguments.files, arguments.times)
    return 0


def _tell_looks(folder: Path, files: int, times: int) -> None:
    for number in range(files):
        (folder / f"scan{number:06}.pdf").touch()
    print(f"a look at {files} files in one folder: {_timed(lambda: list_folder(folder), times)}")
    journal = Journal(folder / ".journal.sqlite")
    for path in folder.glob("scan*"):
        entry = journal.begin(path.name, Stamp.of(path.stat()))
        journal.remember(replace(entry, state=EntryState.DONE, names=(f"{path.stem}.pdf",)))
    print(
        f"reading a journal of {files} entries, when it changed: {_timed(lambda: journal.known(with_done=True), times)}"
    )
    print(f"asking whether it changed: {_timed(journal.version, times)}")
    journal.close()
    print(f"the journal: {(folder / '.journal.sqlite').stat().st_size / files:.0f} bytes an entry")


def _timed(work: Callable[[], object], times: int) -> str:
    walls, cores = [], []
    for _ in range(times):
        wall_s, core_s = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall_s)
        cores.append(time.process_time() - core_s)
    return f"{statistics.median(walls) * 1000:.2f} ms, {statistics.median(cores) * 1000:.2f} ms of processor"


def _tell_latency(folder: Path, count: int) -> None:
    scans, documents = folder / "scans", folder / "documents"
    scans.mkdir()
    documents.mkdir()
    save_as_scan(folder / "letter.pdf")
    letter = (folder / "letter.pdf").read_bytes()
    programs = ("api", "worker", "notifier", "watch")
    with RunningService(folder, programs=programs, WATCH_DIR=str(scans), WATCH_OUTPUT_DIR=str(documents)):
        seconds = [_latency(scans, documents, letter, number) for number in range(count)]
    shares = statistics.quantiles(seconds[1:], n=100, method="inclusive")
    print(
        f"{count} letters of two pages, the first left out: closed to PDF p50 {shares[49]:.2f} s, p99 {shares[98]:.2f} s,"
        " of which WATCH_SETTLE_SECONDS are 3"
    )


def _latency(scans: Path, documents: Path, letter: bytes, number: int) -> float:
    # Other bytes each time: the same ones would be answered by the earlier result.
    (scans / f"{number}.pdf").write_bytes(letter + f"% {number}\n".encode())
    start_s = time.monotonic()
    while not (documents / f"{number}.pdf").exists():
        if time.monotonic() - start_s > _LONGEST_S:
            raise SystemExit(f"{number}.pdf did not come within {_LONGEST_S} s")
        time.sleep(0.01)
    return time.monotonic() - start_s


if __name__ == "__main__":
    sys.exit(main())
