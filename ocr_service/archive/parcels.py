"""Pack what was read into a parcel on the service's own disk, where it waits until the archive has taken it.

Results live a day, and the archive's share may be away for longer: a parcel is durable before the outbox is told that it
was delivered.
"""

from __future__ import annotations

import fcntl
import gzip
import json
import os
import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ocr_service.archive.document import ORIGINAL, PDF, RESULT, ArchivedDocument, document_id
from ocr_service.archive.tree import RECORD
from ocr_service.domain.document import PAGES_FILE, TEXT_FILE
from ocr_service.domain.file_store import FileStore, StoredFile
from ocr_service.domain.status import Output
from ocr_service.domain.task import Task
from ocr_service.errors import ArchiveUnavailable
from ocr_service.filing.laying import Ownership, lay, sync_folder
from ocr_service.filing.result_file import TellPage, json_pieces

RESULT_FILE = "result.json.gz"
_PART, _BROKEN = ".part", ".broken"
DAMAGED = (ValueError, KeyError, EOFError, zlib.error, gzip.BadGzipFile)
"""What a result or record that a disk spoiled may raise."""
_HOME = "home"
_PRIVATE = Ownership(umask=0o077)
_PDF = "application/pdf"


class NothingToArchive(Exception):
    """The result is not in the store any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A document that was read: its task, the stored head of its result, and the head as callers are told it."""

    task: Task
    stored: Mapping[str, Any]
    told: Mapping[str, Any]


class Parcels:
    """A folder of parcels, by the ids of their documents. All methods block. Raise ``ArchiveUnavailable`` when it cannot be written."""

    def __init__(self, folder: Path, store: FileStore, tell_page: TellPage) -> None:
        self.folder = folder
        self._store = store
        self._tell_page = tell_page

    def pack(self, read: Read) -> str:
        """Make a parcel, in place of an earlier one of the same content; returns the document's id. Raises ``NothingToArchive``."""
        identity = document_id(read.task.owner, read.task.sha256)
        with self.locked():
            part = self.folder / f"{identity}{_PART}"
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            document = self._filled(part, identity, read)
            _put(part / RECORD, [document.to_bytes()])
            place = self.folder / identity
            shutil.rmtree(place, ignore_errors=True)
            part.rename(place)
            sync_folder(self.folder)
        return identity

    def waiting(self) -> list[str]:
        """Ids of the documents whose parcels wait, the oldest first."""
        if not self.folder.is_dir():
            return []
        with _named(self.folder):
            places = [path for path in self.folder.iterdir() if (path / RECORD).is_file() and not path.suffix]
            return [path.name for path in sorted(places, key=lambda path: path.stat().st_mtime)]

    def document(self, identity: str) -> ArchivedDocument | None:
        """What is in a parcel; None when there is none, or a disk spoiled it."""
        try:
            return ArchivedDocument.from_json(json.loads((self.folder / identity / RECORD).read_bytes()))
        except (FileNotFoundError, ValueError):
            return None

    def rewrite(self, document: ArchivedDocument) -> None:
        """Write down what people said of a document before it was filed. Within ``locked``."""
        with _named(self.folder):
            _put(self.folder / document.id / RECORD, [document.to_bytes()])

    def discard(self, identity: str) -> None:
        """Remove a parcel, and what a kill left of one. Within ``locked``."""
        with _named(self.folder):
            for name in (identity, f"{identity}{_PART}"):
                shutil.rmtree(self.folder / name, ignore_errors=True)

    def set_aside(self, identity: str) -> None:
        """Keep a parcel that cannot be read out of everybody's way, if it is there. Within ``locked``."""
        with _named(self.folder):
            place, aside = self.folder / identity, self.folder / f"{identity}{_BROKEN}"
            if place.is_dir():
                shutil.rmtree(aside, ignore_errors=True)
                place.rename(aside)

    def home(self, name: str = "") -> str:
        """The archive that parcels are for; ``name`` makes it so."""
        with _named(self.folder):
            place = self.folder / _HOME
            if name:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                _put(place, [name.encode()])
            return place.read_text() if place.is_file() else ""

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One at a time, of all processes, makes or takes a parcel."""
        with _named(self.folder):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield
            finally:
                os.close(descriptor)

    # -- what is in it -----------------------------------------------------------------------------

    def _filled(self, part: Path, identity: str, read: Read) -> ArchivedDocument:
        task = read.task
        files = {RESULT: RESULT_FILE}
        pages = self._put_result(part / RESULT_FILE, read)
        original = f"original{PurePosixPath(task.file_path).suffix}"
        if self._copy(part / original, lambda: self._open_original(task)):
            files[ORIGINAL] = original
        name = read.stored.get("outputs", {}).get(Output.PDF.value)
        pdf = part / "document.pdf"
        if name and self._copy(pdf, lambda: self._store.open_output(task.id, task.token, str(name))):
            files[PDF] = pdf.name
        if (
            task.media_type == _PDF
            and ORIGINAL in files
            and (PDF not in files or _is_same(pdf, part / original))
        ):
            pdf.unlink(missing_ok=True)
            files[PDF] = original
        return ArchivedDocument(
            id=identity,
            owner=task.owner,
            task_id=task.id,
            sha256=task.sha256,
            filename=task.filename,
            media_type=task.media_type,
            size_bytes=task.bytes,
            added_at=task.created_at,
            read_at=task.finished_at,
            pages=pages,
            files=files,
            found=found_in(read.told),
            metadata=dict(task.user_metadata),
        )

    def _open_original(self, task: Task) -> StoredFile | None:
        """What was sent; of a result from the content cache, what its first sender sent."""
        found = self._store.open_source(task.file_path)
        if found is None and task.cached_from:
            name = PurePosixPath(task.file_path).name
            found = self._store.open_source(f"{task.cached_from}/{name}")
        return found

    def _put_result(self, place: Path, read: Read) -> int:
        """Write the result, and count its pages."""
        pages = 0

        def told(line: bytes) -> Mapping[str, Any]:
            nonlocal pages
            pages += 1
            return self._tell_page(line)

        head = {name: value for name, value in read.told.items() if name not in ("text", "outputs")}
        head = {"task_id": read.task.id, "filename": read.task.filename, **head}
        with self._opened(read.task, TEXT_FILE) as text, self._opened(read.task, PAGES_FILE) as lines:
            with place.open("xb") as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
                for piece in json_pieces(head, text, lines, told):
                    packed.write(piece)
            _sync(place)
        return pages

    @contextmanager
    def _opened(self, task: Task, name: str) -> Iterator[StoredFile]:
        stored = self._store.open_output(task.id, task.token, name)
        if stored is None:
            raise NothingToArchive
        with closing(stored):
            yield stored

    @staticmethod
    def _copy(place: Path, open_stored: Callable[[], StoredFile | None]) -> bool:
        """False when there is no such file."""
        stored = open_stored()
        if stored is None:
            return False
        with closing(stored):
            _put(place, stored.pieces())
        return True


def found_in(told: Mapping[str, Any]) -> dict[str, Any]:
    """The plain values of a result, by the names of its fields."""
    found: dict[str, Any] = {
        name: told[name]
        for name in ("category", "language", "confidence", "needs_review")
        if told.get(name) is not None
    }
    for name, fact in told.get("fields", {}).items():
        first = fact[0] if isinstance(fact, list) and fact else fact
        value = first.get("value") if isinstance(first, Mapping) else None
        if isinstance(value, (str, int, float)):
            found[name] = value
    return found


def pages_in(result: Path) -> Iterator[dict[str, Any]]:
    """The pages of a result as it lies in the archive, one in memory at a time."""
    with gzip.open(result, "rb") as lines:
        next(lines, b"")
        for line in lines:
            if line.startswith(b"{"):
                yield json.loads(line.rstrip().rstrip(b","))


def _is_same(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as left, other.open("rb") as right:
        while piece := left.read(1 << 18):
            if piece != right.read(1 << 18):
                return False
    return True


def _put(place: Path, pieces: Any) -> None:
    lay(pieces, place, "parcel", _PRIVATE, overwrites=True)


def _sync(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _named(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ArchiveUnavailable(f"{folder} cannot be written: {error}.") from error
