"""Take in one file: look at its first bytes at once, count while it streams, judge it at its end."""

from __future__ import annotations

import asyncio

from ocr_service.domain.arrived_file import ArrivedFile, IncomingFile
from ocr_service.domain.file_store import FileStore
from ocr_service.domain.task import IntakeRecord, TaskId, new_task_id
from ocr_service.errors import EmptyFile, FileTooLarge
from ocr_service.intake.filename import display_name
from ocr_service.intake.media_type import (
    LONGEST_HEAD_BYTES,
    decides,
    fits_extension,
    media_type_of,
    require_extension,
)
from ocr_service.intake.picture_size import check_picture_size
from ocr_service.intake.policy import IntakePolicy

CHUNK_BYTES = 16 * 1024
"""Held per upload at most: 500 slow ones at once hold 8 MB. On a fast line each piece of the network is larger anyway."""
MEDIA_TYPE_MISMATCH = "media_type_mismatch"


class Upload:
    """A file on its way in. ``discard`` leaves nothing behind; call it unless ``commit`` was reached.

    At most ``CHUNK_BYTES`` and one piece of the network are held in memory; disk work runs in threads.
    """

    def __init__(
        self, store: FileStore, policy: IntakePolicy, filename: str, task_id: TaskId | None = None
    ) -> None:
        self.task_id: TaskId = task_id or new_task_id()
        self.filename = display_name(filename)
        self.media_type = ""
        self.size = 0
        self._store = store
        self._policy = policy
        self._incoming: IncomingFile | None = None
        self._pending = bytearray()

    async def write(self, chunk: bytes) -> None:
        """Append. Raises ``FileTooLarge``, ``UnsupportedMediaType``, ``StorageFull``, ``StorageFailed``."""
        self.size += len(chunk)
        if self.size > self._policy.max_bytes:
            raise FileTooLarge(max_bytes=self._policy.max_bytes)
        self._pending += chunk
        if not self.media_type and decides(self._pending):
            self._see_type()
        if len(self._pending) >= CHUNK_BYTES:
            await self._flush()

    async def finish(self) -> None:
        """Judge the whole file. Raises as ``write``, and ``EmptyFile``, ``MediaTypeMismatch``, ``ImageTooLarge``."""
        if self.size == 0:
            raise EmptyFile
        if not self.media_type:
            self._see_type()
        incoming = await self._flush()
        await asyncio.to_thread(check_header, incoming, self.media_type, self._policy)

    @property
    def sha256(self) -> str:
        """Hex digest of the finished file."""
        return self._received().sha256()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is odd but accepted."""
        return () if fits_extension(self.filename, self.media_type) else (MEDIA_TYPE_MISMATCH,)

    async def commit(self, record: IntakeRecord) -> IntakeRecord:
        """Make the finished file and its record durable. Raises ``StorageFull``, ``StorageFailed``."""
        return await asyncio.to_thread(self._received().commit, record)

    async def discard(self) -> None:
        """Leave nothing behind; harmless after ``commit``."""
        if self._incoming is not None:
            await asyncio.to_thread(self._incoming.discard)

    def _see_type(self) -> None:
        self.media_type = media_type_of(bytes(self._pending[:LONGEST_HEAD_BYTES]))
        if self._policy.strict_types:
            require_extension(self.filename, self.media_type)

    async def _flush(self) -> IncomingFile:
        chunk, self._pending = bytes(self._pending), bytearray()
        # One hop into a thread for a small file: opening it is part of the first write.
        return await asyncio.to_thread(self._write, chunk)

    def _write(self, chunk: bytes) -> IncomingFile:
        if self._incoming is None:
            self._incoming = self._store.receive(self.task_id)
        if chunk:
            self._incoming.write(chunk)
        return self._incoming

    def _received(self) -> IncomingFile:
        if self._incoming is None:
            raise RuntimeError("finish() comes before this")
        return self._incoming


def check_header(arrived: ArrivedFile, media_type: str, policy: IntakePolicy) -> None:
    """Raise ``ImageTooLarge`` by what the file's own header claims."""
    with arrived.open() as file:
        check_picture_size(file, media_type, max_pixels=policy.max_pixels)
