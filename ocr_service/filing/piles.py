"""File the parts of a pile that was parted at separator sheets, and end its file when the last of them has its end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import PurePosixPath

from ocr_service.domain.file_store import FileStore, StoredFile
from ocr_service.domain.task import Task
from ocr_service.filing.entry import Entry, EntryState
from ocr_service.filing.folders import After, Folders
from ocr_service.filing.journal import Journal
from ocr_service.filing.sources import Sources

LOST = ("RESULT_EXPIRED", "Its task, or its result, was removed before it could be filed.")


class PileNotKnown(Exception):
    """A part was told before the pile that it is of: it has to be told again in a moment."""


class Piles:
    """Each part is an entry of its own; methods may be repeated, by several deliveries at a time. Raise as ``Filer`` does."""

    def __init__(self, folders: Folders, journal: Journal, store: FileStore, sources: Sources) -> None:
        self._folders = folders
        self._journal = journal
        self._store = store
        self._sources = sources
        # The last two parts may reach their ends at once, and one of them ends the pile.
        self._closing = threading.Lock()

    def file(self, part: Entry, lay: Callable[[Entry], Entry]) -> Entry:
        """Lay down what was read of a part, by ``lay``."""
        return self._ended(part, lambda known: replace(lay(known), state=EntryState.DONE, code="", detail=""))

    def fail(self, part: Entry, task: Task | None, code: str, reason: str) -> Entry:
        """Set the pages of a part apart as a file of its own, with a text that says why."""
        return self._ended(part, lambda known: self._apart(replace(known, code=code, detail=reason), task))

    def close(self, pile_id: str) -> Entry | None:
        """Do with the pile's own file what its parts' ends say, once all have theirs; None while they have not."""
        with self._closing:
            pile, parts = self._journal.entry(pile_id), self._journal.parts(pile_id)
            if (
                pile is None
                or pile.state is not EntryState.DIVIDED
                or any(part.state.is_open for part in parts)
            ):
                return None
            pile = replace(pile, names=tuple(name for part in parts for name in part.names))
            lost = [part for part in parts if part.state is EntryState.FAILED and part.path == pile.path]
            if lost:
                return self._sources.fail(pile, lost[0].code, _why(lost, pile.names))
            return self._sources.finish(pile)

    def _ended(self, part: Entry, end: Callable[[Entry], Entry]) -> Entry:
        known, pile = self._journal.entry(part.id), self._journal.entry(part.pile_id)
        if known is None:
            if pile is not None and pile.state.is_open:
                raise PileNotKnown
            # Its file was taken anew, or set aside: another reading counts.
            return replace(part, state=EntryState.DROPPED)
        if known.state.is_open and pile is not None and pile.state.is_open:
            known = self._journal.remember(end(known))
        self.close(part.pile_id)
        return known

    def _apart(self, part: Entry, task: Task | None) -> Entry:
        """Where files are kept the pile is there to look at; so it is where nobody has the part's pages any more."""
        failed = replace(part, state=EntryState.FAILED)
        if task is None or self._folders.after is After.KEEP:
            return failed
        file = self._store.open_source(task.file_path) if task.file_path else None
        if file is None:
            return failed
        with closing(file):
            return self._laid_apart(part, file, task.filename)

    def _laid_apart(self, part: Entry, file: StoredFile, filename: str) -> Entry:
        path = str(PurePosixPath(part.path).with_name(PurePosixPath(filename).name))
        return self._sources.set_apart(part, path, file.size, file.pieces)


def _why(lost: Sequence[Entry], names: Sequence[str]) -> str:
    """What became of the parts, for the text beside the pile."""
    said = [f"Part {part.id.rpartition('.')[2]} could not be read: {part.detail}" for part in lost]
    if names:
        said.append(f"The others were read: {', '.join(names)}.")
    return " ".join(said)
