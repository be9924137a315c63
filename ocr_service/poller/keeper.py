"""Look after the rows of a table that are being read: say that they are, and give back those that nobody reads any more."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection

from ocr_service.domain.delivery.outbox import Outbox
from ocr_service.domain.file_store import FileStore
from ocr_service.domain.task import TaskId
from ocr_service.domain.task_queue import QueueReader
from ocr_service.notifications.untold import is_untold, waiting_in_outbox
from ocr_service.poller.in_hand import InHand
from ocr_service.sources.row import Row, claim_of
from ocr_service.sources.source import Source

log = logging.getLogger(__name__)


class RowKeeper:
    """The row is the record: its worker names the task, so what a killed program left behind is known by a look at both."""

    def __init__(
        self,
        source: Source,
        queue: QueueReader,
        outbox: Outbox,
        store: FileStore,
        in_hand: InHand,
        *,
        holder: str,
        lease_s: float,
        taking: Callable[[], Collection[TaskId]],
    ) -> None:
        self._source = source
        self._queue = queue
        self._outbox = outbox
        self._store = store
        self._in_hand = in_hand
        self._holder = holder
        self._lease_s = lease_s
        self._taking = taking
        self._untold: frozenset[str] = frozenset()

    async def look(self) -> int:
        """One look; returns how many rows were given back. Raises ``SourceAway``, ``BackendUnavailable``, ``StorageFailed``."""
        held = [row for row in await self._source.table.held_by(self._holder) if claim_of(row.worker)]
        lost = await self._lost(held)
        await self._source.table.keep([row for row in held if row not in lost])
        others = [row for row in await self._source.table.stale(self._lease_s) if row not in held]
        given_back = 0
        for row in [*lost, *await self._unknown(others)]:
            if await self._source.table.give_back(row.id, row.worker):
                given_back += 1
                log.warning(
                    "Row given back", extra={"source": self._source.name, "row": row.id, "worker": row.worker}
                )
        return given_back

    async def _lost(self, held: list[Row]) -> list[Row]:
        """Rows of ours without a task, and those whose task ended without anybody being told, seen so twice."""
        taking = self._taking()
        rows = {claim.task_id: row for row in held if (claim := claim_of(row.worker))}
        asked = [task_id for task_id in rows if task_id not in taking]
        tasks = await self._queue.known(asked)
        self._in_hand.add(task_id for task_id, task in tasks.items() if not task.status.is_final)
        ended = {task_id for task_id, task in tasks.items() if task.status.is_final}
        waiting = await waiting_in_outbox(self._outbox) if ended else set()
        untold = frozenset(task_id for task_id in ended if is_untold(tasks[task_id], waiting))
        twice, self._untold = untold & self._untold, untold
        gone = [task_id for task_id in asked if task_id not in tasks and not await self._is_stored(task_id)]
        return [rows[task_id] for task_id in (*gone, *twice)]

    async def _unknown(self, rows: list[Row]) -> list[Row]:
        """Those of others that are not read here under another name."""
        claims = {row.worker: claim_of(row.worker) for row in rows}
        known = await self._queue.known([claim.task_id for claim in claims.values() if claim])
        return [row for row in rows if not ((claim := claims[row.worker]) and claim.task_id in known)]

    async def _is_stored(self, task_id: TaskId) -> bool:
        """True when the janitor will bring it to a queue that forgot it."""
        return await asyncio.to_thread(self._store.record, task_id) is not None
