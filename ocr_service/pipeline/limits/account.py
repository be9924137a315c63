"""What one run's process may have at the moment, told to the kernel with each change."""

from __future__ import annotations

import resource
import threading
from dataclasses import dataclass, field

from ocr_service.pipeline.limits.memory_shares import MemoryShares
from ocr_service.pipeline.limits.own_memory import data_bytes, private_bytes

_MIB = 1 << 20
# What a process may have more than it has when it lends its share; it is not lent.
_ROOM_MB = 4


@dataclass(slots=True)
class Account:
    """What this process may have in its run: ``own_bytes`` of data at any time, and its shares as far as none of them is lent.

    ``idle_bytes`` is what a program that waits for the next picture keeps of them. The process began with ``first_private_bytes`` to itself, and may have
    ``own_private_bytes`` without taking from its shares; ``heap_bytes`` of ``own_bytes`` are for its objects; ``copyable_bytes`` it may yet copy or load
    by touching them, so they are kept free of its shares.
    """

    shares: MemoryShares
    share_bytes: int
    own_bytes: int
    first_private_bytes: int
    own_private_bytes: int
    copyable_bytes: int
    heap_bytes: int
    held: int = 0
    lent_bytes: int = 0
    idle_bytes: int = 0
    floor_bytes: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def change(self, held: int = 0) -> None:
        """Take or give back; the kernel is told at once."""
        with self.lock:
            self.held += held
            self._tell()

    def keep_idle(self, idle_bytes: int) -> None:
        """A program keeps that much until it is said again."""
        with self.lock:
            self.idle_bytes = idle_bytes
            self._tell()

    def lend(self, wanted: int) -> int:
        """Lend ``wanted`` bytes: what remains of them beside what this process has at the moment, and what waits idle.

        The process keeps some room for its objects, whatever it has: its other threads go on.
        """
        data, private = data_bytes(), private_bytes()
        with self.lock:
            self.lent_bytes += wanted
            self.floor_bytes = max(self.floor_bytes, data + _ROOM_MB * _MIB)
            lendable = self._lendable(data, private, wanted)
            self._tell()
        return lendable

    def would_lend(self, wanted: int) -> int:
        """What ``lend`` would give now."""
        data, private = data_bytes(), private_bytes()
        with self.lock:
            return self._lendable(data, private, wanted, lent=wanted)

    def _lendable(self, data: int, private: int, wanted: int, lent: int = 0) -> int:
        floor = max(self.floor_bytes, data + _ROOM_MB * _MIB)
        left = self._left() - lent
        # What a large host process has more, a test runner or a caller of the library, is none of a worker's memory.
        grown = data - self.own_bytes + self.heap_bytes
        private = min(private, self.first_private_bytes + grown + self.copyable_bytes)
        taken = private + _ROOM_MB * _MIB - self.own_private_bytes
        return wanted - (max(floor - self.own_bytes, taken, left, 0) - left)

    def get_back(self, lent: int) -> None:
        """The program has ended."""
        with self.lock:
            self.lent_bytes -= lent
            if not self.lent_bytes:
                self.floor_bytes = 0
            self._tell()

    def _left(self) -> int:
        return self.held * self.share_bytes - self.lent_bytes - self.idle_bytes

    def _allowed(self) -> int:
        return max(self.floor_bytes, self.own_bytes + max(0, self._left() - self.copyable_bytes))

    def _tell(self) -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        allowed = self._allowed()
        resource.setrlimit(
            resource.RLIMIT_DATA, (allowed if hard == resource.RLIM_INFINITY else min(allowed, hard), hard)
        )
