"""Watch what memory a tree of processes takes, every 10 ms, and which of them takes it."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress

from ocr_service.worker.process_memory import pss_mb_by_pid

_SAMPLE_S = 0.01
# Above the programs that are watched, where that is allowed: a watcher that waits for them sees nothing.
_FIRST = -15


class Watcher:
    """PSS in MiB of a process and all below it inside the block; ``parts`` names the processes of the largest sample."""

    def __init__(self, pid: int) -> None:
        self.peak_mb, self.parts, self.samples = 0.0, "", 0
        self._pid, self._stop = pid, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _FIRST)
        while not self._stop.is_set():
            began = time.monotonic()
            found = pss_mb_by_pid(self._pid)
            self.samples += 1
            if sum(found.values()) > self.peak_mb:
                self.peak_mb = sum(found.values())
                self.parts = " + ".join(f"{_name(pid)} {mb:.0f}" for pid, mb in found.items() if mb >= 1)
            self._stop.wait(max(0.0, _SAMPLE_S - (time.monotonic() - began)))

    def __enter__(self) -> Watcher:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def _name(pid: int) -> str:
    with suppress(OSError), open(f"/proc/{pid}/comm") as file:  # noqa: PTH123 - as the path above
        return file.read().strip()
    return "ended"
