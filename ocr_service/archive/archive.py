"""The archive: take parcels, change what people said, remove. Files first, then the index; any step may be repeated."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ocr_service.archive.document import ORIGINAL, RESULT, ArchivedDocument, document_id
from ocr_service.archive.healing import Healing
from ocr_service.archive.index.found import Found, Shelved, Wanted
from ocr_service.archive.intents import Doing, Intent
from ocr_service.archive.parcels import DAMAGED, Read, pages_in
from ocr_service.archive.parts import Parts
from ocr_service.errors import ArchiveUnavailable, DocumentNotFound

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says of a document; None: nothing. ``corrected`` is added to what was corrected, an empty value takes back."""

    corrected: Mapping[str, str] | None = None
    correspondent: str | None = None
    tags: tuple[str, ...] | None = None
    note: str | None = None
    keeps: bool | None = None

    def of(self, document: ArchivedDocument) -> ArchivedDocument:
        """The document with it."""
        corrected = {**document.corrected, **(self.corrected or {})}
        return replace(
            document,
            corrected={name: value for name, value in corrected.items() if value},
            correspondent=document.correspondent if self.correspondent is None else self.correspondent,
            tags=document.tags if self.tags is None else tuple(sorted(set(self.tags))),
            note=document.note if self.note is None else self.note,
            keeps=document.keeps if self.keeps is None else self.keeps,
        )


class Archive:
    """All methods block. Raise ``ArchiveUnavailable`` while folder or index cannot be used."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.healing = Healing(parts)
        self.tree = parts.tree
        self.parcels = parts.parcels
        self.index = parts.index
        self._intents = parts.intents

    def close(self) -> None:
        """Close the index."""
        self.parts.database.close()

    def require(self) -> None:
        """Raise unless it can be used now."""
        self.parts.require_home()

    def known(self, identity: str) -> Shelved | None:
        """One document, whoever owns it."""
        self.require()
        return self.index.document(identity)

    def page(self, known: Shelved, number: int) -> dict[str, Any] | None:
        """A page of a document's result, 0: its first one; None when there is none."""
        result = self.tree.file(known.folder, known.document.files.get(RESULT, ""))
        pages = pages_in(result) if result else iter(())
        return next((page for page in pages if number in (0, page["page"])), None)

    def find(self, wanted: Wanted) -> Found:
        """Search. Raises ``SearchInvalid``."""
        self.require()
        return self.index.search(wanted)

    # -- taking ------------------------------------------------------------------------------------

    def pack(self, read: Read) -> str:
        """Make durable what was read, to be filed by ``take``; returns the document's id. Raises ``NothingToArchive``."""
        return self.parcels.pack(read)

    def take(self, identity: str) -> ArchivedDocument | None:
        """File what waits in a parcel; None when it is not wanted any more, or somebody was faster."""
        self.require()
        with self.parcels.locked():
            arrived = self.parcels.document(identity)
            if arrived is None:
                self.parcels.set_aside(identity)
                return None
            self.tree.sweep()
            staged = self.tree.stage(self.parcels.folder / identity, arrived)
            try:
                with self._changing(identity) as begin:
                    filed = self._filed(arrived, staged, begin)
            except DAMAGED as error:
                log.exception("Archive parcel damaged", extra={"document_id": identity, "reason": str(error)})
                self.parcels.set_aside(identity)
                return None
            self.tree.sweep()
            self.parcels.discard(identity)
        return filed

    def _filed(self, arrived: ArchivedDocument, staged: Path, begin: Begin) -> ArchivedDocument | None:
        known = self.index.document(arrived.id)
        if self._intents.is_buried(arrived.id, arrived.owner, arrived.added_at):
            return None
        if known and (known.document.read_at > arrived.read_at or _has_more(known.document, arrived)):
            return None
        document, folder = self._named(arrived, known)
        self._shelve(staged, document, folder, begin)
        return document

    def adopt(self, files: Path, document: ArchivedDocument) -> bool:
        """File a document of another archive with all that was said of it; False when it is here already."""
        self.require()
        with self.parcels.locked():
            self.tree.sweep()
            staged = self.tree.stage(files, document)
            with self._changing(document.id) as begin:
                is_new = self.index.document(document.id) is None
                if is_new:
                    folder = self.tree.free_folder(document, self.index.folder_is_free)
                    self._shelve(staged, document, folder, begin)
            self.tree.sweep()
        return is_new

    def _shelve(self, staged: Path, document: ArchivedDocument, folder: str, begin: Begin) -> None:
        begin(Intent(document_id=document.id, folder=folder, doing=Doing.CHANGES))
        self.tree.describe(staged, document)
        # Before it has its place: what a disk spoiled gets none.
        self.parts.put(document, folder, str(staged.relative_to(self.tree.root)))
        self.tree.shelve(staged, document.id, folder)

    def _named(self, arrived: ArchivedDocument, known: Shelved | None) -> tuple[ArchivedDocument, str]:
        """With what people said of it, or of others by its sender; and the folder that it has or gets."""
        if known:
            said = known.document
            corrected = {**said.corrected, **arrived.corrected}
            return replace(arrived.said_by(said), corrected=corrected), known.folder
        named = self.index.correspondent_of(arrived.owner, arrived.value("sender"))
        document = replace(arrived, correspondent=arrived.correspondent or named)
        return document, self.tree.free_folder(document, self.index.folder_is_free)

    # -- changing ----------------------------------------------------------------------------------

    def change(self, identity: str, said: Said) -> ArchivedDocument:
        """Write down what somebody says of a document, beside its files and in the index. Raises ``DocumentNotFound``."""
        self.require()
        with self._changing(identity) as begin:
            known = self.index.document(identity)
            if known is None:
                raise DocumentNotFound
            document = said.of(known.document)
            if document != known.document:
                begin(Intent(document_id=identity, folder=known.folder, doing=Doing.CHANGES))
                self.tree.rewrite(document, known.folder)
                self.parts.writer.change(document, size_bytes=self.tree.bytes_of(known.folder))
        return document

    def correct(self, owner: str, sha256: str, corrected: Mapping[str, str]) -> bool:
        """Take over what was corrected in a result, filed or on its way; False when the archive has no such document."""
        identity, said = document_id(owner, sha256), Said(corrected=corrected)
        with self.parcels.locked():
            arrived = self.parcels.document(identity)
            if arrived is not None:
                self.parcels.rewrite(said.of(arrived))
        try:
            self.change(identity, said)
        except (DocumentNotFound, ArchiveUnavailable) as error:
            # A parcel brings its corrections along.
            if arrived is None and isinstance(error, ArchiveUnavailable):
                raise
            return arrived is not None
        return True

    # -- removing ----------------------------------------------------------------------------------

    def remove(self, identity: str) -> bool:
        """Remove a document, also what of it is on its way; False when there was none."""
        self.require()
        self._intents.bury(identity, self.parts.now())
        with self.parcels.locked():
            was_waiting = self.parcels.document(identity) is not None
            self.parcels.discard(identity)
            self.tree.sweep()
        with self._changing(identity) as begin:
            known = self.index.document(identity)
            if known:
                begin(Intent(document_id=identity, folder=known.folder, doing=Doing.REMOVES))
                self.parts.writer.drop(identity)
                self.tree.remove(identity, known.folder)
        return was_waiting or known is not None

    def is_removed(self, identity: str, owner: str, added_at: str) -> bool:
        """True for what came before it was removed."""
        return self._intents.is_buried(identity, owner, added_at)

    def remove_content(self, owner: str, sha256: str) -> bool:
        """Remove the document of this content."""
        return self.remove(document_id(owner, sha256))

    def remove_owner(self, owner: str) -> int:
        """Remove all documents of an owner and every word of them; returns how many."""
        self.require()
        self._intents.bury_owner(owner, self.parts.now())
        self.healing.heal()  # what was filed by halves is his, too
        waiting = [each for each in self.parcels.waiting() if self._is_of(each, owner)]
        filed = [each.document.id for each in self.index.documents_of(owner)]
        for identity in dict.fromkeys([*filed, *waiting]):
            self.remove(identity)
        self.healing.purge(at_once=True)
        return len({*filed, *waiting})

    def _is_of(self, identity: str, owner: str) -> bool:
        arrived = self.parcels.document(identity)
        return arrived is not None and arrived.owner == owner

    def expire(self, days: int, days_of: Mapping[str, int]) -> int:
        """Remove what was kept for its time, counted from the day on which it came; 0 days: for ever. Returns how many."""
        self.require()
        shortest = min((each for each in (days, *days_of.values()) if each), default=0)
        if not shortest:
            return 0
        removed = 0
        for each in self.index.documents_of(None, added_before=self.parts.days_ago(shortest)):
            kept = days_of.get(each.document.value("category"), days)
            if kept and not each.document.keeps and each.document.added_at < self.parts.days_ago(kept):
                removed += self.remove(each.document.id)
        return removed

    @contextmanager
    def _changing(self, identity: str) -> Iterator[Begin]:
        """Nobody else changes anything. First ends what a kill left of this document; what the block begins is ended once its changes are durable."""
        begun: list[Intent] = []

        def begin(intent: Intent) -> None:
            self._intents.begin(intent)
            begun.append(intent)

        with self.parts.database.change():
            for left in self._intents.left_of(identity):
                self.healing.end(left)
                begun.append(left)
            yield begin
        for intent in begun:
            self._intents.end(intent)


Begin = Callable[[Intent], None]
"""Writes down what is about to be done."""


def _has_more(known: ArchivedDocument, arrived: ArchivedDocument) -> bool:
    """A result of the content cache comes without what was sent."""
    return ORIGINAL in known.files and ORIGINAL not in arrived.files
