"""Settings of receipts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ocr_service.variables import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptSettings:
    """Receipts that wait until somebody starts them (docs/receipts.md)."""

    PREFIX: ClassVar = "RECEIPTS_"

    database_url: str = setting(
        "",
        also="DATABASE_URL",
        secret=True,
        description="`postgresql://user:password@host:5432/name` (`postgresql+asyncpg://` too; extra `postgres`) or `sqlite:////folder/file.sqlite` of receipts; empty: an SQLite file in UPLOAD_DIR",
    )
    max_batch: int = setting(
        1_000, ge=1, le=100_000, description="most receipts that one call of process-all starts"
    )
    batches_per_minute: int = setting(
        30, ge=0, description="calls of process-all per minute and user before 429; 0: no limit"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FlockSettings:
    """Where tasks that are started from Python by an id find their file."""

    PREFIX: ClassVar = ""

    receipt_source: str = setting(
        "",
        description="path template such as `/data/receipts/{receipt_id}.jpg`, or `database`: the receipts of DATABASE_URL",
    )
