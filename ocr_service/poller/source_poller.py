"""Poll one environment until told to stop: claim, take, look after what is taken; wait longer and longer while it is away."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress

from ocr_service.domain.task import TaskId, new_task_id
from ocr_service.errors import OcrServiceError
from ocr_service.poller.health import Health
from ocr_service.poller.in_hand import InHand
from ocr_service.poller.keeper import RowKeeper
from ocr_service.poller.order import Order
from ocr_service.poller.taker import RowTaker
from ocr_service.poller.troubles import Troubles
from ocr_service.sources.moves import Move, MoveCounts
from ocr_service.sources.row import FILE_NOT_FETCHED, Claim, Failure, Row, claim_of
from ocr_service.sources.source import FileTrouble, Source, SourceAway

log = logging.getLogger(__name__)

_PAUSE_FIRST_S, _PAUSE_LAST_S = 1.0, 60.0
_ROOM_S = 0.5
_LOOKS_A_LEASE = 3
_LONGEST_LOOK_S = 60.0


class SourcePoller:
    """``stop`` ends it after the row in hand."""

    def __init__(
        self,
        source: Source,
        *,
        holder: str,
        taker: RowTaker,
        build_keeper: Callable[[Callable[[], set[TaskId]]], RowKeeper],
        order: Order,
        in_hand: InHand,
        health: Health,
        moves: MoveCounts,
        poll_s: float,
        lease_s: float,
        stop: asyncio.Event,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = source
        self._holder = holder
        self._taker = taker
        self._keeper = build_keeper(self._taking)
        self._order = order
        self._in_hand = in_hand
        self._health = health
        self._moves = moves
        self._poll_s = poll_s
        self._look_s = min(lease_s / _LOOKS_A_LEASE, _LONGEST_LOOK_S)
        self._stop = stop
        self._monotonic_s = monotonic_s
        self._troubles = Troubles()
        self._is_checked = False
        self._looked_s = float("-inf")

    async def run(self) -> None:
        """Poll until told to stop; what is ours and not in the queue then is given back."""
        pause_s = _PAUSE_FIRST_S
        while not self._stop.is_set():
            rest_s = await self._stepped()
            if rest_s is None:
                rest_s, pause_s = pause_s, min(2 * pause_s, _PAUSE_LAST_S)
            else:
                pause_s = _PAUSE_FIRST_S
            await self._rest(rest_s)
        with suppress(SourceAway):
            for row in self._troubles.rows():
                self._count(Move.GIVEN_BACK, await self._source.table.give_back(row.id, row.worker))
        await self._source.close()

    async def _stepped(self) -> float | None:
        """One step; None when it could not be made."""
        try:
            rest_s = await self.step()
        except SourceAway as error:
            # A claim may have arrived whose answer did not: look after all rows first when it is back.
            self._is_checked, self._looked_s = False, float("-inf")
            self._order.found_none(self._source.name)
            self._health.set(str(error))
            return None
        except OcrServiceError as error:
            # Ours: queue or store. The source is well.
            log.warning("Source waits", extra={"source": self._source.name, "code": error.code})
            return None
        self._health.set("")
        return rest_s

    async def step(self) -> float:
        """One row, or a look for one; returns the seconds until the next. Raises ``SourceAway``, ``OcrServiceError``."""
        if not self._is_checked:
            await self._source.table.check()
            await self._source.files.check()
            self._is_checked = True
        now_s = self._monotonic_s()
        if now_s >= self._looked_s + self._look_s:
            self._count(Move.GIVEN_BACK, await self._keeper.look())
            table = self._source.table
            self._health.count(await table.counts(), await table.oldest_s())
            self._looked_s = now_s
        if row := self._troubles.due(now_s):
            await self._take(row)
            return 0.0
        if len(self._troubles) >= Troubles.most:
            return self._troubles.wait_s(now_s)
        if not self._order.goes_first(self._source.name) or not await self._in_hand.has_room():
            return _ROOM_S
        row = await self._source.table.claim(Claim(self._holder, new_task_id()))
        if row is None:
            self._order.found_none(self._source.name)
            return min(self._poll_s, self._troubles.wait_s(now_s))
        self._order.found(self._source.name)
        self._count(Move.CLAIMED)
        await self._take(row)
        return 0.0

    async def _take(self, row: Row) -> None:
        """Into the queue; where that cannot be now, the row stays ours and is tried again."""
        claim = claim_of(row.worker)
        if claim is None:
            raise SourceAway("The table does not keep what is written to its column of workers.")
        try:
            is_taken = await self._taker.take(row, claim.task_id)
        except FileTrouble as error:
            if not self._troubles.is_hopeless(row):
                self._troubles.add(row, self._monotonic_s())
                log.warning(
                    "Row's file not fetched",
                    extra={"source": self._source.name, "row": row.id, "reason": str(error)},
                )
                return
            is_taken = await self._taker.fail(row, Failure(code=FILE_NOT_FETCHED, detail=str(error)))
        except (SourceAway, OcrServiceError):
            self._troubles.add(row, self._monotonic_s())
            raise
        self._troubles.end(row)
        self._count(Move.FAILED, not is_taken)
        if is_taken:
            self._troubles.fetched(self._monotonic_s())
            self._in_hand.add([claim.task_id])
            self._health.taken()

    def _count(self, move: Move, number: int = 1) -> None:
        self._moves.add(self._source.name, move, number)

    def _taking(self) -> set[TaskId]:
        """Tasks of rows that are ours and not in the queue."""
        return {claim.task_id for row in self._troubles.rows() if (claim := claim_of(row.worker))}

    async def _rest(self, seconds: float) -> None:
        if seconds > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), seconds)
