"""What a whole instance writes while nothing is to be done: supervisord, Redis, API, worker, notifier, watcher, archive.

python -m bench.idle                 ten minutes
python -m bench.idle --minutes 1     a short look

It starts the service in a folder of its own, lets it read one document from the watched folder into the archive, waits until all is at
rest, and then counts: bytes that each process sent to a disk (`/proc/PID/io`) and files that changed. Disks may sleep where both are none.
Meanwhile somebody asks `/readyz` every half minute, as a container's health check does. A machine that others keep busy changes nothing of it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import psutil

from ocr_service.sample.scan import save_as_scan

_REST_S = 90.0
_READ_S = 300.0
_LOOK_S, _HEALTH_S = 1.0, 30.0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument(
        "--rest",
        type=float,
        default=_REST_S,
        metavar="SECONDS",
        help="pause between the last document and the count",
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="idle-") as name:
        service = Instance(Path(name))
        try:
            service.start()
            service.read_one()
            service.is_asked_for(arguments.rest)
            return tell(service, arguments.minutes * 60)
        finally:
            service.call("down")


class Instance:
    """A service with a watched folder and an archive, started as a household starts it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._url = ""
        self.scans, self.documents, self.archive = (
            folder / name for name in ("scans", "documents", "archive")
        )
        for each in (self.scans, self.documents, self.archive):
            each.mkdir()
        self._environment = os.environ | {
            "API_PORT": "0",
            "WORKER_COUNT": "1",
            "WATCH_DIR": str(self.scans),
            "WATCH_OUTPUT_DIR": str(self.documents),
            "ARCHIVE": "on",
            "ARCHIVE_DIR": str(self.archive),
        }

    def call(self, *command: str) -> subprocess.CompletedProcess[str]:
        """``ocr-service`` in the instance's folder."""
        return subprocess.run(
            [sys.executable, "-m", "ocr_service", *command],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self) -> None:
        """Up, and ready."""
        up = self.call("up")
        if up.returncode:
            raise SystemExit(up.stderr)
        self._url = up.stderr.partition("API        ")[2].partition("/docs")[0]

    def is_asked_for(self, seconds: float) -> None:
        """Let so much time pass, with a health check now and then."""
        deadline = time.monotonic() + seconds
        while (left_s := deadline - time.monotonic()) > 0:
            with urllib.request.urlopen(f"{self._url}/readyz", timeout=_READ_S) as answer:
                answer.read()
            time.sleep(min(_HEALTH_S, left_s))

    def read_one(self) -> None:
        """A letter through the watched folder into the archive."""
        save_as_scan(self.scans / "letter.pdf")
        deadline = time.monotonic() + _READ_S
        while not ((self.documents / "letter.pdf").exists() and list(self.archive.rglob("archive.json"))):
            if time.monotonic() > deadline:
                raise SystemExit("The letter was not read.")
            time.sleep(_LOOK_S)

    def processes(self) -> list[psutil.Process]:
        """Supervisord and all below it."""
        here = str(self.folder)
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("WATCH_DIR") == str(self.scans) or here in " ".join(
                    process.cmdline()
                ):
                    found.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return [each for each in found if each.pid != os.getpid()]

    def files(self) -> Mapping[Path, tuple[int, int]]:
        """Size and time of change of each file, folders among them."""
        return {
            path: (status.st_size, status.st_mtime_ns)
            for path in self.folder.rglob("*")
            if not path.is_socket() and (status := path.lstat())
        }


def tell(service: Instance, seconds: float) -> int:
    """Count for so long and say what was written; 1 when something was."""
    before, files = {each.pid: written(each) for each in service.processes()}, service.files()
    service.is_asked_for(seconds)
    total = 0
    for process in service.processes():
        sent, calls = (
            now - then for now, then in zip(written(process), before.get(process.pid, (0, 0)), strict=True)
        )
        total += sent
        print(
            f"{named(process):28} {sent:8} bytes to disks  ({calls} bytes by write calls, sockets and pipes included)"
        )
    after = service.files()
    changed = sorted(path for path in after.keys() | files.keys() if after.get(path) != files.get(path))
    for path in changed:
        print(f"changed: {path.relative_to(service.folder)}")
    print(f"{seconds / 60:.1f} idle minutes: {total} bytes written to disks, {len(changed)} files changed")
    return 1 if total or changed else 0


def written(process: psutil.Process) -> tuple[int, int]:
    """Bytes that a process caused to be sent to a disk, and bytes that it gave to write calls."""
    counters = process.io_counters()
    return counters.write_bytes, counters.write_chars


def named(process: psutil.Process) -> str:
    """A process by what it was started for."""
    words = process.cmdline()
    return f"{process.pid} {' '.join(words[-2:]).rpartition('/')[2][:20] or process.name()}"


if __name__ == "__main__":
    sys.exit(main())
