"""The archive's files: a folder a document, below folders that people can read, each there whole or not at all.

::

    ARCHIVE_DIR/2026/2026-11-28 Stadtwerke Musterstadt Abrechnung/
        document.pdf     the searchable PDF
        original.jpg     what was sent, byte for byte
        result.json.gz   as GET /ocr/result tells it
        archive.json     what is known of it, and what people said of it
    ARCHIVE_DIR/.docvault/   the index, and what is being done
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from ocr_service.archive.document import ArchivedDocument
from ocr_service.archive.errors_of_disk import named
from ocr_service.errors import ArchiveUnavailable
from ocr_service.filing.laying import Ownership, lay, make_folders, sync_folder
from ocr_service.filing.names import choices
from ocr_service.filing.names import named as filled

OWN_FOLDER = ".docvault"
RECORD = "archive.json"
_HOME = "home"
_PIECE_BYTES = 256 * 1024


class Tree:
    """All methods block. Raise ``ArchiveUnavailable``. What changes names is called within a change of the index."""

    def __init__(self, root: Path, template: str, ownership: Ownership) -> None:
        self.root = root
        self.own = root / OWN_FOLDER
        self._template = template
        self._ownership = ownership

    # -- is it there? ------------------------------------------------------------------------------

    def home(self) -> str:
        """The name that this archive gave itself; empty when it has none: it is new, or what is there is not the archive."""
        with named(self.root):
            place = self.own / _HOME
            return place.read_text().strip() if place.is_file() else ""

    def settle(self) -> str:
        """Make the archive's own folder and give it a name. The root itself must be there: a share that is away is none."""
        with named(self.root):
            if not self.root.is_dir():
                raise ArchiveUnavailable(f"{self.root} is not there. Make the folder, or mount it.")
            self.own.mkdir(mode=0o700, exist_ok=True)
            home = uuid.uuid4().hex
            with suppress(FileExistsError):
                lay([home.encode()], self.own / _HOME, "home", Ownership(umask=0o077), overwrites=False)
            return self.home()

    # -- laying down -------------------------------------------------------------------------------

    def stage(self, parcel: Path, document: ArchivedDocument) -> Path:
        """Copy a parcel's files into a hidden folder on the tree's own disk; ``shelve`` gives it its name."""
        with named(self.root):
            staged = self._laying(document.id, "new")
            shutil.rmtree(staged, ignore_errors=True)
            staged.mkdir(parents=True)
            for name in sorted(set(document.files.values())):
                with (parcel / name).open("rb") as file:
                    pieces = iter(lambda: file.read(_PIECE_BYTES), b"")
                    lay(pieces, staged / name, "copy", self._ownership, overwrites=True)
            return staged

    def free_folder(self, document: ArchivedDocument, is_free: Callable[[str], bool]) -> str:
        """A folder's name, relative to the root, that nothing has."""
        year, month, day = document.day.split("-")
        values = {
            "name": Path(document.filename).stem,
            "date": document.day,
            "year": year,
            "month": month,
            "day": day,
            "sender": document.who,
            "title": document.value("title"),
            "category": document.value("category"),
            "total": document.value("total"),
            "owner": document.owner,
        }
        for (folder,) in choices(filled(self._template, values), ("",), is_suffixed=True):
            if is_free(folder) and not os.path.lexists(self.root / folder):
                return folder
        raise AssertionError("there is always another number")

    def describe(self, staged: Path, document: ArchivedDocument) -> None:
        """Write down beside a staged document's files what is known of it."""
        with named(self.root):
            self._write_record(staged, document)
            self._give_mode(staged)

    def shelve(self, staged: Path, document_id: str, folder: str) -> None:
        """Give a staged document its place; one that is there goes, whole."""
        with named(self.root):
            place = self.root / folder
            make_folders(self.root, place.parent, self._ownership)
            if place.exists():
                place.rename(self._cleared(document_id, "old"))
            staged.rename(place)
            sync_folder(place.parent)
            shutil.rmtree(self._laying(document_id, "old"), ignore_errors=True)

    def rewrite(self, document: ArchivedDocument, folder: str) -> None:
        """Write down what people said of a document."""
        with named(self.root):
            self._write_record(self.root / folder, document)

    def remove(self, document_id: str, folder: str) -> None:
        """Remove a document's folder in one step, and folders above it that are empty then."""
        with named(self.root):
            place, gone = self.root / folder, self._cleared(document_id, "old")
            with suppress(FileNotFoundError):
                place.rename(gone)
                sync_folder(place.parent)
            shutil.rmtree(gone, ignore_errors=True)
            for above in place.parents:
                if above == self.root or not above.is_dir() or any(above.iterdir()):
                    break
                above.rmdir()

    def put_back(self, document_id: str, folder: str) -> None:
        """After a kill between two names: what was set aside for a newer reading is the document again."""
        with named(self.root):
            place, old = self.root / folder, self._laying(document_id, "old")
            if old.is_dir() and not place.exists():
                old.rename(place)
                sync_folder(place.parent)

    def sweep(self) -> None:
        """Remove what kills left half laid. Only while nobody lays anything down."""
        with named(self.root):
            for left in (self.own / "laying").glob("*-new"):
                shutil.rmtree(left, ignore_errors=True)

    # -- reading -----------------------------------------------------------------------------------

    def record(self, folder: str) -> ArchivedDocument | None:
        """The record in a folder; None without one. Raises ``ValueError`` for one that is damaged."""
        with named(self.root):
            try:
                return ArchivedDocument.from_json(json.loads((self.root / folder / RECORD).read_bytes()))
            except FileNotFoundError:
                return None

    def folders(self) -> Iterator[str]:
        """Every folder that holds a document, relative to the root."""
        with named(self.root):
            for above, below, names in os.walk(self.root):
                if RECORD in names:
                    below.clear()
                    yield str(Path(above).relative_to(self.root))
                below[:] = sorted(name for name in below if not name.startswith("."))

    def file(self, folder: str, name: str) -> Path | None:
        """The path of a document's file; None when it is not there."""
        with named(self.root):
            path = self.root / folder / Path(name).name
            return path if path.is_file() else None

    def bytes_of(self, folder: str) -> int:
        """What a document's files take."""
        with named(self.root):
            return sum(path.stat().st_size for path in (self.root / folder).iterdir())

    # -- inside ------------------------------------------------------------------------------------

    def _write_record(self, folder: Path, document: ArchivedDocument) -> None:
        lay([document.to_bytes()], folder / RECORD, document.id, self._ownership, overwrites=True)

    def _give_mode(self, folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            self._ownership.of_folder(descriptor)
        finally:
            os.close(descriptor)

    def _laying(self, document_id: str, kind: str) -> Path:
        return self.own / "laying" / f"{document_id}-{kind}"

    def _cleared(self, document_id: str, kind: str) -> Path:
        place = self._laying(document_id, kind)
        place.parent.mkdir(exist_ok=True)
        shutil.rmtree(place, ignore_errors=True)
        return place
