"""How the watched folder stands, for whoever asks the service; and forgetting what its journal knows of an owner."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ocr_service.filing.away import RESULTS_AWAY, WATCHED_AWAY
from ocr_service.filing.entry import EntryState
from ocr_service.filing.journal import Journal


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedNumbers:
    """``away`` says why a folder cannot be used now; empty while both can."""

    in_hand: int
    failed: int
    away: str = ""


class OpenJournal:
    """A journal that others write to, opened once and kept open, from any thread.

    A service is asked for its readiness every half minute while its disk is to sleep, and root's SQLite writes to the disk each time it
    opens a file, even to read (``findings/sqlite-of-root-writes-when-it-only-reads.sh``). The methods raise ``sqlite3.Error`` and ``OSError``.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._journal: Journal | None = None
        self._opened_inode = 0

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._close()

    def numbers(self) -> WatchedNumbers:
        """What the journal says; of one that nobody has begun, nothing."""
        with self._looked_into() as journal:
            if journal is None:
                return WatchedNumbers(in_hand=0, failed=0)
            counts = journal.counts()
            away = journal.fact(WATCHED_AWAY) or journal.fact(RESULTS_AWAY)
        in_hand = sum(number for state, number in counts.items() if state.is_open)
        return WatchedNumbers(in_hand=in_hand, failed=counts.get(EntryState.FAILED, 0), away=away)

    def forget_owner(self, owner: str, owner_of: Callable[[str], str]) -> int:
        """Remove what is remembered of an owner's files that reached their end; returns how many. ``owner_of`` knows whose a path is.

        Files under way reach their end first: their tasks are gone, and they are set apart.
        """
        with self._looked_into() as journal:
            if journal is None:
                return 0
            ended = journal.in_state(EntryState.DONE, EntryState.FAILED, EntryState.DROPPED)
            his = [entry.id for entry in ended if owner_of(entry.path) == owner]
            for entry_id in his:
                journal.forget(entry_id)
            journal.shrink_log()
        return len(his)

    @contextmanager
    def _looked_into(self) -> Iterator[Journal | None]:
        """The journal; None before there is one. After a failure it is opened anew, as it is when another file took its place."""
        with self._lock:
            try:
                yield self._opened()
            except (sqlite3.Error, OSError):
                self._close()
                raise

    def _opened(self) -> Journal | None:
        inode = self._path.stat().st_ino if self._path.exists() else 0
        if inode != self._opened_inode:
            self._close()
        if inode and self._journal is None:
            self._journal, self._opened_inode = Journal(self._path), inode
        return self._journal

    def _close(self) -> None:
        if self._journal is not None:
            self._journal.close()
        self._journal, self._opened_inode = None, 0
