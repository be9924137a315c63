"""Tell an event by writing back to the row of another system's table what was read, or why it could not be."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any

from ocr_service.domain.document import TEXT_FILE
from ocr_service.domain.file_store import FileStore
from ocr_service.domain.notification import Delivery, EventKind, Message, Outcome
from ocr_service.domain.task_queue import QueueReader
from ocr_service.sources.moves import Move, MoveCounts
from ocr_service.sources.row import Failure, Place, Read, place_of
from ocr_service.sources.source import Source, SourceAway

log = logging.getLogger(__name__)

_RETRY_S = 5.0
_CANCELLED = Failure(code="TASK_CANCELLED", detail="It was cancelled before it was read.")
_UNSAID = Failure(code="PROCESSING_FAILED", detail="It could not be read; the service's log says more.")


class SourceSink:
    """Told twice, or late, it changes nothing: the row is written only while it is this claim's. A source that is away is waited for."""

    def __init__(
        self,
        queue: QueueReader,
        store: FileStore,
        build_sources: Callable[[], Mapping[str, Source]],
        moves: MoveCounts,
    ) -> None:
        self._queue = queue
        self._store = store
        self._build_sources = build_sources
        self._moves = moves
        self._sources: Mapping[str, Source] | None = None
        self._away: dict[str, str] = {}

    async def deliver(self, message: Message) -> Delivery:
        """Write back one end."""
        start_s = time.monotonic()
        delivery = await self._delivered(message)
        return replace(delivery, duration_ms=round((time.monotonic() - start_s) * 1000))

    async def close(self) -> None:
        """Close the sources."""
        for source in (self._sources or {}).values():
            await source.close()

    async def _delivered(self, message: Message) -> Delivery:
        try:
            place = place_of(message.subscription.target)
        except ValueError as error:
            return Delivery(outcome=Outcome.FAILED, detail=str(error))
        if self._sources is None:
            self._sources = self._build_sources()
        source = self._sources.get(place.source)
        if source is None:
            return _later(f"No source is called {place.source} any more; set its variables of the notifier.")
        try:
            await self._written(source, place, message)
        except SourceAway as error:
            self._tell_away(source.name, str(error))
            return _later(str(error))
        self._tell_away(source.name, "")
        await self._moves.tell()
        return Delivery(outcome=Outcome.DELIVERED)

    async def _written(self, source: Source, place: Place, message: Message) -> None:
        outcome = await self._outcome(message)
        fields = {"source": place.source, "row": place.row_id, "task_id": message.event.task_id}
        if outcome is None:
            # Its result expired while the source was away: it is read anew.
            if await source.table.give_back(place.row_id, place.worker):
                self._moves.add(source.name, Move.GIVEN_BACK)
                log.warning("Row given back", extra={**fields, "worker": place.worker})
        elif not await source.table.settle(place.row_id, place.worker, outcome):
            log.info("Row told before, or no longer ours", extra=fields)
        elif isinstance(outcome, Failure):
            self._moves.add(source.name, Move.FAILED)
            log.warning("Row failed", extra={**fields, "code": outcome.code})
        else:
            self._moves.add(source.name, Move.READ)
            log.info("Row read", extra=fields)

    async def _outcome(self, message: Message) -> Read | Failure | None:
        if message.event.kind is EventKind.TASK_CANCELLED:
            return _CANCELLED
        if message.event.kind is not EventKind.TASK_COMPLETED:
            error = message.data.get("error") or {}
            return Failure(code=error["code"], detail=error["detail"]) if error else _UNSAID
        told: Mapping[str, Any] | None = message.data.get("result")
        if not told:
            return None
        text = told.get("text")
        whole = text if isinstance(text, str) else await self._stored_text(message.event.task_id)
        if whole is None:
            return None
        return Read(text=whole, result={name: value for name, value in told.items() if name != "text"})

    async def _stored_text(self, task_id: str) -> str | None:
        task = await self._queue.get(task_id)
        return await asyncio.to_thread(self._text_of, task_id, task.token) if task else None

    def _text_of(self, task_id: str, token: int) -> str | None:
        file = self._store.open_output(task_id, token, TEXT_FILE)
        if file is None:
            return None
        with closing(file):
            return b"".join(file.pieces()).decode("utf-8", "replace")

    def _tell_away(self, name: str, why: str) -> None:
        """Say it once, not with each row that waits."""
        if why and why != self._away.get(name):
            log.warning("Source away", extra={"source": name, "reason": why})
        self._away[name] = why


def _later(detail: str) -> Delivery:
    return Delivery(outcome=Outcome.LATER, detail=detail, retry_after_s=_RETRY_S)
