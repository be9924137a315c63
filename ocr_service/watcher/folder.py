"""The watched folder as it was last seen: looked at where something changed, and all of it now and then."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping

from ocr_service.clock import iso_from_ms
from ocr_service.filing.away import away, require_folder
from ocr_service.filing.entry import shown
from ocr_service.filing.filer import Filer
from ocr_service.watcher.events import FolderEvents
from ocr_service.watcher.listing import Listing, Seen, list_folder

log = logging.getLogger(__name__)

_REST_SHARE = 50
"""A look that took a second is followed by fifty without one: looking costs at most 2 % of a core."""


class WatchedFolder:
    """``poll_s`` is the pause between looks where no events come, ``rescan_s`` where they do."""

    def __init__(
        self,
        filer: Filer,
        events: FolderEvents,
        *,
        poll_s: float,
        rescan_s: float,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.listing = Listing()
        self.look_s = 0.0
        self.looked_at = ""
        self._filer = filer
        self._root = filer.folders.watched
        self._events = events
        self._poll_s = poll_s
        self._rescan_s = rescan_s
        self._monotonic_s = monotonic_s
        self._next_look_s = 0.0
        self._is_heard_of = False

    async def look(self) -> bool:
        """Look where it is time to; True when something was looked at. Raises ``FolderAway``, ``sqlite3.Error``."""
        await self._listen()
        changed = self._events.changed()
        now_s = self._monotonic_s()
        if now_s >= self._next_look_s:
            changed = {""}
        if not changed:
            return False
        # Before the look: what changes during it is told once more.
        await asyncio.to_thread(require_folder, self._root, self._filer.journal)
        for folder in outermost(changed):
            await self._look_at(folder)
        self.looked_at = iso_from_ms(time.time_ns() // 1_000_000)
        if "" in changed:
            self.look_s = self._monotonic_s() - now_s
            pause_s = self._rescan_s if self._events.is_heard else self._poll_s
            self._next_look_s = self._monotonic_s() + max(pause_s, _REST_SHARE * self.look_s)
        return True

    def wait_s(self) -> float:
        """Seconds until the next look at all of it."""
        return max(0.0, self._next_look_s - self._monotonic_s())

    def look_soon(self) -> None:
        """Look at all of it at the next call."""
        self._next_look_s = 0.0

    def files(self) -> Mapping[str, Seen]:
        """What may be taken, as it was last seen."""
        return self.listing.files

    async def _listen(self) -> None:
        if not self._is_heard_of or self._events.is_stale():
            await asyncio.to_thread(require_folder, self._root, self._filer.journal)
            self._is_heard_of = True
            await self._events.listen()
            self.look_soon()

    async def _look_at(self, folder: str) -> None:
        try:
            fresh = await asyncio.to_thread(list_folder, self._root, folder)
        except OSError as error:
            raise away(self._root, error) from error
        for path, reason in fresh.refused.items():
            if self.listing.refused.get(path) != reason:
                log.warning("Watched entry refused", extra={"path": shown(path), "reason": reason})
        self.listing.replace_below(folder, fresh)

    def lose(self) -> None:
        """It is away: nothing is known of it, and events must be asked for anew."""
        self.listing = Listing()
        self._is_heard_of = False
        self._next_look_s = self._monotonic_s() + self._poll_s


def outermost(folders: set[str]) -> set[str]:
    """Of folders within one another the outer ones alone."""
    if "" in folders:
        return {""}
    return {each for each in folders if not any(each.startswith(f"{other}/") for other in folders)}
