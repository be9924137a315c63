"""Time of a piece of work in a process of its own, wall and CPU of it and its children; and, in another run, the peak PSS of the tree."""

from __future__ import annotations

import multiprocessing
import os
import re
import resource
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

_PAUSE_S = 0.03
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Seconds; ``value`` is what the work gave back."""

    wall_s: float
    cpu_s: float
    value: Any


def measured(work: Callable[[], Any]) -> Measured:
    """Run ``work`` (picklable) in a fresh process."""
    value, wall_s, cpu_s, _ = _ran(work, _Unwatched())
    return Measured(wall_s=wall_s, cpu_s=cpu_s, value=value)


def peak_mb(work: Callable[[], Any]) -> float:
    """The most memory of ``work`` in a fresh process, with that of all its children; watching costs time, so it is a run of its own."""
    return _ran(work, _Peak())[3]


def _ran(work: Callable[[], Any], watch: _Unwatched | _Peak) -> tuple[Any, float, float, float]:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(work, sender))
    child.start()
    sender.close()
    receiver.recv()
    watch.start(child.pid or 0)
    value, wall_s, cpu_s = receiver.recv()
    child.join()
    return value, wall_s, cpu_s, watch.stop()


def _run(work: Callable[[], Any], sender: Any) -> None:
    """Imports are done when this begins; a worker's process is warm too."""
    sender.send("ready")
    start, before = time.monotonic(), _cpu_s()
    value = work()
    sender.send((value, time.monotonic() - start, _cpu_s() - before))


def _cpu_s() -> float:
    times = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in times)


class _Unwatched:
    """Looks away."""

    def start(self, pid: int) -> None:
        pass

    def stop(self) -> float:
        return 0.0


class _Peak:
    """Watches a process tree."""

    def __init__(self) -> None:
        self._pid, self._peak, self._stop = 0, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self, pid: int) -> None:
        self._pid = pid
        self._thread.start()

    def _watch(self) -> None:
        while not self._stop.wait(_PAUSE_S):
            self._peak = max(self._peak, _tree_mb(self._pid))

    def stop(self) -> float:
        self._stop.set()
        self._thread.join()
        return self._peak


def _tree_mb(pid: int) -> float:
    try:
        root = psutil.Process(pid)
        return sum(_pss_mb(each.pid) for each in [root, *root.children(recursive=True)])
    except psutil.NoSuchProcess:
        return 0.0


def _pss_mb(pid: int) -> float:
    try:
        found = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
    except (OSError, ValueError):
        return 0.0
    return int(found[1]) / 1000 if found else 0.0


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0))
