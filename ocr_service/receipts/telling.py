"""Say in the log, in one line, how a batch of receipts ended."""

from __future__ import annotations

import logging

from ocr_service.receipts.receipt import Settled

log = logging.getLogger(__name__)


def tell_batch(settled: Settled) -> None:
    """One line when that was the last receipt of its batch."""
    if settled.is_stored and (batch := settled.batch):
        log.info(
            "Receipts of a batch done",
            extra={
                "batch_id": batch.batch_id,
                "user_id": batch.user,
                "total": batch.total,
                "completed": batch.completed,
                "failed": batch.failed,
            },
        )
