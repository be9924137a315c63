"""Take one upload: hashed and kept on this machine until it is judged, then written to the bucket with its record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from ocr_service.domain.task import IntakeRecord, TaskId
from ocr_service.storage.incoming import LocalIncomingFile
from ocr_service.storage.intake_record import encode_record
from ocr_service.storage.names import RECORD_NAME, source_name
from ocr_service.storage.s3.bucket import Bucket
from ocr_service.storage.s3.side_by_side import side_by_side

MakeKey = Callable[[str], str]


class S3IncomingFile:
    """A refused file never reaches the bucket; ``key_of`` gives the key of a name in the task's place."""

    def __init__(self, bucket: Bucket, task_id: TaskId, key_of: MakeKey, spool: LocalIncomingFile) -> None:
        self._bucket = bucket
        self._task_id = task_id
        self._key_of = key_of
        self._spool = spool
        self._written: list[str] = []

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._spool.size

    @property
    def path(self) -> Path:
        """Where the bytes lie until ``commit``."""
        return self._spool.path

    def open(self) -> BinaryIO:
        """The bytes so far, for a look at their header."""
        return self._spool.open()

    def write(self, chunk: bytes) -> None:
        """Append and hash. Raises ``StorageFull``, ``StorageFailed``."""
        self._spool.write(chunk)

    def sha256(self) -> str:
        """Hex digest of what was written so far."""
        return self._spool.sha256()

    def commit(self, record: IntakeRecord) -> IntakeRecord:
        """Write the document and the record, at once: with both it is a task."""
        name = source_name(record.media_type)
        committed = replace(record, file_path=f"{self._task_id}/{name}")
        document_key, record_key = self._written = [self._key_of(name), self._key_of(RECORD_NAME)]
        side_by_side(
            (
                lambda: self._bucket.put_file(document_key, self._spool.path),
                lambda: self._bucket.put(record_key, encode_record(committed)),
            )
        )
        self._written = []
        self._spool.discard()
        return committed

    def discard(self) -> None:
        """Leave nothing behind, here and in the bucket; harmless after either end."""
        self._spool.discard()
        written, self._written = self._written, []
        if written:
            # The record first: half a task must not look like work to be done.
            self._bucket.delete(written[::-1])
