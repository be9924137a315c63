"""Tell an event by writing back to a receipt's row what was read of it, or why it could not be."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from ocr_service.domain.notification import Delivery, EventKind, Message, Outcome
from ocr_service.errors import ReceiptsUnavailable
from ocr_service.receipts.receipt import Failure, Reading, ReceiptStore, Settled, receipt_of
from ocr_service.receipts.telling import tell_batch
from ocr_service.receipts.told import reading_of

log = logging.getLogger(__name__)

_RETRY_S = 2.0
_CANCELLED = Failure(code="TASK_CANCELLED", detail="It was cancelled before it was read.")
_EXPIRED = Failure(
    code="RESULT_EXPIRED", detail="Its result was gone before it could be written down. Retry it."
)
_UNSAID = Failure(code="PROCESSING_FAILED", detail="It could not be read; the service's log says more.")


class ReceiptSink:
    """Told twice, or late, it changes nothing: the row knows the last event it was told of. A database that is away is waited for."""

    def __init__(self, open_store: Callable[[], ReceiptStore]) -> None:
        self._open_store = open_store
        self._store: ReceiptStore | None = None
        self._opening = threading.Lock()

    async def deliver(self, message: Message) -> Delivery:
        """Write back one end."""
        start_s = time.monotonic()
        delivery = await asyncio.to_thread(self._delivered, message)
        return replace(delivery, duration_ms=round((time.monotonic() - start_s) * 1000))

    async def close(self) -> None:
        """Close the database."""
        if self._store is not None:
            await asyncio.to_thread(self._store.close)

    def _delivered(self, message: Message) -> Delivery:
        try:
            receipt_id = receipt_of(message.subscription.target)
        except ValueError as error:
            return Delivery(outcome=Outcome.FAILED, detail=str(error))
        try:
            settled = self._settled(self._opened(), receipt_id, message)
        except ReceiptsUnavailable as error:
            detail = f"{error.code}: {error.detail}"
            return Delivery(outcome=Outcome.LATER, detail=detail, retry_after_s=_RETRY_S)
        tell_batch(settled)
        return Delivery(outcome=Outcome.DELIVERED)

    def _opened(self) -> ReceiptStore:
        with self._opening:
            if self._store is None:
                self._store = self._open_store()
            return self._store

    @staticmethod
    def _settled(store: ReceiptStore, receipt_id: int, message: Message) -> Settled:
        event, receipt = message.event, store.get(receipt_id)
        if receipt is None:
            log.warning("Receipt gone", extra={"receipt_id": receipt_id, "task_id": event.task_id})
            return Settled(is_stored=False)
        outcome = _outcome(message, receipt.purchase_date)
        settled = store.settle(receipt_id, event.task_id, event.sequence, outcome)
        fields = {"receipt_id": receipt_id, "task_id": event.task_id}
        if not settled.is_stored:
            log.info("Receipt told before", extra=fields)
        elif isinstance(outcome, Failure):
            log.warning("Receipt failed", extra={**fields, "code": outcome.code})
        else:
            log.info("Receipt read", extra={**fields, "items": len(outcome.items)})
        return settled


def _outcome(message: Message, purchase_date: str) -> Reading | Failure:
    if message.event.kind is EventKind.TASK_CANCELLED:
        return _CANCELLED
    if message.event.kind is not EventKind.TASK_COMPLETED:
        error = message.data.get("error") or {}
        return Failure(code=error["code"], detail=error["detail"]) if error else _UNSAID
    result = message.data.get("result")
    return reading_of(result, purchase_date) if result else _EXPIRED
