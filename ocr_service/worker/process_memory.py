"""Measure the memory of a process tree as PSS, which counts shared pages once."""

from __future__ import annotations

from pathlib import Path

_PROC = Path("/proc")


def tree_pss_mb(pid: int, proc: Path = _PROC) -> float:
    """PSS of a process and all its descendants in MiB; 0 where ``/proc`` does not tell (macOS)."""
    return sum(pss_mb_by_pid(pid, proc).values())


def pss_mb_by_pid(pid: int, proc: Path = _PROC) -> dict[int, float]:
    """The same for each process alone."""
    return {each: _pss_kb(each, proc) / 1024 for each in _tree(pid, proc)}


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
