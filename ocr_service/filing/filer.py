"""File the results of a document under names of their own, then do with its file what the settings say; any part may be repeated."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from ocr_service.domain.document import PAGES_FILE, TEXT_FILE, parts_in
from ocr_service.domain.file_store import FileStore, StoredFile
from ocr_service.domain.status import Output
from ocr_service.domain.task import Task
from ocr_service.filing.away import away, require_folder
from ocr_service.filing.entry import Entry, EntryState
from ocr_service.filing.folders import EXTENSIONS, After, Conflict, Folders, inner
from ocr_service.filing.journal import Journal
from ocr_service.filing.laying import lay, make_folders, remove_unfinished
from ocr_service.filing.names import choices, named, stem
from ocr_service.filing.piles import LOST, Piles
from ocr_service.filing.result_file import TellPage, json_pieces
from ocr_service.filing.sources import Sources

_MOST_RIVALS = 5


class ResultGone(Exception):
    """The result is not in the store any more: its document must be read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A document that was read: its task, the stored head of its result, and the head as callers are told it."""

    task: Task
    stored: Mapping[str, Any]
    told: Mapping[str, Any]


class Filer:
    """Methods block. Raise ``FolderAway`` when a folder cannot be used now, ``ResultGone``, ``sqlite3.Error``."""

    def __init__(self, folders: Folders, journal: Journal, store: FileStore, tell_page: TellPage) -> None:
        self.folders = folders
        self.journal = journal
        self._store = store
        self._tell_page = tell_page
        self._sources = Sources(folders, journal)
        self._piles = Piles(folders, journal, store, self._sources)

    def file(self, entry: Entry, read: Read) -> Entry:
        """Lay down what was read of an entry. One that ended, or was dropped, stays as it is."""
        require_folder(self.folders.results, self.journal)
        require_folder(self.folders.watched, self.journal)
        if entry.is_part:
            with _named(self.folders.watched):
                return self._piles.file(entry, lambda part: self._laid_named(part, read))
        entry = self.journal.entry(entry.id) or entry
        if not entry.state.is_open:
            return entry
        if parts := parts_in(read.told):
            return self.journal.divide(entry, [part.task_id for part in parts])
        entry = self._laid_named(entry, read)
        with _named(self.folders.watched):
            return self._sources.finish(entry)

    def fail(self, entry: Entry, code: str, reason: str, task: Task | None = None) -> Entry:
        """Set the file of an entry apart, or let the next password be tried; of a part the pages that its ``task`` has."""
        require_folder(self.folders.watched, self.journal)
        if entry.is_part:
            with _named(self.folders.watched):
                return self._piles.fail(entry, task, code, reason)
        entry = self.journal.entry(entry.id) or entry
        if not entry.state.is_open or entry.state is EntryState.DIVIDED:
            return entry
        if self.folders.after is After.KEEP:
            require_folder(self.folders.results, self.journal)
        if code in ("PASSWORD_REQUIRED", "PASSWORD_WRONG"):
            if entry.password_index < len(self.folders.passwords_of(entry.path)):
                return self.journal.again(entry, password_index=entry.password_index + 1)
            reason = f"{reason} Put it into a text file beside it, named like the file with .password behind."
        with _named(self.folders.watched):
            return self._sources.fail(entry, code, reason)

    def again(self, entry: Entry) -> Entry:
        """Its result is gone: let its file be taken anew, unless it reached its end before. A part is set apart."""
        if entry.is_part:
            return self.fail(entry, *LOST)
        entry = self.journal.entry(entry.id) or entry
        return self.journal.again(entry) if entry.state.is_open else entry

    def close_pile(self, pile: Entry) -> Entry | None:
        """End a pile whose parts have their ends; None while they have not."""
        require_folder(self.folders.watched, self.journal)
        with _named(self.folders.watched):
            return self._piles.close(pile.id)

    def skip(self, entry: Entry, earlier: Entry) -> Entry:
        """Do nothing with a file whose content was filed before, but treat it as one that is done, with a text that says so."""
        require_folder(self.folders.watched, self.journal)
        with _named(self.folders.watched):
            return self._sources.skip(entry, earlier)

    def forget_gone(self, entry: Entry) -> bool:
        """Forget a file that failed and is not there any more; True when it was."""
        with _named(self.folders.watched):
            return self._sources.forget_gone(entry)

    # -- laying results down -----------------------------------------------------------------------

    def _laid_named(self, entry: Entry, read: Read) -> Entry:
        with _named(self.folders.results):
            return self._laid(entry, read)

    def _laid(self, entry: Entry, read: Read) -> Entry:
        extensions = tuple(EXTENSIONS[output] for output in self._outputs(read))
        base = named(self.folders.template, values_of(entry, read))
        is_suffixed = self.folders.conflict is Conflict.SUFFIX
        for _ in range(_MOST_RIVALS):
            entry = self.journal.plan(
                entry, choices(base, extensions, is_suffixed=is_suffixed), self._is_free
            )
            try:
                self._lay_all(entry, read)
            except FileExistsError:
                # Somebody put a file of that name there since it was chosen.
                entry = self.journal.unplan(entry)
                continue
            return entry
        raise FileExistsError(errno.EEXIST, f"{base} is taken again and again")

    def _outputs(self, read: Read) -> list[Output]:
        """What was asked for and could be made; the text where that is nothing."""
        return [output for output in self.folders.outputs if output in made_of(read)] or [Output.TEXT]

    def _is_free(self, name: str) -> bool:
        if self.folders.conflict is Conflict.OVERWRITE:
            return True
        path = self.folders.results / name
        return not (path.exists() or path.is_symlink())

    def _lay_all(self, entry: Entry, read: Read) -> None:
        for name in entry.names:
            # The longest ending counts: .pdfa.pdf is no .pdf.
            endings = [
                (len(ending), output) for output, ending in EXTENSIONS.items() if name.endswith(ending)
            ]
            output = max(endings)[1]
            if output in made_of(read):
                self._lay(entry, read, self.folders.results / name, output)

    def _lay(self, entry: Entry, read: Read, target: Path, output: Output) -> None:
        make_folders(self.folders.results, target.parent, self.folders.ownership)
        overwrites = self.folders.conflict is Conflict.OVERWRITE
        with self._pieces(read, output) as pieces:
            lay(pieces, target, entry.id, self.folders.ownership, overwrites=overwrites)
        remove_unfinished(target.parent, entry.id)

    @contextmanager
    def _pieces(self, read: Read, output: Output) -> Iterator[Iterator[bytes]]:
        if output is Output.JSON:
            with self._opened(read, TEXT_FILE) as text, self._opened(read, PAGES_FILE) as pages:
                yield json_pieces(told_in_file(read), text, pages, self._tell_page)
            return
        name = TEXT_FILE if output is Output.TEXT else str(read.stored["outputs"][output.value])
        with self._opened(read, name) as file:
            yield file.pieces()

    @contextmanager
    def _opened(self, read: Read, name: str) -> Iterator[StoredFile]:
        stored = self._store.open_output(read.task.id, read.task.token, name)
        if stored is None:
            raise ResultGone
        try:
            yield stored
        finally:
            stored.close()


def made_of(read: Read) -> set[str]:
    """The renderings that there are of a document."""
    return {Output.TEXT, Output.JSON, *read.stored.get("outputs", {})}


def told_in_file(read: Read) -> dict[str, Any]:
    """The head of the result as its file has it."""
    head = {name: value for name, value in read.told.items() if name not in ("text", "outputs")}
    return {"task_id": read.task.id, "filename": read.task.filename, **head}


def values_of(entry: Entry, read: Read) -> dict[str, str]:
    """What is known of a document for its name; of one without a date it is the day on which its file was written."""
    fields: Mapping[str, Any] = read.told.get("fields", {})
    found = _value(fields, "date")
    written = datetime.fromtimestamp(entry.stamp.mtime_ns / 1e9).astimezone()
    day = found if _is_day(found) else written.strftime("%Y-%m-%d")
    folder = str(PurePosixPath(inner(entry.path)).parent)
    return {
        "name": stem(read.task.filename if entry.is_part else entry.path),
        "folder": "" if folder == "." else folder,
        "date": day,
        "year": day[:4],
        "month": day[5:7],
        "day": day[8:10],
        "sender": _value(fields, "sender"),
        "title": _value(fields, "title"),
        "category": str(read.told.get("category", "")),
        "total": _value(fields, "total"),
        "owner": read.task.owner,
    }


def _value(fields: Mapping[str, Any], name: str) -> str:
    fact = fields.get(name)
    fact = fact[0] if isinstance(fact, list) and fact else fact
    value = fact.get("value") if isinstance(fact, Mapping) else None
    return str(value) if isinstance(value, (str, int, float)) else ""


def _is_day(text: str) -> bool:
    if len(text) != len("2026-11-28"):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@contextmanager
def _named(folder: Path) -> Iterator[None]:
    """Turn an error of the system within the block into ``FolderAway``."""
    try:
        yield
    except OSError as error:
        raise away(folder, error) from error
