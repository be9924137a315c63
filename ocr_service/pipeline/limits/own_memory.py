"""What memory this process has, as the kernel counts it, and how its heap keeps it."""

from __future__ import annotations

import ctypes
import resource
import threading
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
    """What this process has to itself of its data, and its part of what it shares; its data where the kernel does not tell."""
    try:
        told = Path("/proc/self/smaps_rollup").read_text()
    except OSError:
        return data_bytes()
    _, found, rest = told.partition("\nPss_Anon:")
    return int(rest.split()[0]) * 1024 if found else data_bytes()


def _statm(field: int) -> int:
    try:
        return int(Path("/proc/self/statm").read_text().split()[field]) * resource.getpagesize()
    except OSError:
        return 0


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
