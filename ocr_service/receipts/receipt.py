"""A receipt as it is kept: whose it is, how far its reading is, and what was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from ocr_service.domain.notification import RECEIPT_SCHEME
from ocr_service.domain.task import TaskId

RECEIPTS_FOLDER, RECEIPTS_NAME = ".receipts", "receipts.sqlite"
"""Where the embedded database lies, below the folder of documents."""
MOST_ID = 2**53 - 1
"""The largest id that every reader of JSON keeps exactly."""
RECEIPTS_LANE = f"{RECEIPT_SCHEME}local"
"""The lane of the outbox in which the ends of receipts wait."""
_PLACE = f"{RECEIPTS_LANE}/"


class OcrStatus(StrEnum):
    """How far the reading of a receipt is."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a receipt. Amounts are decimal strings; what is not printed is empty."""

    description: str = ""
    quantity: str = ""
    unit_price: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read. Amounts are decimal strings, ``date`` is ISO-8601; what was not found is empty.

    ``warnings`` say what of it a person should look at.
    """

    sender: str = ""
    date: str = ""
    total: str = ""
    subtotal: str = ""
    tax: str = ""
    currency: str = ""
    items: tuple[Item, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a receipt was not read."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One receipt. Times are ISO-8601 in UTC; ``reading`` is there once it is completed, ``failure`` while it is failed.

    ``sequence`` is that of the last event that was written back (``Event.sequence``), 0 before the first.
    """

    id: int
    user: str
    task_id: TaskId
    filename: str
    purchase_date: str
    status: OcrStatus
    created_at: str
    updated_at: str
    sequence: int = 0
    reading: Reading | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchEnd:
    """How a batch of process-all ended, once the last of its receipts has."""

    batch_id: str
    user: str
    total: int
    completed: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a write-back did; ``batch`` when it was the last one of its batch."""

    is_stored: bool
    batch: BatchEnd | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptNumbers:
    """All receipts, in numbers.

    ``oldest_s`` is how long the first is pending, and how long the first is processing (0 without one); ``with_warnings``
    are those that were read with any, ``items`` the items of all.
    """

    counts: Mapping[OcrStatus, int]
    oldest_s: Mapping[OcrStatus, float]
    with_warnings: int
    items: int


class ReceiptStore(Protocol):
    """Where receipts are kept. All methods block, may be called from any thread, and raise ``ReceiptsUnavailable``."""

    def is_made(self) -> bool:
        """False while nobody ever had a receipt, as far as that is known without making anything."""
        ...

    def add(self, *, user: str, task_id: TaskId, filename: str, purchase_date: str) -> Receipt:
        """A new receipt, pending."""
        ...

    def remove(self, receipt_id: int) -> None:
        """Forget a receipt whose document was not accepted."""
        ...

    def get(self, receipt_id: int) -> Receipt | None:
        """One of them."""
        ...

    def page(self, *, user: str | None, limit: int, before: int = MOST_ID + 1) -> Sequence[Receipt]:
        """The newest with an id below ``before``; of everybody when ``user`` is None."""
        ...

    def has_user(self, user: str) -> bool:
        """True when this user has any receipt."""
        ...

    def claim_pending(self, *, user: str | None, limit: int, batch_id: str) -> Sequence[Receipt]:
        """Make the oldest pending ones processing, as one batch, in one transaction."""
        ...

    def release(self, receipt_id: int) -> None:
        """Make a processing one pending again, of no batch: it could not be queued."""
        ...

    def processing(self, *, user: str | None, limit: int) -> Sequence[Receipt]:
        """Those that are processing, the oldest first."""
        ...

    def begin(self, receipt: Receipt) -> bool:
        """Make one processing, unless something was written back since ``receipt`` was read; True when it was."""
        ...

    def settle(self, receipt_id: int, task_id: TaskId, sequence: int, outcome: Reading | Failure) -> Settled:
        """Write back how its task ended, all or nothing; stores nothing unless ``sequence`` is above the last one's."""
        ...

    def lose(self, receipt: Receipt, failure: Failure) -> Settled:
        """Mark a processing one failed whose end nobody will tell, unless something was written back meanwhile."""
        ...

    def counts(self, user: str | None) -> Mapping[OcrStatus, int]:
        """How many there are of each status."""
        ...

    def numbers(self) -> ReceiptNumbers:
        """All receipts, in numbers."""
        ...

    def forget_user(self, user: str) -> int:
        """Remove all receipts of a user with their items; returns how many."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


def target_of(receipt_id: int) -> str:
    """The callback under which the outbox tells of the end of a receipt's task."""
    return f"{_PLACE}{receipt_id}"


def receipt_of(target: str) -> int:
    """The id in a callback. Raises ``ValueError`` for what ``target_of`` did not write."""
    text = target.removeprefix(_PLACE)
    if text == target or not text.isdecimal():
        raise ValueError(f"{target!r} names no receipt.")
    return int(text)
