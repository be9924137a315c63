"""Read a few uploads at a time: whoever waits for a turn holds next to nothing, and who has one is done sooner."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

AT_ONCE = 16
"""Uploads that are read at once; 500 at once held 100 MB, while 16 are read the others hold 8 MB."""
PATIENCE_S = 0.02
"""A sender who lets a turn wait for longer gives it up until something comes: slow lines shall not keep out fast ones."""
TURN_BYTES = 4_000_000
"""After so much the next ones have theirs: a large upload shall not keep out small ones."""


class Turn:
    """One request's right to read its body, now held and now given back."""

    def __init__(self, free: asyncio.Semaphore) -> None:
        self._free = free
        self._is_held = False
        self._bytes = 0

    async def take(self) -> None:
        """Wait for a turn unless it is held already."""
        if not self._is_held:
            await self._free.acquire()
            self._is_held, self._bytes = True, 0

    def give_back(self) -> None:
        """Let others have it; harmless when it is not held."""
        if self._is_held:
            self._is_held = False
            self._free.release()

    def count(self, received: int) -> None:
        """Give it back when enough was read in it."""
        self._bytes += received
        if self._bytes > TURN_BYTES:
            self.give_back()


class Turns:
    """The turns of one API process."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._free = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Turn]:
        """A turn that nobody holds after the block; take it to begin with."""
        turn = Turn(self._free)
        try:
            yield turn
        finally:
            turn.give_back()
