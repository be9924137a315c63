"""A document that has arrived, or is arriving, and is not yet a task."""

from __future__ import annotations

from typing import BinaryIO, Protocol

from ocr_service.domain.task import IntakeRecord


class ArrivedFile(Protocol):
    """A document that has arrived and is to be judged. Exactly one of ``commit`` and ``discard`` ends it."""

    @property
    def size(self) -> int:
        """Bytes."""
        ...

    def sha256(self) -> str:
        """Hex digest of what arrived so far."""
        ...

    def open(self) -> BinaryIO:
        """The bytes, for a look at their header; whoever opens it closes it."""
        ...

    def commit(self, record: IntakeRecord) -> IntakeRecord:
        """Make file and record durable, so that neither counts without the other; returns the record with its ``file_path``."""
        ...

    def discard(self) -> None:
        """Leave nothing behind; harmless after either end."""
        ...


class IncomingFile(ArrivedFile, Protocol):
    """An upload on its way into the store."""

    def write(self, chunk: bytes) -> None:
        """Append. Raises ``StorageFull``, ``StorageFailed``."""
        ...
