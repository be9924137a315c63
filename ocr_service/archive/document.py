"""An archived document: what is known of it, and what people said of it. It lies beside its files as ``archive.json``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath
from typing import Any

VERSION = 1
ORIGINAL, PDF, RESULT = "original", "pdf", "result"
"""The files of a document, by what they are."""
_TITLE_OF_NONE = "document"


def document_id(owner: str, sha256: str) -> str:
    """The same content of the same owner is one document, however often it is sent."""
    return hashlib.sha256(f"{owner}\0{sha256}".encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedDocument:
    """``found`` is what was read, by the names of ``fields``; ``corrected`` what people put in its place.

    ``correspondent`` is what the household calls the sender; ``keeps`` holds it whatever the retention says.
    ``files`` names the files beside the record by what they are. Times are ISO-8601 in UTC.
    """

    id: str
    owner: str = ""
    task_id: str
    sha256: str
    filename: str
    media_type: str
    size_bytes: int
    added_at: str
    read_at: str
    pages: int = 0
    files: Mapping[str, str] = field(default_factory=dict)
    found: Mapping[str, Any] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    corrected: Mapping[str, str] = field(default_factory=dict)
    correspondent: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    keeps: bool = False

    def value(self, name: str) -> str:
        """What is known by this name, corrected or found; empty when nothing is."""
        value = self.corrected.get(name, self.found.get(name, ""))
        return str(value) if isinstance(value, (str, int, float)) else ""

    @property
    def date(self) -> str:
        """The day that stands on it, ``YYYY-MM-DD``; empty when none does."""
        text = self.value("date")
        return text if _is_day(text) else ""

    @property
    def day(self) -> str:
        """The day under which it is filed: the one on it, else the one on which it came."""
        return self.date or self.added_at[:10]

    @property
    def amount(self) -> float | None:
        """Its total."""
        try:
            return float(Decimal(self.value("total")))
        except InvalidOperation:
            return None

    @property
    def title(self) -> str:
        """Its title, else the name of its file."""
        return self.value("title") or PurePosixPath(self.filename).stem or _TITLE_OF_NONE

    @property
    def who(self) -> str:
        """Whom it is from, as the household calls them."""
        return self.correspondent or self.value("sender")

    def said_by(self, other: ArchivedDocument) -> ArchivedDocument:
        """With what people said of ``other``: a document that is read anew keeps it."""
        return replace(
            self,
            added_at=other.added_at,
            corrected=other.corrected,
            correspondent=other.correspondent,
            tags=other.tags,
            note=other.note,
            keeps=other.keeps,
        )

    def to_json(self) -> dict[str, Any]:
        """As it lies beside the files."""
        return {"version": VERSION, **asdict(self), "tags": list(self.tags)}

    def to_bytes(self) -> bytes:
        """The same as a file that people can read."""
        return (json.dumps(self.to_json(), ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ArchivedDocument:
        """What ``to_json`` wrote. Raises ``ValueError`` for anything else."""
        values = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        try:
            made = cls(**{**values, "tags": tuple(values.get("tags", ()))})
        except TypeError as error:
            raise ValueError(f"it is no record of a document: {error}") from error
        if data.get("version") != VERSION or not is_document_id(made.id):
            raise ValueError("it is no record of a document that this version knows")
        return made


def is_document_id(text: str) -> bool:
    """True for what ``document_id`` may give, the only form that ever becomes a path."""
    return len(text) == 24 and all(char in "0123456789abcdef" for char in text)


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False
