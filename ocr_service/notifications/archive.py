"""Tell an event by archiving what was read: a parcel on this machine first, then the archive's folder."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace

from ocr_service.archive.archive import Archive
from ocr_service.archive.parcels import NothingToArchive, Read
from ocr_service.domain.notification import Delivery, Message, Outcome
from ocr_service.domain.task_queue import QueueReader
from ocr_service.errors import ArchiveUnavailable, BackendUnavailable, OcrServiceError

log = logging.getLogger(__name__)

_RETRY_S = 30.0
_GONE = Delivery(outcome=Outcome.FAILED, detail="The result is gone; it cannot be archived.")


class ArchiveSink:
    """A parcel is durable when the event counts as told; filing it may wait for a folder that is away (``notifier/archivist.py``)."""

    def __init__(self, queue: QueueReader, open_archive: Callable[[], Archive | None]) -> None:
        self._queue = queue
        self._open_archive = open_archive

    async def deliver(self, message: Message) -> Delivery:
        """Archive one result. Told twice it is one document: it is known by owner and content."""
        start_s = time.monotonic()
        delivery = await self._delivered(message)
        return replace(delivery, duration_ms=round((time.monotonic() - start_s) * 1000))

    async def close(self) -> None:
        """The archive is closed by who opened it."""

    async def _delivered(self, message: Message) -> Delivery:
        archive = self._open_archive()
        if archive is None:
            return Delivery(outcome=Outcome.GONE, detail="There is no archive any more.")
        task = await self._queue.get(message.event.task_id)
        told = message.data.get("result") or {}
        if task is None or task.keep_s or told.get("parts"):
            # It was deleted meanwhile, its key wants nothing to be kept, or its parts are archived, each by itself.
            return Delivery(outcome=Outcome.DELIVERED)
        stored = await self._queue.result(task.id)
        if stored is None or not told:
            return _GONE
        try:
            identity = await asyncio.to_thread(archive.pack, Read(task=task, stored=stored, told=told))
        except NothingToArchive:
            return _GONE
        except BackendUnavailable:
            raise
        except OcrServiceError as error:
            return Delivery(
                outcome=Outcome.LATER, detail=f"{error.code}: {error.detail}", retry_after_s=_RETRY_S
            )
        await asyncio.to_thread(take, archive, identity)
        return Delivery(outcome=Outcome.DELIVERED)


def take(archive: Archive, identity: str) -> bool:
    """File a parcel; False when it waits for its folder."""
    try:
        filed = archive.take(identity)
    except ArchiveUnavailable as error:
        log.warning("Archive away", extra={"code": error.code, "detail": error.detail})
        return False
    if filed is not None:
        log.info("Document archived", extra={"task_id": filed.task_id, "document_id": filed.id})
    return True
