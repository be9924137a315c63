"""What is remembered of a file that was taken from a watched folder, and the address at which its end is told."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, unquote_to_bytes, urlsplit

from ocr_service.domain.notification import FOLDER_SCHEME


class EntryState(StrEnum):
    """TAKING before the queue has it, TAKEN while it is read, FILING while its results are laid down, DIVIDED while its parts are.

    DONE and FAILED are its ends; a DROPPED entry was taken again under another id.
    """

    TAKING = "TAKING"
    TAKEN = "TAKEN"
    FILING = "FILING"
    DIVIDED = "DIVIDED"
    DONE = "DONE"
    FAILED = "FAILED"
    DROPPED = "DROPPED"

    @property
    def is_open(self) -> bool:
        """True while something is still to be done for it."""
        return self in OPEN_STATES


OPEN_STATES = (EntryState.TAKING, EntryState.TAKEN, EntryState.FILING, EntryState.DIVIDED)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which version of a file it is: bytes, and time of the last change in nanoseconds."""

    size: int
    mtime_ns: int

    @classmethod
    def of(cls, status: os.stat_result) -> Stamp:
        """The stamp in what ``stat`` says."""
        return cls(status.st_size, status.st_mtime_ns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One version of one file. Paths are relative to the watched folder, ``names`` to that of the results.

    ``password_index`` counts the passwords that did not open it. ``moved_to`` is where the file itself goes when
    its end is reached, written down before it goes.
    """

    id: str
    path: str
    stamp: Stamp
    state: EntryState = EntryState.TAKING
    sha256: str = ""
    task_id: str = ""
    password_index: int = 0
    names: tuple[str, ...] = ()
    moved_to: str = ""
    code: str = ""
    detail: str = ""
    changed_ms: int = 0

    @property
    def is_part(self) -> bool:
        """True for a document out of a pile that was parted at separator sheets; it has a row beside that of the pile."""
        return "." in self.id

    @property
    def pile_id(self) -> str:
        """The entry of the file itself."""
        return self.id.partition(".")[0]


def part_entry_id(pile_id: str, number: int) -> str:
    """The entry of a part."""
    return f"{pile_id}.{number}"


ANY_FOLDER = "watch"
"""Stands in place of a journal's identity in what was taken by a version that knew of one folder alone."""


def lane_of(journal: str) -> str:
    """The lane of the outbox in which the ends of a journal's entries wait."""
    return f"{FOLDER_SCHEME}{journal}"


def target_of(entry: Entry, journal: str) -> str:
    """The callback under which the outbox tells of its end, with the journal's identity: another machine may watch a folder, too.

    It holds enough to file the results without the journal.
    """
    path = quote(os.fsencode(entry.path), safe="")
    return f"{lane_of(journal)}/{entry.id}?path={path}&size={entry.stamp.size}&mtime={entry.stamp.mtime_ns}"


def entry_of(target: str) -> Entry:
    """The entry as it was when it was taken. Raises ``ValueError`` for what ``target_of`` did not write."""
    parts = urlsplit(target)
    said = dict(each.partition("=")[::2] for each in parts.query.split("&"))
    if not said.keys() >= {"path", "size", "mtime"}:
        raise ValueError(f"{target!r} names no file.")
    stamp, entry_id = Stamp(int(said["size"]), int(said["mtime"])), parts.path.strip("/")
    return Entry(
        id=part_entry_id(entry_id, int(said["part"])) if "part" in said else entry_id,
        path=os.fsdecode(unquote_to_bytes(said["path"])),
        stamp=stamp,
        state=EntryState.TAKEN,
    )


def shown(path: str) -> str:
    """A path that logs, tables and texts can hold, whatever bytes its name has."""
    return os.fsencode(path).decode("utf-8", "replace")
