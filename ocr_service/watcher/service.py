"""Run the watcher until it is told to stop: look, wait until files are at rest, take them, look after those in hand."""

from __future__ import annotations

import asyncio
import logging
import signal
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ocr_service.errors import OcrServiceError
from ocr_service.filing.away import WATCHED_AWAY, FolderAway, away, tell_away
from ocr_service.filing.entry import Entry, EntryState, shown
from ocr_service.filing.filer import Filer
from ocr_service.filing.folders import After
from ocr_service.watcher.events import FolderEvents
from ocr_service.watcher.folder import WatchedFolder
from ocr_service.watcher.listing import Seen
from ocr_service.watcher.reconciler import Reconciler
from ocr_service.watcher.settling import Settling
from ocr_service.watcher.taker import Taken, Taker, is_to_be_taken

log = logging.getLogger(__name__)

"""Why nothing can be taken, in the journal; nothing when something can."""

EXIT_STOPPED = 0
_RECONCILE_S = 60.0
_LOOK_AT_JOURNAL_S = 2.0
_LONGEST_WAIT_S = 30.0
_PAUSE_FIRST_S, _PAUSE_LAST_S = 1.0, 30.0


class WatcherService:
    """``in_hand`` files at most are in the queue at a time: the rest waits in the folder, not once more on our disk."""

    def __init__(
        self,
        *,
        folder: WatchedFolder,
        events: FolderEvents,
        settling: Settling,
        taker: Taker,
        reconciler: Reconciler,
        filer: Filer,
        in_hand: int,
        stop: asyncio.Event,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._events = events
        self._settling = settling
        self._taker = taker
        self._reconciler = reconciler
        self._filer = filer
        self._in_hand = in_hand
        self._stop = stop
        self._monotonic_s = monotonic_s
        self._known: Mapping[str, Entry] = {}
        self._begun: Sequence[Entry] = ()
        self._version: tuple[int, int] | None = None
        self._open = 0
        self._reconciled_s = float("-inf")
        self._unreadable: dict[str, Seen] = {}
        self._told_unreadable: dict[str, Seen] = {}
        self.taken = 0

    async def run(self) -> int:
        """Watch until told to stop; returns the process's exit code."""
        # The kernel says by this signal that a file was opened for writing while we looked whether it is.
        signal.signal(signal.SIGIO, signal.SIG_IGN)
        log.info("Watcher started", extra={"path": str(self._filer.folders.watched)})
        pause_s = _PAUSE_FIRST_S
        while not self._stop.is_set():
            why = await self._stepped()
            await asyncio.to_thread(tell_away, self._filer.journal, WATCHED_AWAY, why, log)
            if why:
                await self._rest(pause_s)
                pause_s = min(2 * pause_s, _PAUSE_LAST_S)
            else:
                pause_s = _PAUSE_FIRST_S
                await self._rest(self._wait_s(), hears=True)
        await self._events.close()
        log.info("Watcher stopped", extra={"taken": self.taken})
        return EXIT_STOPPED

    async def _stepped(self) -> str:
        """One step; returns why it could not be made."""
        try:
            await self.step()
        except FolderAway as error:
            self._folder.lose()
            return str(error)
        except OSError as error:
            return str(away(self._filer.folders.watched, error))
        except OcrServiceError as error:
            return error.detail
        except sqlite3.Error as error:
            return f"The journal cannot be written: {error}."
        return ""

    def state(self) -> Mapping[str, Any]:
        """Times and numbers, for whoever asks how it goes."""
        return {
            "last_look_at": self._folder.looked_at,
            "look_ms": round(self._folder.look_s * 1000, 1),
            "events": self._events.is_heard,
            "taken": self.taken,
        }

    async def step(self) -> None:
        """Look, take what is at rest. Raises ``FolderAway``, ``OcrServiceError``, ``OSError``, ``sqlite3.Error``."""
        await self._folder.look()
        # After the look: a file that was moved meanwhile is written down before it moves.
        await asyncio.to_thread(self._read_journal)
        await self._take_again()
        now_s = self._monotonic_s()
        ready = self._settling.look(self._candidates(), now_s)
        for path in ready[: max(0, self._in_hand - self._open)]:
            if self._stop.is_set():
                return
            await self._take(path, self._folder.files()[path])
        if now_s >= self._reconciled_s + _RECONCILE_S:
            await self._reconciler.look()
            self._reconciled_s = now_s
            self._unreadable.clear()  # they are tried again

    def _read_journal(self) -> None:
        journal = self._filer.journal
        version = journal.version()
        if version != self._version:
            self._version = version
            self._known = journal.known(with_done=self._filer.folders.after is After.KEEP)
            self._begun = list(journal.in_state(EntryState.TAKING))
            self._open = sum(
                entry.state.is_open for entry in {each.id: each for each in self._known.values()}.values()
            )

    def _candidates(self) -> Mapping[str, Seen]:
        keeps = self._filer.folders.after is After.KEEP
        return {
            path: seen
            for path, seen in self._folder.files().items()
            if self._unreadable.get(path) != seen
            and is_to_be_taken(self._known.get(path), seen, keeps=keeps)
            and not self._is_retaken(path)
        }

    def _is_retaken(self, path: str) -> bool:
        entry = self._known.get(path)
        return entry is not None and entry.state is EntryState.TAKING

    async def _take_again(self) -> None:
        """Entries that were begun and not brought to the queue: by a kill -9, or because they are to be read anew."""
        for entry in self._begun:
            seen = self._folder.files().get(entry.path)
            if seen is not None and self._unreadable.get(entry.path) == seen:
                continue
            if seen is not None and seen.stamp == entry.stamp:
                await self._take(entry.path, seen, as_it_is=True)
            else:
                log.warning("Watched file gone", extra={"path": shown(entry.path)})
                await asyncio.to_thread(self._filer.journal.forget, entry.id)

    async def _take(self, path: str, seen: Seen, *, as_it_is: bool = False) -> None:
        taken = await self._taker.take(path, seen, as_it_is=as_it_is)
        if taken is Taken.UNFINISHED and self._settling.be_patient(path):
            taken = await self._taker.take(path, seen, as_it_is=True)
        if taken is Taken.TAKEN:
            self.taken += 1
            self._open += 1
        elif taken is Taken.UNREADABLE:
            self._unreadable[path] = seen
            self._tell_unreadable(path, seen)
        elif taken in (Taken.IN_HANDS, Taken.GONE):
            self._settling.begin_anew(path)
            self._folder.look_soon()

    def _tell_unreadable(self, path: str, seen: Seen) -> None:
        if self._told_unreadable.get(path) != seen:
            self._told_unreadable[path] = seen
            reason = "it cannot be read by the service"
            log.warning("Watched entry refused", extra={"path": shown(path), "reason": reason})

    def _wait_s(self) -> float:
        """Until something may be due: a file at rest, a look, news in the journal."""
        waits = [self._folder.wait_s(), _LONGEST_WAIT_S]
        rest_s = self._settling.wait_s(self._monotonic_s())
        if rest_s is not None:
            waits.append(rest_s)
        if self._open:
            waits.append(_LOOK_AT_JOURNAL_S)
        return max(0.02, min(waits))

    async def _rest(self, seconds: float, *, hears: bool = False) -> None:
        waits = [asyncio.create_task(self._stop.wait())]
        if hears:
            waits.append(asyncio.create_task(self._events.news.wait()))
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


def stop_on_signals(stop: asyncio.Event) -> None:
    """SIGTERM and SIGINT (Ctrl+C) ask for the end."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
