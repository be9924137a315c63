"""How much memory and how many cores this process may use: of the machine, or of the cgroup it runs in.

Containers are cgroups: version 2 (``memory.max``, ``cpu.max``) or 1 (``memory.limit_in_bytes``,
``cpu.cfs_quota_us``), kernel documentation ``admin-guide/cgroup-v2`` and ``cgroup-v1``.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_MIB = 1 << 20
# The kernel keeps some of the memory chips for itself: a board of 2 GB reports 1.85 to 1.97 GiB.
_CHIPS_MB = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Memory in MiB and cores that this process may use; whether a cgroup is what limits the memory; bits of an address."""

    memory_mb: int
    cores: int
    is_limited: bool = False
    bits: int = 64


def this_machine(root: Path = Path("/")) -> Machine:
    """What is here; ``root`` is where ``proc`` and ``sys`` lie, for tests."""
    groups = tuple(_groups(root))
    chips_mb = _chips_mb(root)
    limit_mb = min((limit // _MIB for limit in _memory_limits(groups)), default=chips_mb)
    quota = min(_quotas(groups), default=math.inf)
    return Machine(
        memory_mb=min(chips_mb, limit_mb),
        cores=max(1, math.ceil(min(cores(), quota))),
        is_limited=limit_mb < chips_mb,
        bits=sys.maxsize.bit_length() + 1,
    )


def cores() -> int:
    """Processors that this process may run on; macOS cannot tell them apart from those of the machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _chips_mb(root: Path) -> int:
    """The machine's memory, in steps of 256 MiB upwards."""
    try:
        lines = (root / "proc/meminfo").read_text().splitlines()
        size_mb = next(int(line.split()[1]) for line in lines if line.startswith("MemTotal:")) / 1024
    except (OSError, StopIteration):
        size_mb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / _MIB
    return math.ceil(size_mb / _CHIPS_MB) * _CHIPS_MB


def _groups(root: Path) -> Iterator[Path]:
    """The folders of this process's cgroups and of those around them, as far as they are visible here."""
    mounts = root / "sys/fs/cgroup"
    for line in _text(root / "proc/self/cgroup").splitlines():
        _, controllers, path = line.split(":", 2)
        # Version 2 has no controllers in its line, and may stand beside version 1 in a folder of its own.
        tops = [mounts / controllers] if controllers else [mounts, mounts / "unified"]
        for top in tops:
            inner = top / path.lstrip("/")
            yield from (each for each in (inner, *inner.parents) if each.is_relative_to(top))


def _memory_limits(groups: tuple[Path, ...]) -> Iterator[int]:
    """Bytes; "max" and an empty file are no limit, version 1's largest number is more than any machine has."""
    for group in groups:
        for name in ("memory.max", "memory.limit_in_bytes"):
            if (said := _text(group / name)).isdecimal():
                yield int(said)


def _quotas(groups: tuple[Path, ...]) -> Iterator[float]:
    """Processors' worth of time."""
    for group in groups:
        quota, _, period = _text(group / "cpu.max").partition(" ")
        if not quota:
            quota, period = _text(group / "cpu.cfs_quota_us"), _text(group / "cpu.cfs_period_us")
        if quota.isdecimal() and period.isdecimal() and int(period):
            yield int(quota) / int(period)


def _text(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
