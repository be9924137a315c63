"""Measure the memory of a process tree as PSS, which counts shared pages once."""

from __future__ import annotations

import math
from pathlib import Path

_PROC = Path("/proc")


def tree_pss_mb(pid: int, proc: Path = _PROC) -> float:
    """PSS of a process and all its descendants in MiB; 0 where ``/proc`` does not tell (macOS)."""
    return sum(pss_mb_by_pid(pid, proc).values())


def pss_mb_by_pid(pid: int, proc: Path = _PROC) -> dict[int, float]:
    """The same for each process alone."""
    return {each: _pss_kb(each, proc) / 1024 for each in _tree(pid, proc)}


class MostMemory:
    """The most that these processes took together whenever somebody looked, in MiB, without ``but_mb`` of it; 0 where ``/proc`` does not tell.

    Whoever shares pages with them makes that less, so one look beside others is too few.
    """

    def __init__(self, *pids: int, but_mb: int = 0, proc: Path = _PROC) -> None:
        self._pids, self._but_mb, self._proc = pids, but_mb, proc
        self._most_mb = 0

    def look(self) -> int:
        """Look again; takes two milliseconds."""
        taken_kb = sum(_pss_kb(pid, self._proc) for pid in self._pids)
        self._most_mb = max(self._most_mb, math.ceil(taken_kb / 1024) - self._but_mb)
        return self._most_mb


def _tree(pid: int, proc: Path) -> list[int]:
    found = [pid]
    for each in found:
        try:
            for task in (proc / str(each) / "task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def _pss_kb(pid: int, proc: Path) -> int:
    try:
        lines = (proc / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
