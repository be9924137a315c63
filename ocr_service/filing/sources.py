"""What becomes of the files themselves: moved, kept or deleted once their results are durable; set apart, with a reason, when they fail."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path, PurePosixPath

from ocr_service.filing.entry import Entry, EntryState, Stamp, shown
from ocr_service.filing.folders import (
    DONE_FOLDER,
    FAILED_FOLDER,
    NOTE_SUFFIX,
    PASSWORD_SUFFIX,
    After,
    Folders,
    inner,
)
from ocr_service.filing.journal import Journal
from ocr_service.filing.laying import (
    TEMPORARY,
    Ownership,
    lay,
    make_folders,
    move_new,
    remove_unfinished,
    sync_folder,
)

_PIECE_BYTES = 256 * 1024


class Sources:
    """Each step is written down before it is taken, so that whoever comes after a kill -9 goes on where it ended.

    A file that was replaced meanwhile is another document: it stays where it is, and is taken in its turn.
    Methods block and raise ``OSError`` of the watched folder.
    """

    def __init__(self, folders: Folders, journal: Journal) -> None:
        self._folders = folders
        self._journal = journal

    def finish(self, entry: Entry) -> Entry:
        """Its results are durable: do with it what the settings say."""
        if self._folders.after is After.MOVE:
            entry = self._move(entry, f"{DONE_FOLDER}/{inner(entry.path)}")
        elif self._folders.after is After.DELETE:
            hidden = PurePosixPath(entry.path).with_name(f"{TEMPORARY}{entry.id}-deleted")
            entry = self._move(entry, str(hidden))
            if entry.moved_to:
                self._at(entry.moved_to).unlink(missing_ok=True)
        self._clear_beside(entry)
        return self._journal.remember(replace(entry, state=EntryState.DONE, code="", detail=""))

    def fail(self, entry: Entry, code: str, reason: str) -> Entry:
        """Set it apart with a text that says why; where files are kept, the text goes to the results."""
        entry = replace(entry, code=code, detail=reason)
        is_apart = self._folders.after is After.KEEP or entry.path.startswith(f"{FAILED_FOLDER}/")
        moved = entry if is_apart else self._move(entry, f"{FAILED_FOLDER}/{entry.path}")
        ended = replace(moved, state=EntryState.FAILED, path=moved.moved_to or moved.path, moved_to="")
        if self.is_there(ended):
            self._write_note(ended)
        return self._journal.remember(ended)

    def set_apart(self, part: Entry, path: str, size: int, pieces: Callable[[], Iterable[bytes]]) -> Entry:
        """Lay the pages of a part down among what failed, as a file that is known before it is there, with a text that says why."""
        part = replace(part, stamp=Stamp(size, part.stamp.mtime_ns))
        wanted = path if path.startswith(f"{FAILED_FOLDER}/") else f"{FAILED_FOLDER}/{path}"
        while not part.moved_to or not self._is_laid(part, pieces()):
            part = self._journal.plan_move(part, _numbered(wanted), self._is_free)
        ended = replace(part, state=EntryState.FAILED, path=part.moved_to, moved_to="")
        self._write_note(ended)
        return ended

    def _is_laid(self, part: Entry, pieces: Iterable[bytes]) -> bool:
        """Lay the pages down where they are to be; False when somebody else has put a file there."""
        target = self._at(part.moved_to)
        make_folders(self._folders.watched, target.parent, self._folders.ownership)
        owner, time_ns = self._folders.ownership, part.stamp.mtime_ns
        try:
            lay(pieces, target, part.id, owner, overwrites=False, mtime_ns=time_ns)
        except FileExistsError:
            return False
        finally:
            remove_unfinished(target.parent, part.id)
        return True

    def skip(self, entry: Entry, earlier: Entry) -> Entry:
        """Its content was filed before: it goes where it would go, with a text that names the earlier file."""
        ended = self.finish(entry)
        if self._folders.after is After.MOVE and ended.moved_to:
            note = self._at(f"{ended.moved_to}{NOTE_SUFFIX}")
            text = duplicate_text(ended, earlier)
            lay([text.encode()], note, ended.id, self._folders.ownership, overwrites=True)
        return ended

    def is_there(self, entry: Entry) -> bool:
        """True while this version of the file lies where it was taken from."""
        return self._stamp_at(entry.path) == entry.stamp

    def forget_gone(self, entry: Entry) -> bool:
        """Forget a file that failed and was taken away since, and what was said of it."""
        if self._stamp_at(entry.path) is not None:
            return False
        self._note_of(entry.path).unlink(missing_ok=True)
        self._journal.forget(entry.id)
        return True

    # -- moving ------------------------------------------------------------------------------------

    def _move(self, entry: Entry, wanted: str) -> Entry:
        """Move the file of this version to ``wanted``, or beside it; ``moved_to`` is empty when it is not there any more."""
        if self.is_there(entry):
            if not entry.moved_to or os.path.lexists(self._at(entry.moved_to)):
                entry = self._journal.plan_move(entry, _numbered(wanted), self._is_free)
            target = self._at(entry.moved_to)
            make_folders(self._folders.watched, target.parent, self._folders.ownership)
            with suppress(FileNotFoundError):
                _carry(self._at(entry.path), target, entry.id)
        if not entry.moved_to or self._stamp_at(entry.moved_to) is None:
            return replace(entry, moved_to="")
        sync_folder(self._at(entry.moved_to).parent)
        sync_folder(self._at(entry.path).parent)
        if self._stamp_at(entry.moved_to) != entry.stamp:
            # It was replaced between the look and the move.
            self._put_back(entry)
            return replace(entry, moved_to="")
        return entry

    def _put_back(self, entry: Entry) -> None:
        for path in _numbered(entry.path):
            try:
                move_new(self._at(entry.moved_to), self._at(path))
            except FileExistsError:
                continue
            return

    def _is_free(self, path: str) -> bool:
        return not os.path.lexists(self._at(path))

    def _at(self, path: str) -> Path:
        return self._folders.watched / path

    def _stamp_at(self, path: str) -> Stamp | None:
        """None when there is nothing, or no plain file."""
        try:
            status = self._at(path).lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return Stamp.of(status) if stat.S_ISREG(status.st_mode) else None

    # -- what lies beside --------------------------------------------------------------------------

    def _clear_beside(self, entry: Entry) -> None:
        """The reason of an earlier failure goes, and the password goes where its file goes."""
        if self._folders.after is After.KEEP or entry.path.startswith(f"{FAILED_FOLDER}/"):
            self._note_of(entry.path).unlink(missing_ok=True)
        password = self._at(f"{entry.path}{PASSWORD_SUFFIX}")
        with suppress(FileNotFoundError):
            if self._folders.after is After.MOVE and entry.moved_to:
                password.rename(self._at(f"{entry.moved_to}{PASSWORD_SUFFIX}"))
            elif self._folders.after is After.DELETE:
                password.unlink()

    def _note_of(self, path: str) -> Path:
        """Where the text about a file that failed lies."""
        if self._folders.after is After.KEEP:
            return self._folders.results / FAILED_FOLDER / f"{inner(path)}{NOTE_SUFFIX}"
        return self._at(f"{path}{NOTE_SUFFIX}")

    def _write_note(self, entry: Entry) -> None:
        note = self._note_of(entry.path)
        root = self._folders.results if self._folders.after is After.KEEP else self._folders.watched
        make_folders(root, note.parent, self._folders.ownership)
        lay([note_text(entry).encode()], note, entry.id, self._folders.ownership, overwrites=True)
        remove_unfinished(note.parent, entry.id)


def note_text(entry: Entry) -> str:
    """Why a file failed and what to do, for somebody who has never seen a terminal. With the line ends that all editors know."""
    name = shown(PurePosixPath(entry.path).name)
    lines = [
        f"{name} could not be read.",
        "",
        f"Why: {entry.detail}",
        f"Code: {entry.code}",
        "",
        "To try again: replace the file by a better one, or open it, save it and leave it here.",
        "To let it be: delete it; this text goes with it.",
    ]
    return "\r\n".join(lines) + "\r\n"


def duplicate_text(entry: Entry, earlier: Entry) -> str:
    """Why a file led to nothing new."""
    lines = [
        f"{shown(PurePosixPath(entry.path).name)} was not read: it is, byte for byte, the same as an earlier file.",
        "",
        f"That was: {shown(earlier.path)}",
        *(f"Its result: {name}" for name in earlier.names),
    ]
    return "\r\n".join(lines) + "\r\n"


def _numbered(path: str) -> Iterator[str]:
    """The path, then the same with -2, -3, … before its extension."""
    yield path
    place = PurePosixPath(path)
    yield from (str(place.with_name(f"{place.stem}-{number}{place.suffix}")) for number in count(2))


def _carry(source: Path, target: Path, tag: str) -> None:
    """Rename; where the target is another file system, copy durably and remove."""
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        status = source.stat()
        with source.open("rb") as file:
            lay(iter(lambda: file.read(_PIECE_BYTES), b""), target, tag, Ownership(), overwrites=False)
        os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
        source.unlink()
