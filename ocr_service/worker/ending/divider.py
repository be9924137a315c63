"""Make a task of each part of a document that was parted at separator sheets, once, however often it is done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, Protocol

from ocr_service.domain.document import Part, parts_in
from ocr_service.domain.file_store import FileStore
from ocr_service.domain.notification import FOLDER_SCHEME
from ocr_service.domain.status import Split
from ocr_service.domain.task import Callback, Claim, IntakeRecord
from ocr_service.domain.task_queue import QueueReader, WorkerQueue
from ocr_service.errors import StorageFailed

log = logging.getLogger(__name__)

_PDF = "application/pdf"


class PartQueue(WorkerQueue, QueueReader, Protocol):
    """A look at which parts are there, and adding those that are not."""


class Divider:
    """A part's id follows from its document's (``part_id``), so that whoever comes after a kill -9 finds what is there and adds what is not."""

    def __init__(self, queue: PartQueue, store: FileStore) -> None:
        self._queue = queue
        self._store = store

    async def divide(self, claim: Claim, head: Mapping[str, Any]) -> None:
        """Put the parts of a published result into the queue. Raises ``BackendUnavailable``, ``StorageFull``, ``StorageFailed``."""
        parts = parts_in(head)
        if not parts:
            return
        whole = await asyncio.to_thread(self._store.record, claim.task.id)
        if whole is None:
            raise StorageFailed("The document's record is gone, so that nobody knows what was asked for.")
        known = await self._queue.known([part.task_id for part in parts])
        for part in parts:
            if part.task_id not in known:
                record = await asyncio.to_thread(self._stored, claim, whole, part, len(parts))
                await self._queue.enqueue_part(record)
        log.info("Document divided", extra={"parts": len(parts)})

    def _stored(self, claim: Claim, whole: IntakeRecord, part: Part, count: int) -> IntakeRecord:
        """The part as a document of its own in the store; one that was stored before a kill -9 is there whole."""
        stored = self._store.record(part.task_id)
        if stored is not None:
            return stored
        file = self._store.open_output(whole.id, claim.token, part.file)
        if file is None:
            raise StorageFailed(f"Part {part.number} of the document is gone from the store.")
        with closing(file):
            incoming = self._store.receive(part.task_id)
            try:
                for piece in file.pieces():
                    incoming.write(piece)
                return incoming.commit(
                    record_of(whole, part, count, sha256=incoming.sha256(), size=incoming.size)
                )
            finally:
                incoming.discard()


def record_of(whole: IntakeRecord, part: Part, count: int, *, sha256: str, size: int) -> IntakeRecord:
    """The record of a part: asked for as its document was, told to whom that is told, and called after it."""
    return replace(
        whole,
        id=part.task_id,
        file_path="",
        filename=part_name(whole.filename, part.number, count),
        media_type=_PDF,
        sha256=sha256,
        bytes=size,
        options=replace(whole.options, split=Split.NONE),
        batch_id="",
        has_password=False,
        callback=_callback(whole.callback, part.number),
    )


def part_name(filename: str, number: int, count: int) -> str:
    """``scan 2.pdf``; of a pile with one document its own name."""
    path = PurePosixPath(filename)
    return filename if count == 1 else f"{path.stem} {number}{path.suffix}"


def _callback(callback: Callback, number: int) -> Callback:
    """A watched folder has to know which part it is told of."""
    if not callback.url.startswith(FOLDER_SCHEME):
        return callback
    return replace(callback, url=f"{callback.url}&part={number}")
