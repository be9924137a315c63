"""Bound the memory and the files of this process and of every program it starts, by shares of the worker's memory.

A thread works on pictures within its share, and lends it to the programs that it starts: what these may have, this process may
not have meanwhile. So whatever a document holds, the sum of all limits stays that of the memory table.
"""

from __future__ import annotations

import os
import resource
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from ocr_service.domain.document import Limits
from ocr_service.engines.data_limits import TOOL_DATA_KB
from ocr_service.errors import MemoryLimit
from ocr_service.pipeline.limits.account import Account
from ocr_service.pipeline.limits.memory_shares import MemoryShares
from ocr_service.pipeline.limits.memory_table import (
    CODE_MB,
    COPIED_MB,
    DOCUMENT_MB,
    LIBRARIES_MB,
    WAITING_CODE_MB,
    MemoryTable,
)
from ocr_service.pipeline.limits.own_memory import data_bytes, keep_heaps_small, mapped_bytes, private_bytes
from ocr_service.pipeline.limits.waiting import telling

_MB, _MIB = 1_000_000, 1 << 20
# A program that draws: pdftoppm with a gray page at 200 dpi takes 14 without the page's own picture, and its libraries.
TOOL_OWN_BYTES = (14 + LIBRARIES_MB) * _MIB
# No program starts with less.
_LEAST_TOOL_MB = 8
# Address space is more than memory: mapped libraries and language data count in full.
_TOOL_SURPLUS_MB = 32
_OWN_SURPLUS_MB = 96
# What Python says where there is no memory for a thread's stack.
_NO_THREAD = "can't start new thread"


class _Mine(threading.local):
    """The shares that this thread holds, and whether a program has them."""

    numbers: Sequence[int] = ()
    is_lent = False


_ACCOUNTS: list[Account] = []
_MINE = _Mine()


@contextmanager
def bounded(limits: Limits, shares: MemoryShares | None = None) -> Iterator[None]:
    """Inside the block an allocation beyond what this process may have fails (``MemoryError``).

    ``shares`` are those of all documents of the worker; without them there is one document alone. What the process has
    already is its own, so a large host process (a test runner) can call this too. Soft limits only: they are put back at the end.
    """
    keep_heaps_small()
    table = MemoryTable.of(limits)
    data, private = data_bytes(), private_bytes()
    account = Account(
        shares=shares or MemoryShares.create(limits.page_slots),
        share_bytes=table.share_mb * _MIB,
        own_bytes=data + table.heap_mb * _MIB,
        heap_bytes=table.heap_mb * _MIB,
        first_private_bytes=private,
        own_private_bytes=_own_private_bytes(limits, table, private),
        copyable_bytes=min(max(0, data - private), COPIED_MB * _MIB) + CODE_MB * _MIB,
    )
    space = max((limits.memory_mb + _TOOL_SURPLUS_MB) * _MB, mapped_bytes() + _OWN_SURPLUS_MB * _MB)
    before = [
        (resource.RLIMIT_DATA, resource.getrlimit(resource.RLIMIT_DATA)),
        _lower(resource.RLIMIT_AS, space),
        _lower(resource.RLIMIT_FSIZE, limits.disk_mb * _MB),
    ]
    _ACCOUNTS.append(account)
    account.change()
    try:
        yield
    except RuntimeError as error:
        if _NO_THREAD in str(error):
            raise MemoryError from error
        raise
    finally:
        _ACCOUNTS.remove(account)
        os.environ.pop(TOOL_DATA_KB, None)
        for kind, set_before in before:
            resource.setrlimit(kind, set_before)


def _own_private_bytes(limits: Limits, table: MemoryTable, has: int) -> int:
    """What this process may have to itself beside what it reads with.

    A document's process of a worker: its row of the table, less what worker and fork server take beyond theirs. All of that
    comes from what is lent, each share its part. Any other process has what it has already.
    """
    if not limits.processes_mb:
        return has + table.heap_mb * _MIB
    beyond_mb = (limits.processes_mb - table.processes_mb) / table.shares
    return int((DOCUMENT_MB + table.heap_mb - beyond_mb) * _MIB)


@contextmanager
def share(before_waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Wait for a share of memory, have it inside the block. A thread that has one already goes on with it."""
    if not _ACCOUNTS or _MINE.numbers:
        yield
        return
    with _taken(_ACCOUNTS[-1], 1, before_waiting):
        yield


@contextmanager
def spare_share() -> Iterator[bool]:
    """Inside the block this thread has a share if one is free that nobody waits for; tells whether it has one."""
    if not _ACCOUNTS or _MINE.numbers:
        yield True
        return
    account = _ACCOUNTS[-1]
    _MINE.numbers = account.shares.take_spare()
    account.change(len(_MINE.numbers))
    try:
        yield bool(_MINE.numbers)
    finally:
        _give_back(account, 0)


@contextmanager
def all_shares() -> Iterator[float]:
    """Inside the block this thread has the memory of all pages; what it has in its share at the moment must be next to nothing.

    Gives the seconds that it waited for others, which is no time of the page's own.
    """
    if not _ACCOUNTS or len(_MINE.numbers) == _ACCOUNTS[-1].shares.count:
        yield 0.0
        return
    account, before, began_s = _ACCOUNTS[-1], len(_MINE.numbers), time.monotonic()
    # Who waits for others' shares with one of its own would wait for who does the same.
    _give_back(account, 0)
    _take(account, account.shares.count, lambda: None)
    try:
        yield time.monotonic() - began_s
    finally:
        _give_back(account, before)


def has_all_shares() -> bool:
    """True when this thread has, or would have first, the memory of all pages: there is no more to try with."""
    return not _ACCOUNTS or max(1, len(_MINE.numbers)) >= _ACCOUNTS[-1].shares.count


@contextmanager
def lent(at_most_bytes: int | None = None) -> Iterator[None]:
    """Inside the block this thread's memory is that of the programs it starts, to whom ``OCR_TOOL_DATA_KB`` says how much.

    Raises ``MemoryLimit`` when next to nothing is left for them.
    """
    if not _ACCOUNTS or _MINE.is_lent:
        yield
        return
    account = _ACCOUNTS[-1]
    with share():
        wanted = len(_MINE.numbers) * account.share_bytes
        program = account.lend(wanted) - LIBRARIES_MB * _MIB
        try:
            if program < _LEAST_TOOL_MB * _MIB:
                raise MemoryLimit
            _MINE.is_lent = True
            os.environ[TOOL_DATA_KB] = str(min(program, at_most_bytes or program) // 1024)
            yield
        finally:
            _MINE.is_lent = False
            account.get_back(wanted)


def keep_idle(idle_bytes: int) -> None:
    """Say how much a program of this process has that waits for its next picture."""
    if _ACCOUNTS:
        _ACCOUNTS[-1].keep_idle(idle_bytes + WAITING_CODE_MB * _MIB if idle_bytes else 0)


def share_bytes() -> int:
    """The memory of one page; 0 where nothing is bounded."""
    return _ACCOUNTS[-1].share_bytes if _ACCOUNTS else 0


def program_bytes() -> int:
    """The data of a program that this thread starts at the moment, at most; 0: any."""
    if not _ACCOUNTS:
        return 0
    wanted = max(1, len(_MINE.numbers)) * share_bytes()
    return _ACCOUNTS[-1].would_lend(wanted) - LIBRARIES_MB * _MIB


def tool_data_bytes() -> int:
    """The most data that a program may have with the memory of all pages; 0: any."""
    if not _ACCOUNTS:
        return 0
    return _ACCOUNTS[-1].share_bytes * _ACCOUNTS[-1].shares.count - LIBRARIES_MB * _MIB


def fits_tool(picture_bytes: int) -> bool:
    """True when a program can hold a picture of that size beside what it needs itself."""
    most = tool_data_bytes() + LIBRARIES_MB * _MIB
    return not _ACCOUNTS or picture_bytes + TOOL_OWN_BYTES <= most


def fits_share(size: int) -> bool:
    """True when so many bytes fit into what this thread has, or would have first; False when only all shares may hold them."""
    return size <= max(1, len(_MINE.numbers)) * share_bytes() or not _ACCOUNTS


def fits_here(size: int) -> bool:
    """True when this process may have so many bytes more; a library that could not says only that it failed."""
    pairs = ((resource.RLIMIT_AS, mapped_bytes()), (resource.RLIMIT_DATA, data_bytes()))
    limits = ((resource.getrlimit(kind)[0], taken) for kind, taken in pairs)
    return all(soft == resource.RLIM_INFINITY or taken + size <= soft for soft, taken in limits)


@contextmanager
def _taken(account: Account, count: int, before_waiting: Callable[[], None]) -> Iterator[None]:
    _take(account, count, before_waiting)
    try:
        yield
    finally:
        _give_back(account, 0)


def _take(account: Account, count: int, before_waiting: Callable[[], None]) -> None:
    with telling() as begin:

        def wait() -> None:
            before_waiting()
            begin()

        _MINE.numbers = account.shares.take(count, wait)
    account.change(count)


def _give_back(account: Account, but: int) -> None:
    """The limit first: nobody may have what somebody else still can take."""
    given = _MINE.numbers[but:]
    account.change(-len(given))
    _MINE.numbers = _MINE.numbers[:but]
    account.shares.give_back(given)


def _lower(kind: int, value: int) -> tuple[int, tuple[int, int]]:
    soft, hard = resource.getrlimit(kind)
    bounds = [each for each in (soft, hard, value) if each != resource.RLIM_INFINITY]
    resource.setrlimit(kind, (min(bounds), hard))
    return kind, (soft, hard)
