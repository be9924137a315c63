"""What memory this process has, as the kernel counts it, and how its heap keeps it."""

from __future__ import annotations

import ctypes
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_M_ARENA_MAX, _M_MMAP_THRESHOLD = -8, -3
_PAGE_SIZED_BYTES = 1 << 20
_THREAD_STACK_BYTES = 1 << 20


def mapped_bytes() -> int:
    """Its address space; 0 where /proc does not tell."""
    return _statm(0)


def data_bytes() -> int:
    """The data of this process, as its limit counts it; 0 where /proc does not tell."""
    return _statm(5)


def private_bytes() -> int:
    """What this process alone has in memory, and nobody would have without it; its data where the kernel does not tell."""
    try:
        told = Path("/proc/self/smaps_rollup").read_text().splitlines()
    except OSError:
        return data_bytes()
    return sum(int(line.split()[1]) for line in told if line.startswith("Private_")) * 1024


def _statm(field: int) -> int:
    try:
        return int(Path("/proc/self/statm").read_text().split()[field]) * resource.getpagesize()
    except OSError:
        return 0


def bound_growth(most_bytes: int) -> None:
    """From now on this process may have so much more data than it has; a lower limit stays. Only where /proc tells what it has."""
    if has := data_bytes():
        soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        bounds = [each for each in (soft, hard, has + most_bytes) if each != resource.RLIM_INFINITY]
        resource.setrlimit(resource.RLIMIT_DATA, (min(bounds), hard))


def unbound_growth() -> int:
    """Take that limit away again; gives what it was."""
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
    return soft


@contextmanager
def growth_unbounded() -> Iterator[None]:
    """Without that limit inside the block: programs that are started there have limits of their own and shall not inherit it.

    What this process itself takes inside (libraries that it loads) comes on top of the limit.
    """
    has, soft = data_bytes(), unbound_growth()
    try:
        yield
    finally:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        if soft != resource.RLIM_INFINITY:
            soft += max(0, data_bytes() - has)
            soft = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def keep_heaps_small() -> None:
    """One malloc arena and small stacks (each thread would reserve 64 MB of address space otherwise),

    and pictures outside the heap, so that their memory goes back before Tesseract needs its own. Threads and
    processes that come later have it so, too.
    """
    threading.stack_size(_THREAD_STACK_BYTES)
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
        mallopt(_M_MMAP_THRESHOLD, _PAGE_SIZED_BYTES)
