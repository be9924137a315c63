"""Tell an event by files in a folder: what was read of a document from a watched folder, or why it could not be."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from ocr_service.domain.notification import Delivery, EventKind, Message, Outcome
from ocr_service.domain.task_queue import QueueReader
from ocr_service.errors import BackendUnavailable, OcrServiceError
from ocr_service.filing.away import RESULTS_AWAY, FolderAway, tell_away
from ocr_service.filing.entry import Entry, EntryState, entry_of, shown
from ocr_service.filing.filer import Filer, Read, ResultGone
from ocr_service.filing.piles import PileNotKnown

log = logging.getLogger(__name__)

_RETRY_S, _SOON_S = 30.0, 1.0
_CANCELLED = ("TASK_CANCELLED", "It was cancelled before it was read.")
_UNSAID = ("PROCESSING_FAILED", "It could not be read; the service's log says more.")


class FilingSink:
    """One entry at a time is filed once, however often it is told; a folder that is away is waited for."""

    def __init__(self, queue: QueueReader, build_filer: Callable[[], Filer | None]) -> None:
        self._queue = queue
        self._build_filer = build_filer
        self._filer: Filer | None = None
        self._opening = threading.Lock()
        self._running: dict[str, asyncio.Task[Entry]] = {}

    async def deliver(self, message: Message) -> Delivery:
        """File a result, or set a file apart. A disk that takes longer than a lease goes on; the next try waits for it."""
        start_s = time.monotonic()
        delivery = await self._delivered(message)
        return replace(delivery, duration_ms=round((time.monotonic() - start_s) * 1000))

    async def close(self) -> None:
        """Wait for what is being written, and close the journal."""
        await asyncio.gather(*self._running.values(), return_exceptions=True)
        if self._filer is not None:
            await asyncio.to_thread(self._filer.journal.close)

    async def _delivered(self, message: Message) -> Delivery:
        try:
            entry = entry_of(message.subscription.target)
        except ValueError as error:
            return Delivery(outcome=Outcome.FAILED, detail=str(error))
        try:
            return await self._to(await asyncio.to_thread(self._opened), entry, message)
        except BackendUnavailable:
            raise
        except OcrServiceError as error:
            return _later(f"{error.code}: {error.detail}")
        except (sqlite3.Error, OSError) as error:
            return _later(f"The journal of the watched folder cannot be written: {error}.")

    def _opened(self) -> Filer | None:
        with self._opening:
            if self._filer is None:
                self._filer = self._build_filer()
            return self._filer

    async def _to(self, filer: Filer | None, entry: Entry, message: Message) -> Delivery:
        if filer is None:
            return _later(
                "No folder is watched any more; set WATCH_DIR and WATCH_OUTPUT_DIR of the notifier."
            )
        try:
            await self._once(entry, message, filer)
        except FolderAway as error:
            await asyncio.to_thread(tell_away, filer.journal, RESULTS_AWAY, str(error), log)
            return _later(str(error))
        except PileNotKnown:
            return replace(
                _later("The document that it is a part of was not told yet."), retry_after_s=_SOON_S
            )
        await asyncio.to_thread(tell_away, filer.journal, RESULTS_AWAY, "", log)
        return Delivery(outcome=Outcome.DELIVERED)

    async def _once(self, entry: Entry, message: Message, filer: Filer) -> None:
        """Only one delivery of an entry runs at a time; it goes on when nobody waits for it any more."""
        running = self._running.get(entry.id)
        if running is None:
            running = asyncio.create_task(self._filed(entry, message, filer))
            self._running[entry.id] = running
            running.add_done_callback(lambda done: self._on_end(entry.id, done))
        await asyncio.shield(running)

    def _on_end(self, entry_id: str, done: asyncio.Task[Entry]) -> None:
        self._running.pop(entry_id, None)
        if not done.cancelled():
            done.exception()  # whoever still waits gets it; it is no news to the loop

    async def _filed(self, entry: Entry, message: Message, filer: Filer) -> Entry:
        if message.event.kind is not EventKind.TASK_COMPLETED:
            code, reason = _reason(message)
            task = await self._queue.get(message.event.task_id) if entry.is_part else None
            ended = await asyncio.to_thread(filer.fail, entry, code, reason, task)
        else:
            ended = await self._results_filed(entry, message, filer)
        _tell(ended)
        return ended

    async def _results_filed(self, entry: Entry, message: Message, filer: Filer) -> Entry:
        task = await self._queue.get(message.event.task_id)
        stored = await self._queue.result(message.event.task_id)
        told = message.data.get("result")
        if task is None or stored is None or not told:
            return await asyncio.to_thread(filer.again, entry)
        try:
            return await asyncio.to_thread(filer.file, entry, Read(task=task, stored=stored, told=told))
        except ResultGone:
            return await asyncio.to_thread(filer.again, entry)


def _later(detail: str) -> Delivery:
    return Delivery(outcome=Outcome.LATER, detail=detail, retry_after_s=_RETRY_S)


def _reason(message: Message) -> tuple[str, str]:
    """Code and sentence of a document that was not read."""
    if message.event.kind is EventKind.TASK_CANCELLED:
        return _CANCELLED
    error = message.data.get("error") or {}
    return (error["code"], error["detail"]) if error else _UNSAID


def _tell(entry: Entry) -> None:
    fields = {"task_id": entry.task_id, "path": shown(entry.path)}
    if entry.state is EntryState.DONE:
        log.info("Watched file done", extra={**fields, "files": list(entry.names)})
    elif entry.state is EntryState.FAILED:
        log.warning("Watched file failed", extra={**fields, "code": entry.code})
    elif entry.state is EntryState.DIVIDED:
        log.info("Watched file divided", extra=fields)
    elif entry.state is EntryState.TAKING:
        log.info("Watched file taken again", extra=fields)
