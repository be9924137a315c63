"""What is being done to a document, and what was removed: small files that outlive a kill between two steps."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from ocr_service.archive.document import is_document_id
from ocr_service.archive.errors_of_disk import named
from ocr_service.filing.laying import TEMPORARY, Ownership, lay

_PRIVATE = Ownership(umask=0o077)
_TAG = "intent"


class Doing(StrEnum):
    """What is done: its files are laid down or changed, or all of it is removed."""

    CHANGES = "changes"
    REMOVES = "removes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One document and what is being done to it; two who do something to one have two intents."""

    document_id: str
    folder: str
    doing: Doing
    token: str = field(default_factory=lambda: uuid.uuid4().hex[:12])

    @property
    def name(self) -> str:
        """What its file is called."""
        return f"{self.document_id}-{self.token}"


class Intents:
    """Below the tree's own folder. All methods block. Raise ``ArchiveUnavailable``."""

    def __init__(self, own: Path) -> None:
        self._open, self._gone = own / "open", own / "gone"

    def begin(self, intent: Intent) -> None:
        """Write down what is about to be done."""
        said = json.dumps({"folder": intent.folder, "doing": intent.doing.value})
        _put(self._open / intent.name, said)

    def end(self, intent: Intent) -> None:
        """Files and index agree again."""
        with named(self._open):
            (self._open / intent.name).unlink(missing_ok=True)

    def left(self) -> Iterator[Intent]:
        """What was begun and not ended."""
        with named(self._open):
            for path in _files(self._open):
                document_id, _, token = path.name.partition("-")
                with suppress(FileNotFoundError):
                    if is_document_id(document_id):
                        said = json.loads(path.read_text())
                        yield Intent(
                            document_id=document_id,
                            folder=said["folder"],
                            doing=Doing(said["doing"]),
                            token=token,
                        )

    def left_of(self, document_id: str) -> list[Intent]:
        """What was begun with one document and not ended."""
        return [intent for intent in self.left() if intent.document_id == document_id]

    def sweep(self) -> None:
        """Remove unfinished files of processes that are gone."""
        for folder in (self._open, self._gone):
            with named(folder):
                for path in folder.glob(f"{TEMPORARY}{_TAG}-*"):
                    pid = path.name.removeprefix(f"{TEMPORARY}{_TAG}-").partition("-")[0]
                    if not Path("/proc", pid).exists():
                        path.unlink(missing_ok=True)

    # -- what was removed --------------------------------------------------------------------------

    def bury(self, document_id: str, at: str) -> None:
        """Remember that this was removed, so that what is still on its way is not filed after it."""
        _put(self._gone / document_id, at)

    def bury_owner(self, owner: str, at: str) -> None:
        """Likewise everything of an owner."""
        _put(self._gone / _of_owner(owner), at)

    def is_buried(self, document_id: str, owner: str, added_at: str) -> bool:
        """True for what came before it was removed."""
        with named(self._gone):
            for name in (document_id, _of_owner(owner)):
                with suppress(FileNotFoundError):
                    if added_at <= (self._gone / name).read_text():
                        return True
        return False

    def forget_buried(self, before: str) -> None:
        """Forget what was removed so long ago that nothing of it can be on its way."""
        with named(self._gone):
            for path in _files(self._gone):
                if path.read_text() < before:
                    path.unlink(missing_ok=True)


def _put(place: Path, text: str) -> None:
    with named(place.parent):
        place.parent.mkdir(mode=0o700, exist_ok=True)
        lay([text.encode()], place, _TAG, _PRIVATE, overwrites=True)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not path.name.startswith(".")] if folder.is_dir() else []


def _of_owner(owner: str) -> str:
    return f"owner-{hashlib.sha256(owner.encode()).hexdigest()[:24]}"
