"""Bring files and index together again: after a kill, after years, or from nothing but the files."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable

from ocr_service.archive.index.writer import Left
from ocr_service.archive.intents import Doing, Intent
from ocr_service.archive.parcels import DAMAGED
from ocr_service.archive.parts import Parts
from ocr_service.errors import ArchiveUnavailable

log = logging.getLogger(__name__)

_BURIED_DAYS = 30
"""Longer than a task is known: nothing that was removed is on its way after it."""
_CHEAP_BYTES = 64_000_000


class Healing:
    """All methods block. Raise ``ArchiveUnavailable`` while folder or index cannot be used."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def heal(self) -> int:
        """End what a kill left between files and index; returns of how many documents."""
        parts, healed = self._parts, 0
        parts.require_home()
        for intent in parts.intents.left():
            # Whoever is at it right now has the change; the intent is gone then.
            with parts.parcels.locked(), parts.database.change():
                self.end(intent)
            parts.intents.end(intent)
            healed += 1
        with parts.parcels.locked():
            parts.tree.sweep()
        parts.intents.sweep()
        parts.intents.forget_buried(parts.days_ago(_BURIED_DAYS))
        return healed

    def end(self, intent: Intent) -> None:
        """End what was begun, within a change of the index; its intent is the caller's to end once that is durable."""
        parts = self._parts
        if intent.doing is Doing.REMOVES:
            parts.writer.drop(intent.document_id)
            parts.tree.remove(intent.document_id, intent.folder)
            return
        parts.tree.put_back(intent.document_id, intent.folder)
        parts.writer.drop(intent.document_id)
        try:
            document = parts.tree.record(intent.folder)
            if document is not None and document.id == intent.document_id:
                parts.put(document, intent.folder)
        except DAMAGED as error:
            _tell(intent.folder, str(error))

    def purge(self, *, at_once: bool = False) -> bool:
        """Overwrite the words of what was removed or changed, if there are some; True when it was done.

        A small index is rewritten as soon as something was removed, a large one once a day, as that writes more than it holds.
        """
        parts = self._parts
        parts.require_home()
        left = parts.writer.left_in_file()
        is_cheap = left is Left.REMOVED and parts.database.size_bytes() <= _CHEAP_BYTES
        is_due = parts.writer.purged_at() <= parts.days_ago(1)
        if left is Left.NOTHING or not (at_once or is_cheap or is_due):
            return False
        parts.writer.purge(parts.now())
        return True

    def rebuild(self, tell: Callable[[str], None] = lambda _: None) -> tuple[int, int]:
        """Make the index again from the files; ``tell`` gets what cannot be read. Returns documents, and folders left out.

        Who searches meanwhile finds what was there before; what is filed waits.
        """
        parts = self._parts
        parts.require_tree()
        self._make_usable()
        indexed, left_out = 0, 0
        with parts.database.change():
            parts.writer.clear()
            for folder in parts.tree.folders():
                reason = self._indexed(folder)
                indexed, left_out = indexed + (not reason), left_out + bool(reason)
                if reason:
                    _tell(folder, reason)
                    tell(f"{folder}: {reason}")
        parts.database.shrink_log()
        return indexed, left_out

    def _make_usable(self) -> None:
        """Keep an index that can be changed, so that searches go on; replace one that cannot."""
        try:
            if self._parts.database.exists:
                self._parts.writer.left_in_file()
                return
        except ArchiveUnavailable as error:
            if isinstance(error.__cause__, sqlite3.OperationalError):  # full, locked, not to be read
                raise
        self._parts.database.start_anew()

    def _indexed(self, folder: str) -> str:
        """Index a folder; returns why it could not be."""
        parts = self._parts
        try:
            document = parts.tree.record(folder)
            if document is None:
                return "it is gone"
            other = parts.index.document(document.id)
            if other:
                return f"it is the same document as {other.folder}"
            parts.put(document, folder)
        except (*DAMAGED, OSError) as error:
            return str(error)
        return ""


def _tell(folder: str, reason: str) -> None:
    log.warning("Archived document left out", extra={"path": folder, "reason": reason})
