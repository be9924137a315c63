"""The numbers of receipts for whoever watches them: one look at a time, so that a database that hangs holds up one thread and no more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from ocr_service.errors import ReceiptsUnavailable
from ocr_service.receipts.receipt import ReceiptNumbers, ReceiptStore

_FRESH_S = 5.0
_PATIENCE_S = 3.0


class ReceiptCounter:
    """Numbers are at most five seconds old; who asks waits at most three."""

    def __init__(
        self,
        receipts: ReceiptStore,
        *,
        patience_s: float = _PATIENCE_S,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._receipts = receipts
        self._patience_s = patience_s
        self._monotonic_s = monotonic_s
        self._look: asyncio.Task[ReceiptNumbers] | None = None
        self._looked_s = float("-inf")

    async def numbers(self) -> ReceiptNumbers | None:
        """None while nobody ever had a receipt. Raises ``ReceiptsUnavailable``, also for a database that gives no answer."""
        if not await asyncio.to_thread(self._receipts.is_made):
            return None
        now_s = self._monotonic_s()
        if self._look is None or (self._look.done() and now_s - self._looked_s >= _FRESH_S):
            self._look = asyncio.create_task(asyncio.to_thread(self._receipts.numbers))
            self._looked_s = now_s
        done, _ = await asyncio.wait([self._look], timeout=self._patience_s)
        if not done:
            raise ReceiptsUnavailable
        return self._look.result()
