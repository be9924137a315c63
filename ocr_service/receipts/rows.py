"""The tables of receipts, and what a row of them is."""

from __future__ import annotations

import json
from typing import Any

from ocr_service.receipts.receipt import Failure, Item, OcrStatus, Reading, Receipt

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS receipts (
  id {id}, user_id TEXT NOT NULL, task_id TEXT NOT NULL UNIQUE, filename TEXT NOT NULL,
  purchase_date TEXT NOT NULL, ocr_status TEXT NOT NULL
    CHECK (ocr_status IN ('pending', 'processing', 'completed', 'failed')),
  batch_id TEXT NOT NULL DEFAULT '', event_sequence BIGINT NOT NULL DEFAULT 0,
  error_code TEXT NOT NULL DEFAULT '', error_detail TEXT NOT NULL DEFAULT '',
  sender TEXT NOT NULL DEFAULT '', receipt_date TEXT NOT NULL DEFAULT '', total TEXT NOT NULL DEFAULT '',
  subtotal TEXT NOT NULL DEFAULT '', tax TEXT NOT NULL DEFAULT '', currency TEXT NOT NULL DEFAULT '',
  warnings TEXT NOT NULL DEFAULT '[]', created_at TEXT NOT NULL, updated_at TEXT NOT NULL)""",
    """CREATE INDEX IF NOT EXISTS receipts_by_status ON receipts (ocr_status, user_id, id)""",
    """CREATE INDEX IF NOT EXISTS receipts_by_user ON receipts (user_id, id)""",
    """CREATE INDEX IF NOT EXISTS receipts_by_batch ON receipts (batch_id) WHERE batch_id != ''""",
    """CREATE TABLE IF NOT EXISTS receipt_items (
  receipt_id BIGINT NOT NULL REFERENCES receipts (id) ON DELETE CASCADE, position INTEGER NOT NULL,
  description TEXT NOT NULL, quantity TEXT NOT NULL, unit_price TEXT NOT NULL, amount TEXT NOT NULL,
  PRIMARY KEY (receipt_id, position))""",
)
"""The tables; ``{id}`` is how a database numbers rows. Made where they are not there yet."""
COLUMNS = (
    "id, user_id, task_id, filename, purchase_date, ocr_status, created_at, updated_at, event_sequence, error_code,"
    " error_detail, sender, receipt_date, total, subtotal, tax, currency, warnings"
)
ITEM_COLUMNS = "description, quantity, unit_price, amount"
CHECK = (
    f"SELECT {COLUMNS}, batch_id FROM receipts LIMIT 0",  # noqa: S608
    f"SELECT receipt_id, position, {ITEM_COLUMNS} FROM receipt_items LIMIT 0",  # noqa: S608
)
"""Fails where a table that was there before lacks a column."""


def receipt_of_row(row: tuple[Any, ...], items: tuple[Item, ...]) -> Receipt:
    """The receipt in a row of ``COLUMNS``."""
    status = OcrStatus(row[5])
    reading = Reading(
        sender=row[11],
        date=row[12],
        total=row[13],
        subtotal=row[14],
        tax=row[15],
        currency=row[16],
        warnings=tuple(json.loads(row[17])),
        items=items,
    )
    return Receipt(
        id=row[0],
        user=row[1],
        task_id=row[2],
        filename=row[3],
        purchase_date=row[4],
        status=status,
        created_at=row[6],
        updated_at=row[7],
        sequence=row[8],
        reading=reading if status is OcrStatus.COMPLETED else None,
        failure=Failure(code=row[9], detail=row[10]) if status is OcrStatus.FAILED else None,
    )
