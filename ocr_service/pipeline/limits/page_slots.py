"""Let a fixed number of pages be worked on at once, across all document processes of a worker.

A slot is one byte of an anonymous file, locked by the process that uses it. The descriptor is
inherited by every child; the kernel frees the locks of a process that dies, so a killed child
never takes a slot with it (a pipe of tokens, as make's jobserver has, would lose the token).
Record locks count per process, so threads of one process are kept apart by locks of their own.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_PAUSE_S = 0.01


@dataclass(frozen=True, slots=True)
class PageSlots:
    """``count`` slots shared by this process and all that it forks."""

    count: int
    _descriptor: int
    _threads: tuple[threading.Lock, ...]

    @classmethod
    def create(cls, count: int) -> PageSlots:
        """Fresh slots; make them before forking. ``count`` is at least 1."""
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
        return cls(count, descriptor, tuple(threading.Lock() for _ in range(count)))

    @contextmanager
    def acquire(self, before_waiting: Callable[[], None] = lambda: None) -> Iterator[int]:
        """Wait for a slot, hold it inside the block; gives its number."""
        slot = self._try_all()
        if slot is None:
            before_waiting()
        while slot is None:
            time.sleep(_PAUSE_S)
            slot = self._try_all()
        try:
            yield slot
        finally:
            fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, slot)
            self._threads[slot].release()

    def _try_all(self) -> int | None:
        return next((slot for slot in range(self.count) if self._try(slot)), None)

    def _try(self, slot: int) -> bool:
        if not self._threads[slot].acquire(blocking=False):
            return False
        try:
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, slot)
        except BlockingIOError:
            self._threads[slot].release()
            return False
        return True
