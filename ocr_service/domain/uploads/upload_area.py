"""Where bytes arrive that somebody writes with a signed link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ocr_service.domain.arrived_file import ArrivedFile
from ocr_service.domain.task import TaskId


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRequest:
    """What somebody without a key may send: a request, or a form whose ``fields`` come before the file."""

    method: str
    url: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredUpload:
    """An upload that left bytes, and the seconds since it was last written."""

    id: str
    age_s: float
    parts_id: str = ""


class IncomingBytes(Protocol):
    """Bytes that arrive for an upload. Exactly one of ``keep`` and ``discard`` ends it."""

    def write(self, chunk: bytes) -> None:
        """Append. Raises ``StorageFull``, ``StorageFailed``."""
        ...

    def keep(self) -> str:
        """Make them durable, in place of any that came before; returns their tag."""
        ...

    def discard(self) -> None:
        """Leave nothing behind; harmless after either end."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedPart:
    """A part of a large upload that has arrived."""

    number: int
    size: int
    etag: str


class Arrival(Protocol):
    """Bytes that arrived by a link and are looked at. The upload itself stays until it is discarded."""

    @property
    def size(self) -> int:
        """Bytes that arrived."""
        ...

    @property
    def head(self) -> bytes:
        """The first of them."""
        ...

    def adopt(self, media_type: str) -> ArrivedFile:
        """The bytes as the document of a task; whoever has a link can no longer change them. Raises ``UploadIncomplete``."""
        ...

    def discard(self) -> None:
        """Leave nothing of the look behind; harmless when it was adopted and that has ended."""
        ...


class UploadArea(Protocol):
    """Bytes that somebody writes with a signed link, before they are a document.

    ``upload_id`` is that of the session; ``parts_id`` what ``begin_parts`` gave. All methods block and raise as those
    of ``FileStore``.
    """

    def key(self, upload_id: str) -> str:
        """The name under which the store keeps the upload."""
        ...

    def sign_put(self, upload_id: str, *, expires_s: int) -> SignedRequest | None:
        """A link to write it; None where the store has no address of its own and this service takes the bytes."""
        ...

    def sign_form(self, upload_id: str, *, expires_s: int, largest_bytes: int) -> SignedRequest | None:
        """A form to write 1 to ``largest_bytes`` bytes; None where the store has none."""
        ...

    def begin_parts(self, upload_id: str) -> str:
        """Begin an upload by parts; returns what the store calls it."""
        ...

    def sign_part(
        self, upload_id: str, parts_id: str, number: int, *, expires_s: int
    ) -> SignedRequest | None:
        """A link to write one part; None as for ``sign_put``."""
        ...

    def parts(self, upload_id: str, parts_id: str) -> Sequence[UploadedPart]:
        """The parts that have arrived, by number."""
        ...

    def join_parts(self, upload_id: str, parts_id: str, parts: Sequence[UploadedPart]) -> None:
        """Make one file of the parts; harmless when that was done."""
        ...

    def receive(self, upload_id: str, part: int = 0) -> IncomingBytes:
        """Take the bytes in here, of the whole or of a part. Raises ``StorageFailed`` where links go to the store."""
        ...

    def size(self, upload_id: str) -> int | None:
        """Bytes that have arrived; None before the last one has."""
        ...

    def look(self, upload_id: str, task_id: TaskId, length: int) -> Arrival:
        """What has arrived, with its first ``length`` bytes. Raises ``UploadIncomplete``."""
        ...

    def discard(self, upload_id: str, parts_id: str = "") -> None:
        """Remove what has arrived; harmless when nothing has."""
        ...

    def stored(self) -> Iterator[StoredUpload]:
        """All uploads that left bytes or parts, in no order."""
        ...
