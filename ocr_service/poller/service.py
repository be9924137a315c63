"""Run the pollers of all environments side by side until told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from ocr_service.errors import BackendUnavailable
from ocr_service.poller.health import Health
from ocr_service.poller.source_poller import SourcePoller
from ocr_service.sources.moves import MoveCounts

log = logging.getLogger(__name__)

_TELL_S = 15.0
EXIT_STOPPED = 0
EXIT_BROKEN = 70
"""A poller ended by itself: whoever restarts what failed must do so."""


class PollerService:
    """Each environment has a loop of its own: one that is slow or away keeps no other waiting."""

    def __init__(
        self,
        pollers: Sequence[SourcePoller],
        health: Sequence[Health],
        tell: Callable[[Mapping[str, Mapping[str, Any]]], Awaitable[None]],
        stop: asyncio.Event,
        moves: MoveCounts,
    ) -> None:
        self._health = health
        self._pollers = pollers
        self._tell = tell
        self._stop = stop
        self._moves = moves

    async def run(self) -> int:
        """Poll until told to stop; returns the process's exit code."""
        log.info("Poller started", extra={"sources": [each.name for each in self._health]})
        running = [asyncio.create_task(each.run()) for each in self._pollers]
        for task in running:
            task.add_done_callback(lambda _: self._stop.set())
        while not self._stop.is_set():
            await self._tell_health()
        ends = await asyncio.gather(*running, return_exceptions=True)
        await self._moves.tell()
        broken = [each for each in ends if isinstance(each, BaseException)]
        for each in broken:
            log.critical("Poller broken", exc_info=each)
        log.info("Poller stopped", extra={"taken": sum(each.taken_total for each in self._health)})
        return EXIT_BROKEN if broken else EXIT_STOPPED

    async def _tell_health(self) -> None:
        """Say how each environment does, now and then; what cannot be said now is said later."""
        await self._moves.tell()
        with suppress(BackendUnavailable):
            await self._tell({each.name: each.told() for each in self._health})
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), _TELL_S)


def stop_on_signals(stop: asyncio.Event) -> None:
    """SIGTERM and SIGINT (Ctrl+C) ask for the end."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
