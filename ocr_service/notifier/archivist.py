"""Keep the archive whole: file what waits, end what was cut short, find what nobody told of, remove what had its time."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping

from ocr_service.archive.archive import Archive
from ocr_service.archive.document import document_id
from ocr_service.archive.parcels import NothingToArchive, Read
from ocr_service.domain.notification import Event, EventKind
from ocr_service.domain.status import TaskStatus
from ocr_service.domain.task import Task
from ocr_service.domain.task_queue import QueueReader
from ocr_service.errors import ArchiveUnavailable, OcrServiceError
from ocr_service.notifications.archive import take
from ocr_service.notifier.payload import Payloads

log = logging.getLogger(__name__)

_EVERY_S = 30.0
_LOOKS_FOR_MISSED_EVERY_S = 900.0
_EXPIRES_EVERY_S = 6 * 3_600.0
_TASKS_AT_ONCE = 50


class Archivist:
    """Looks every half minute; where nothing is to be done it only reads, so that disks may sleep."""

    def __init__(
        self,
        *,
        archive: Archive,
        queue: QueueReader,
        payloads: Payloads,
        results_live_s: float,
        keep_days: int,
        keep_days_of: Mapping[str, int],
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._archive = archive
        self._queue = queue
        self._payloads = payloads
        self._results_live_s = results_live_s
        self._keep_days = keep_days
        self._keep_days_of = keep_days_of
        self._monotonic_s = monotonic_s
        self._looked_s = self._expired_s = float("-inf")

    async def run(self) -> None:
        """Look until cancelled, and close the archive then."""
        try:
            while True:
                await self._try_to_look()
                await asyncio.sleep(_EVERY_S)
        finally:
            self._archive.close()

    async def _try_to_look(self) -> None:
        try:
            await self.look()
        except OcrServiceError as error:
            log.warning("Archive not looked after", extra={"code": error.code, "detail": error.detail})

    async def look(self) -> None:
        """One look. Raises ``ArchiveUnavailable``, ``BackendUnavailable``, ``StorageFailed``."""
        archive, now_s = self._archive, self._monotonic_s()
        waiting = await asyncio.to_thread(archive.parcels.waiting)
        for identity in waiting:
            if not await asyncio.to_thread(take, archive, identity):
                return
        if healed := await asyncio.to_thread(archive.healing.heal):
            log.warning("Archive healed", extra={"documents": healed})
        if now_s - self._looked_s >= _LOOKS_FOR_MISSED_EVERY_S:
            await self._find_missed()
            self._looked_s = now_s
        if now_s - self._expired_s >= _EXPIRES_EVERY_S:
            removed = await asyncio.to_thread(archive.expire, self._keep_days, self._keep_days_of)
            if removed:
                log.info("Archived documents expired", extra={"documents": removed})
            self._expired_s = now_s
        await asyncio.to_thread(archive.healing.purge)

    async def _find_missed(self) -> None:
        """Results that live and are not archived: their entries found no room in the outbox, or the archive is new."""
        since_ms = await self._queue.now_ms() - round(self._results_live_s * 1000)
        cursor = ""
        while True:
            page = await self._queue.list_tasks(
                status=TaskStatus.COMPLETED, limit=_TASKS_AT_ONCE, cursor=cursor, since_ms=since_ms
            )
            for task in page.tasks:
                if not task.keep_s and await asyncio.to_thread(self._is_missed, task):
                    await self._archive_missed(task)
            if not page.cursor:
                return
            cursor = page.cursor

    def _is_missed(self, task: Task) -> bool:
        archive, identity = self._archive, document_id(task.owner, task.sha256)
        known = archive.index.document(identity)
        if known is not None or archive.parcels.document(identity) is not None:
            return False
        return not archive.is_removed(identity, task.owner, task.created_at)

    async def _archive_missed(self, task: Task) -> None:
        event = Event(id="", kind=EventKind.TASK_COMPLETED, sequence=0, at="", task_id=task.id)
        data, stored = await self._payloads.data(event), await self._queue.result(task.id)
        if stored is None or not data.get("result") or data["result"].get("parts"):
            return
        try:
            read = Read(task=task, stored=stored, told=data["result"])
            identity = await asyncio.to_thread(self._archive.pack, read)
        except NothingToArchive:
            return
        log.info("Missed document archived", extra={"task_id": task.id})
        if not await asyncio.to_thread(take, self._archive, identity):
            raise ArchiveUnavailable
