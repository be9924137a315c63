"""Find files whose end nobody told, and take them again: their task was deleted, or its result expired before it was filed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from ocr_service.clock import Clock
from ocr_service.domain.delivery.outbox import Outbox
from ocr_service.domain.task_queue import QueueReader
from ocr_service.filing.entry import Entry, EntryState, shown
from ocr_service.filing.filer import Filer
from ocr_service.notifications.untold import is_untold, waiting_in_outbox

log = logging.getLogger(__name__)

_MIN_AGE_MS = 60_000


class Reconciler:
    """The outbox tells each end at least once while Redis remembers; this is for when it does not."""

    def __init__(
        self, queue: QueueReader, outbox: Outbox, filer: Filer, clock: Clock, *, min_age_ms: int = _MIN_AGE_MS
    ) -> None:
        self._queue = queue
        self._outbox = outbox
        self._filer = filer
        self._clock = clock
        self._min_age_ms = min_age_ms
        self._untold: frozenset[str] = frozenset()

    async def look(self) -> int:
        """One look; returns how many are taken again. Raises ``BackendUnavailable``, ``OSError``, ``sqlite3.Error``."""
        await asyncio.to_thread(self._forget_gone)
        await asyncio.to_thread(self._close_piles)
        entries = await asyncio.to_thread(self._waiting)
        if not entries:
            return 0
        tasks = await self._queue.known([entry.task_id for entry in entries])
        told = await waiting_in_outbox(self._outbox)
        untold = {entry.id for entry in entries if is_untold(tasks.get(entry.task_id), told)}
        # Between the end of a task and its entry in the outbox, as we read them one after the other, lies a moment.
        again = [entry for entry in entries if entry.id in untold & self._untold]
        self._untold = frozenset(untold)
        for entry in again:
            await asyncio.to_thread(self._filer.again, entry)
            log.warning(
                "Watched file taken again", extra={"path": shown(entry.path), "task_id": entry.task_id}
            )
        return len(again)

    def _waiting(self) -> Sequence[Entry]:
        before_ms = self._clock.now_ms() - self._min_age_ms
        open_entries = self._filer.journal.in_state(EntryState.TAKEN, EntryState.FILING)
        return [entry for entry in open_entries if entry.changed_ms <= before_ms]

    def _close_piles(self) -> None:
        for entry in self._filer.journal.in_state(EntryState.DIVIDED):
            self._filer.close_pile(entry)

    def _forget_gone(self) -> None:
        for entry in self._filer.journal.in_state(EntryState.FAILED):
            self._filer.forget_gone(entry)
