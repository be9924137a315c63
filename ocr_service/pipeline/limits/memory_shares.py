"""Give a fixed number of equal shares of memory to whoever works on a page, across all document processes of a worker.

A share is one byte of an anonymous file, locked by the process that uses it. The descriptor is
inherited by every child; the kernel frees the locks of a process that dies, so a killed child
never takes a share with it (a pipe of tokens, as make's jobserver has, would lose the token).
Record locks count per process, so threads of one process are kept apart by locks of their own.

Byte 0 is a turnstile: who waits stands in it alone, so that all come in the order in which they came, and who needs
several shares gets them while nobody takes one from before it.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_PAUSE_S = 0.01
_TURNSTILE = 0


@dataclass(frozen=True, slots=True)
class MemoryShares:
    """``count`` shares, numbered from 1, for this process and all that it forks."""

    count: int
    _descriptor: int
    _threads: tuple[threading.Lock, ...]
    _turnstile: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def create(cls, count: int) -> MemoryShares:
        """Fresh shares; make them before forking. ``count`` is at least 1."""
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
        return cls(count, descriptor, tuple(threading.Lock() for _ in range(count + 1)))

    def take(self, wanted: int, before_waiting: Callable[[], None] = lambda: None) -> Sequence[int]:
        """Wait for as many shares; gives their numbers. Who holds one already must not wait for another."""
        if not self._turnstile.acquire(blocking=False):
            before_waiting()
            self._turnstile.acquire()
        try:
            return self._taken_in_turn(wanted, before_waiting)
        finally:
            self._turnstile.release()

    def take_spare(self) -> Sequence[int]:
        """One that is free while nobody waits, at once; none otherwise."""
        if not self._turnstile.acquire(blocking=False):
            return ()
        try:
            if not self.turnstile_is_free():
                return ()
            free = next((number for number in range(1, self.count + 1) if self._try(number)), None)
            return () if free is None else (free,)
        finally:
            self._turnstile.release()

    def give_back(self, numbers: Sequence[int]) -> None:
        """Let others have them."""
        for number in numbers:
            fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, number)
            self._threads[number].release()

    def turnstile_is_free(self) -> bool:
        """True when nobody of another process waits in it now."""
        if not self._locked(_TURNSTILE):
            return False
        fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, _TURNSTILE)
        return True

    def _taken_in_turn(self, wanted: int, before_waiting: Callable[[], None]) -> Sequence[int]:
        taken: list[int] = []
        if not self._locked(_TURNSTILE):
            before_waiting()
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX, 1, _TURNSTILE)
        try:
            while len(taken) < wanted:
                free = next((number for number in range(1, self.count + 1) if self._try(number)), None)
                if free is not None:
                    taken.append(free)
                else:
                    before_waiting()
                    time.sleep(_PAUSE_S)
        except BaseException:
            self.give_back(taken)
            raise
        finally:
            fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, _TURNSTILE)
        return taken

    def _try(self, number: int) -> bool:
        if not self._threads[number].acquire(blocking=False):
            return False
        if self._locked(number):
            return True
        self._threads[number].release()
        return False

    def _locked(self, number: int) -> bool:
        try:
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except BlockingIOError:
            return False
        return True
