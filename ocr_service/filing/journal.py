"""Remember what was taken from the watched folder and what became of it, so that kill -9 of anything doubles nothing.

A SQLite file beside the documents, on the service's own disk: watcher and notifier write to it, each change is durable
before what it stands for is done (decision 0090).
"""

from __future__ import annotations

import os
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from ocr_service.clock import Clock, SystemClock
from ocr_service.filing.entry import OPEN_STATES, Entry, EntryState, Stamp, part_entry_id
from ocr_service.filing.journal_rows import COLUMN_COUNT, COLUMNS, SCHEMA, entry_in, row_of

BUSY_S = 10.0
_MOST_ENDED = 100_000
_IDENTITY = "identity"
_OPEN = f"({', '.join(repr(state.value) for state in OPEN_STATES)})"

Names = tuple[str, ...]


class Journal:
    """All methods block and may be called from any thread. Raises ``sqlite3.Error`` when its disk fails or is full."""

    def __init__(self, path: Path, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._lock = threading.RLock()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._base = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            self._base.execute(f"PRAGMA {pragma}")
        self._base.executescript(SCHEMA)
        self.identity = self._identity()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._base.close()

    # -- what the watcher writes -------------------------------------------------------------------

    def begin(self, path: str, stamp: Stamp, *, password_index: int = 0) -> Entry:
        """A new entry, TAKING, or the one that this version of the file has already while it is open."""
        with self._change():
            found = self._one(
                f"path = ? AND size = ? AND mtime_ns = ? AND state IN {_OPEN}",
                os.fsencode(path),
                stamp.size,
                stamp.mtime_ns,
            )
            if found:
                return found
            entry = Entry(id=uuid.uuid4().hex, path=path, stamp=stamp, password_index=password_index)
            return self._put(entry)

    def taken(self, entry_id: str, task_id: str, sha256: str) -> None:
        """The queue has it. Changes nothing of an entry that went on meanwhile, but what it holds."""
        with self._change():
            entry = self.entry(entry_id)
            if entry:
                state = EntryState.TAKEN if entry.state is EntryState.TAKING else entry.state
                self._put(replace(entry, state=state, task_id=task_id, sha256=sha256))

    def again(self, entry: Entry, *, password_index: int | None = None) -> Entry:
        """Drop an entry, so that its file is taken anew under the one that is returned."""
        index = entry.password_index if password_index is None else password_index
        with self._change():
            self._put(replace(entry, state=EntryState.DROPPED))
            self._release(entry.id)
            return self.begin(entry.path, entry.stamp, password_index=index)

    # -- what is written where its results are filed -----------------------------------------------

    def remember(self, entry: Entry) -> Entry:
        """Write down what became of it; an entry that ended gives back the names that were kept for it."""
        with self._change():
            if not entry.state.is_open:
                self._release(entry.id)
            return self._put(entry)

    def plan(self, entry: Entry, choices: Iterable[Names], is_free: Callable[[str], bool]) -> Entry:
        """Choose the first names that nobody has, here or in the folder, and keep them for this entry.

        An entry that has its names already keeps them: that is what makes a delivery repeatable.
        """
        with self._change():
            known = self.entry(entry.id)
            if known and known.state is EntryState.FILING:
                return known
            names = self._reserved(entry.id, choices, is_free)
            return self._put(replace(known or entry, state=EntryState.FILING, names=names))

    def plan_move(self, entry: Entry, choices: Iterable[str], is_free: Callable[[str], bool]) -> Entry:
        """Likewise where its file goes: another file of that name may be on its way there."""
        with self._change():
            places = (("/" + place,) for place in choices)
            (place,) = self._reserved(entry.id, places, lambda name: is_free(name[1:]))
            return self._put(replace(entry, moved_to=place[1:]))

    def unplan(self, entry: Entry) -> Entry:
        """Give back its names: somebody else has put a file there."""
        with self._change():
            self._release(entry.id)
            return self._put(replace(entry, state=EntryState.TAKEN, names=()))

    def divide(self, entry: Entry, task_ids: Sequence[str]) -> Entry:
        """It is a pile: each part is an entry beside it, TAKEN, with the task that reads it. Repeated it changes nothing."""
        with self._change():
            for number, task_id in enumerate(task_ids, start=1):
                part = replace(
                    entry,
                    id=part_entry_id(entry.id, number),
                    state=EntryState.TAKEN,
                    task_id=task_id,
                    sha256="",
                )
                if self.entry(part.id) is None:
                    self._put(part)
            return self._put(replace(entry, state=EntryState.DIVIDED))

    def parts(self, pile_id: str) -> Sequence[Entry]:
        """What is known of the parts of a pile, in their order."""
        with self._lock:
            rows = self._base.execute(
                f"SELECT {COLUMNS} FROM entries WHERE id > ? AND id < ?",  # noqa: S608
                (f"{pile_id}.", f"{pile_id}/"),
            ).fetchall()
        return sorted(map(entry_in, rows), key=lambda entry: int(entry.id.rpartition(".")[2]))

    # -- looking -----------------------------------------------------------------------------------

    def entry(self, entry_id: str) -> Entry | None:
        """One of them."""
        return self._one("id = ?", entry_id)

    def known(self, *, with_done: bool) -> Mapping[str, Entry]:
        """The latest entry of each path; those that are done only where their files stay, as they may be very many."""
        passed_over = "('DROPPED')" if with_done else "('DROPPED', 'DONE')"
        with self._lock:
            rows = self._base.execute(
                f"SELECT {COLUMNS} FROM entries WHERE state NOT IN {passed_over} ORDER BY changed_ms, rowid"  # noqa: S608
            )
            known = dict[str, Entry]()
            for entry in map(entry_in, rows):
                # A part has a file of its own only where it failed.
                if not entry.is_part or entry.state is EntryState.FAILED:
                    known[entry.path] = entry
                if entry.state.is_open and entry.moved_to:
                    # It is on its way there.
                    known[entry.moved_to] = entry
            return known

    def version(self) -> tuple[int, int]:
        """Changes when anybody changed the journal."""
        with self._lock:
            (others,) = self._base.execute("PRAGMA data_version").fetchone()
            return others, self._base.total_changes

    def in_state(self, *states: EntryState) -> Iterator[Entry]:
        """Entries in these states, the oldest first."""
        marks = ", ".join("?" * len(states))
        with self._lock:
            rows = self._base.execute(
                f"SELECT {COLUMNS} FROM entries WHERE state IN ({marks}) ORDER BY changed_ms, rowid",  # noqa: S608
                [state.value for state in states],
            ).fetchall()
        yield from map(entry_in, rows)

    def same_content(self, sha256: str, other_than: str) -> Entry | None:
        """The latest file with the same bytes whose results were filed."""
        return self._one("sha256 = ? AND state = 'DONE' AND names != '[]' AND id != ?", sha256, other_than)

    def counts(self) -> Mapping[EntryState, int]:
        """How many entries are in each state."""
        with self._lock:
            rows = self._base.execute(
                "SELECT state, count(*) FROM entries WHERE instr(id, '.') = 0 OR state = 'FAILED' GROUP BY state"
            ).fetchall()
        return {EntryState(state): number for state, number in rows}

    def trim(self) -> int:
        """Forget the oldest of the entries that ended, and those that were dropped; returns how many."""
        with self._change():
            ended = self._base.execute(
                "DELETE FROM entries WHERE rowid IN (SELECT rowid FROM entries WHERE state IN ('DONE', 'DROPPED')"
                " ORDER BY changed_ms DESC LIMIT -1 OFFSET ?)",
                (_MOST_ENDED,),
            )
            return ended.rowcount

    def forget(self, entry_id: str) -> None:
        """Remove an entry whose file is gone."""
        with self._change():
            self._release(entry_id)
            self._base.execute("DELETE FROM entries WHERE id = ?", (entry_id,))

    def shrink_log(self) -> None:
        """Empty the log of changes, which holds what was forgotten, too; in the file it is overwritten (``secure_delete``)."""
        with self._lock:
            self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # -- the folders themselves --------------------------------------------------------------------

    def fact(self, name: str) -> str:
        """Something that is remembered of the folders; empty when nothing is."""
        with self._lock:
            row = self._base.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_fact(self, name: str, value: str) -> bool:
        """Remember it; True when it is news. Nothing is written otherwise."""
        if self.fact(name) == value:
            return False
        with self._change():
            if value:
                self._base.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))
            else:
                self._base.execute("DELETE FROM facts WHERE name = ?", (name,))
        return True

    def _identity(self) -> str:
        """Which journal it is among those of several machines; the first who opens it says so."""
        if not self.fact(_IDENTITY):
            with self._change():
                self._base.execute("INSERT OR IGNORE INTO facts VALUES (?, ?)", (_IDENTITY, uuid.uuid4().hex))
        return self.fact(_IDENTITY)

    # -- SQL ---------------------------------------------------------------------------------------

    @contextmanager
    def _change(self) -> Iterator[None]:
        """A transaction; within another one a part of it."""
        with self._lock:
            if self._base.in_transaction:
                yield
                return
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    def _put(self, entry: Entry) -> Entry:
        entry = replace(entry, changed_ms=self._clock.now_ms())
        self._base.execute(
            f"INSERT OR REPLACE INTO entries ({COLUMNS}) VALUES ({', '.join('?' * COLUMN_COUNT)})",  # noqa: S608
            row_of(entry),
        )
        return entry

    def _one(self, where: str, *values: Any) -> Entry | None:
        with self._lock:
            row = self._base.execute(
                f"SELECT {COLUMNS} FROM entries WHERE {where} ORDER BY changed_ms DESC, rowid DESC LIMIT 1",  # noqa: S608
                values,
            ).fetchone()
        return entry_in(row) if row else None

    def _reserved(self, entry_id: str, choices: Iterable[Names], is_free: Callable[[str], bool]) -> Names:
        """The first of the choices that nobody has, kept for this entry; none where there is none."""
        for names in choices:
            if all(not self._is_reserved(name, entry_id) and is_free(name) for name in names):
                rows = [(_folded(name), entry_id) for name in names]
                self._base.executemany("INSERT OR IGNORE INTO reserved VALUES (?, ?)", rows)
                return names
        return ()

    def _is_reserved(self, name: str, entry_id: str) -> bool:
        """Names that differ in case alone are one on many shares."""
        row = self._base.execute("SELECT id FROM reserved WHERE name = ?", (_folded(name),)).fetchone()
        return row is not None and row[0] != entry_id

    def _release(self, entry_id: str) -> None:
        self._base.execute("DELETE FROM reserved WHERE id = ?", (entry_id,))


def _folded(name: str) -> bytes:
    return os.fsencode(name.casefold())
