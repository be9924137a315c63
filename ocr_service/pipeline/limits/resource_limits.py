"""Bound the memory and the files of this process and of every program it starts."""

from __future__ import annotations

import ctypes
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ocr_service.domain.document import Limits

_MB = 1_000_000
# Worker, fork server and the document's process; the libraries of a tool.
OWN_MB = 60
_LIBRARIES_MB = 8
# Tesseract with its model, idle, takes 32 MB; a reader 20 more, drawing an A4 page with pdftoppm as much.
_KEPT_MB_A_SLOT = 70
# The same three and a small program's libraries, while a document has only been opened.
_OPENING_MB = 51
_LEAST_TOOL_MB = 24
# pdftoppm with a gray page at 200 dpi takes this much without the page's own picture.
_TOOL_OWN_MB = 14
# Address space is more than memory: mapped libraries and language data count in full.
_TOOL_SURPLUS_MB = 32
_OWN_SURPLUS_MB = 96
_M_ARENA_MAX, _M_MMAP_THRESHOLD = -8, -3
_PAGE_SIZED_BYTES = 1 << 20
_THREAD_STACK_BYTES = 1 << 20


@dataclass(slots=True)
class _Bound:
    """What a program may take in this process's run, 0: anything; threads start programs too."""

    tool_bytes: int = 0
    opening_bytes: int = 0


_BOUND = _Bound()


@contextmanager
def bounded(*, memory_mb: int, disk_mb: int, engine_mb: int = 0) -> Iterator[None]:
    """Inside the block an allocation beyond the bound fails (``MemoryError``, or the program aborts).

    The bound is inherited by programs started inside. It is never below what this process has
    mapped already plus room for a page, so a large host process (a test runner) can call this too.
    ``engine_mb`` is what an engine inside this process may take on top. Soft limits only: they are put
    back at the end.
    """
    keep_heaps_small()
    _BOUND.tool_bytes = max(_LEAST_TOOL_MB, memory_mb - OWN_MB - _LIBRARIES_MB) * _MB
    _BOUND.opening_bytes = max(_LEAST_TOOL_MB, memory_mb - _OPENING_MB) * _MB
    space = max((memory_mb + engine_mb + _TOOL_SURPLUS_MB) * _MB, _mapped_bytes() + _OWN_SURPLUS_MB * _MB)
    before = [_lower(resource.RLIMIT_AS, space), _lower(resource.RLIMIT_FSIZE, disk_mb * _MB)]
    try:
        yield
    finally:
        _BOUND.tool_bytes = _BOUND.opening_bytes = 0
        for kind, limits in before:
            resource.setrlimit(kind, limits)


def keeps_engine(limits: Limits) -> bool:
    """True when an idle engine has room beside the tools that draw the next page."""
    return limits.memory_mb - OWN_MB >= _KEPT_MB_A_SLOT * limits.page_slots


def bound_tool(pid: int, *, is_opening: bool = False) -> None:
    """Let a program that was just started have no more data than the worker has left beside its own processes.

    Address space cannot tell: it counts mapped files, and a bomb filled the surplus that a page needs for them.
    A program that looks at a document before any page is read (``is_opening``) may have what pages will take.
    Nothing is bound outside of ``bounded``, where the kernel cannot, or when the program has ended already.
    """
    most = _BOUND.opening_bytes if is_opening else _BOUND.tool_bytes
    if most and hasattr(resource, "prlimit"):
        with suppress(ProcessLookupError):
            _, hard = resource.prlimit(pid, resource.RLIMIT_DATA)
            resource.prlimit(pid, resource.RLIMIT_DATA, (most, hard))


def tool_data_bytes() -> int:
    """The most data that a program may have which looks at a page; 0: any."""
    return _BOUND.tool_bytes


def fits_tool(picture_bytes: int) -> bool:
    """True when a program can hold a picture of that size beside what it needs itself."""
    most = _BOUND.tool_bytes
    return not most or picture_bytes <= most - _TOOL_OWN_MB * _MB


def fits_here(size: int) -> bool:
    """True when this process may map so many bytes more; a library that could not says only that it failed."""
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return soft == resource.RLIM_INFINITY or _mapped_bytes() + size <= soft


def _lower(kind: int, value: int) -> tuple[int, tuple[int, int]]:
    soft, hard = resource.getrlimit(kind)
    bounds = [each for each in (soft, hard, value) if each != resource.RLIM_INFINITY]
    resource.setrlimit(kind, (min(bounds), hard))
    return kind, (soft, hard)


def _mapped_bytes() -> int:
    """The address space of this process; 0 where /proc does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
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
