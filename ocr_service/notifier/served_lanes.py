"""Which local receivers does this notifier reach? It claims what goes to them, and leaves what goes to others of their kind."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Sequence

log = logging.getLogger(__name__)


class ServedLanes:
    """``fixed`` are lanes that the settings name; each of ``ask`` names its lanes once it can, and none before."""

    def __init__(self, fixed: Sequence[str] = (), ask: Sequence[Callable[[], Sequence[str]]] = ()) -> None:
        self._served = tuple(fixed)
        self._to_ask = list(ask)
        self._reason = ""

    async def served(self) -> tuple[str, ...]:
        """The lanes that are known by now. Who has answered is asked no more."""
        for ask in tuple(self._to_ask):
            lanes = await asyncio.to_thread(self._asked, ask)
            if lanes:
                self._served += tuple(lanes)
                self._to_ask.remove(ask)
        return self._served

    def _asked(self, ask: Callable[[], Sequence[str]]) -> Sequence[str]:
        try:
            return ask()
        except (sqlite3.Error, OSError) as error:
            if str(error) != self._reason:
                self._reason = str(error)
                log.warning("Own receivers not known yet", extra={"reason": self._reason})
            return ()
