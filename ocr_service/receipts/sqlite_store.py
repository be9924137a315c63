"""Keep receipts in the embedded database: one SQLite file beside the documents, that API and notifier share."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ocr_service.clock import Clock, SystemClock, iso_from_ms
from ocr_service.domain.task import TaskId
from ocr_service.errors import ReceiptsUnavailable
from ocr_service.receipts.receipt import (
    MOST_ID,
    BatchEnd,
    Failure,
    Item,
    OcrStatus,
    Reading,
    Receipt,
    Settled,
)
from ocr_service.receipts.rows import COLUMNS, SCHEMA, receipt_of_row

BUSY_S = 10.0
_NOTHING_READ = Reading()


class SqliteReceipts:
    """The ``ReceiptStore`` of a service without a database server. Every change is durable when its call returns."""

    def __init__(self, path: Path, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._path = path
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def add(self, *, user: str, task_id: TaskId, filename: str, purchase_date: str) -> Receipt:
        """A new receipt, pending."""
        now = self._now()
        with self._change():
            self._base.execute(
                "INSERT INTO receipts (user_id, task_id, filename, purchase_date, ocr_status, created_at, updated_at)"
                " VALUES (?, ?, ?, ?, 'pending', ?, ?)",
                (user, task_id, filename, purchase_date, now, now),
            )
            return self._all("task_id = ?", task_id)[0]

    def remove(self, receipt_id: int) -> None:
        """Forget a receipt."""
        with self._change():
            self._base.execute("DELETE FROM receipts WHERE id = ?", (receipt_id,))

    def get(self, receipt_id: int) -> Receipt | None:
        """One of them."""
        with self._look():
            found = self._all("id = ?", receipt_id)
            return found[0] if found else None

    def page(self, *, user: str | None, limit: int, before: int = MOST_ID + 1) -> Sequence[Receipt]:
        """The newest with an id below ``before``."""
        with self._look():
            where, values = _of(user, "id < ?", before)
            return self._all(f"{where} ORDER BY id DESC LIMIT ?", *values, limit)

    def has_user(self, user: str) -> bool:
        """True when this user has any."""
        with self._look():
            found = self._base.execute("SELECT 1 FROM receipts WHERE user_id = ? LIMIT 1", (user,))
            return found.fetchone() is not None

    def claim_pending(self, *, user: str | None, limit: int, batch_id: str) -> Sequence[Receipt]:
        """Make the oldest pending ones processing, as one batch."""
        with self._change():
            where, values = _of(user, "ocr_status = 'pending'")
            self._base.execute(
                "UPDATE receipts SET ocr_status = 'processing', batch_id = ?, updated_at = ?"  # noqa: S608
                f" WHERE id IN (SELECT id FROM receipts WHERE {where} ORDER BY id LIMIT ?)",
                (batch_id, self._now(), *values, limit),
            )
            return self._all("batch_id = ? ORDER BY id", batch_id)

    def release(self, receipt_id: int) -> None:
        """Make a processing one pending again, of no batch."""
        with self._change():
            self._base.execute(
                "UPDATE receipts SET ocr_status = 'pending', batch_id = '', updated_at = ?"
                " WHERE id = ? AND ocr_status = 'processing'",
                (self._now(), receipt_id),
            )

    def processing(self, *, user: str | None, limit: int) -> Sequence[Receipt]:
        """Those that are processing, the oldest first."""
        with self._look():
            where, values = _of(user, "ocr_status = 'processing'")
            return self._all(f"{where} ORDER BY id LIMIT ?", *values, limit)

    def begin(self, receipt: Receipt) -> bool:
        """Make one processing, unless something was written back meanwhile."""
        with self._change():
            changed = self._base.execute(
                "UPDATE receipts SET ocr_status = 'processing', batch_id = '', error_code = '', error_detail = '',"
                " updated_at = ? WHERE id = ? AND event_sequence = ?",
                (self._now(), receipt.id, receipt.sequence),
            )
            return changed.rowcount == 1

    def settle(self, receipt_id: int, task_id: TaskId, sequence: int, outcome: Reading | Failure) -> Settled:
        """Write back how its task ended, items and all, in one transaction."""
        with self._change():
            return self._put(
                "task_id = ? AND event_sequence < ?", (task_id, sequence), receipt_id, sequence, outcome
            )

    def lose(self, receipt: Receipt, failure: Failure) -> Settled:
        """Mark a processing one failed whose end nobody will tell."""
        with self._change():
            guard = "ocr_status = 'processing' AND event_sequence = ?"
            return self._put(guard, (receipt.sequence,), receipt.id, receipt.sequence, failure)

    def counts(self, user: str | None) -> Mapping[OcrStatus, int]:
        """How many there are of each status."""
        with self._look():
            where, values = _of(user, "1")
            rows = self._base.execute(
                f"SELECT ocr_status, count(*) FROM receipts WHERE {where} GROUP BY ocr_status",  # noqa: S608
                values,
            ).fetchall()
            found = {OcrStatus(status): int(number) for status, number in rows}
            return {status: found.get(status, 0) for status in OcrStatus}

    @property
    def _base(self) -> sqlite3.Connection:
        """The database, made when it is first asked something: who has no receipts has no file of them."""
        if self._connection is None:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            base = sqlite3.connect(self._path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
            try:
                base.execute("PRAGMA journal_mode=WAL")
                base.execute("PRAGMA synchronous=FULL")
                base.execute("PRAGMA foreign_keys=ON")
                base.executescript(SCHEMA)
            except sqlite3.Error:
                base.close()
                raise
            self._connection = base
        return self._connection

    def _put(
        self, guard: str, values: tuple[Any, ...], receipt_id: int, sequence: int, outcome: Reading | Failure
    ) -> Settled:
        is_read = isinstance(outcome, Reading)
        read = outcome if isinstance(outcome, Reading) else _NOTHING_READ
        failed = outcome if isinstance(outcome, Failure) else Failure(code="", detail="")
        changed = self._base.execute(
            "UPDATE receipts SET ocr_status = ?, event_sequence = ?, error_code = ?, error_detail = ?, sender = ?,"  # noqa: S608
            " receipt_date = ?, total = ?, subtotal = ?, tax = ?, currency = ?, warnings = ?, updated_at = ?"
            f" WHERE id = ? AND {guard}",
            (
                (OcrStatus.COMPLETED if is_read else OcrStatus.FAILED).value,
                sequence,
                failed.code,
                failed.detail,
                *(read.sender, read.date, read.total, read.subtotal, read.tax, read.currency),
                json.dumps(read.warnings, ensure_ascii=False),
                self._now(),
                receipt_id,
                *values,
            ),
        )
        if changed.rowcount == 0:
            return Settled(is_stored=False)
        self._base.execute("DELETE FROM receipt_items WHERE receipt_id = ?", (receipt_id,))
        self._base.executemany(
            "INSERT INTO receipt_items VALUES (?, ?, ?, ?, ?, ?)",
            [
                (receipt_id, number, item.description, item.quantity, item.unit_price, item.amount)
                for number, item in enumerate(read.items)
            ],
        )
        return Settled(is_stored=True, batch=self._batch_end(receipt_id))

    def forget_user(self, user: str) -> int:
        """Remove all receipts of a user with their items; returns how many."""
        with self._change():
            return self._base.execute("DELETE FROM receipts WHERE user_id = ?", (user,)).rowcount

    def _batch_end(self, receipt_id: int) -> BatchEnd | None:
        """How its batch ended; None while others of it are processing, or when it is of none."""
        row = self._base.execute(
            "SELECT each.batch_id, max(each.user_id), count(*), sum(each.ocr_status = 'completed'),"
            " sum(each.ocr_status = 'failed'), sum(each.ocr_status = 'processing') FROM receipts AS one"
            " JOIN receipts AS each ON each.batch_id = one.batch_id WHERE one.id = ? AND one.batch_id != ''"
            " GROUP BY each.batch_id",
            (receipt_id,),
        ).fetchone()
        if row is None or row[5]:
            return None
        return BatchEnd(batch_id=row[0], user=row[1], total=row[2], completed=row[3], failed=row[4])

    def _all(self, where: str, *values: Any) -> list[Receipt]:
        rows = self._base.execute(f"SELECT {COLUMNS} FROM receipts WHERE {where}", values).fetchall()  # noqa: S608
        return [receipt_of_row(row, self._items(row[0])) for row in rows]

    def _items(self, receipt_id: int) -> tuple[Item, ...]:
        rows = self._base.execute(
            "SELECT description, quantity, unit_price, amount FROM receipt_items WHERE receipt_id = ? ORDER BY position",
            (receipt_id,),
        )
        return tuple(
            Item(description=row[0], quantity=row[1], unit_price=row[2], amount=row[3]) for row in rows
        )

    def _now(self) -> str:
        return iso_from_ms(self._clock.now_ms())

    @contextmanager
    def _look(self) -> Iterator[None]:
        with self._lock, _told():
            yield

    @contextmanager
    def _change(self) -> Iterator[None]:
        """A transaction that is undone when anything in it fails."""
        with self._lock, _told():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")


@contextmanager
def _told() -> Iterator[None]:
    """Say in the service's own words that the database cannot be used."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise ReceiptsUnavailable from error


def _of(user: str | None, where: str, *values: Any) -> tuple[str, tuple[Any, ...]]:
    return (where, values) if user is None else (f"{where} AND user_id = ?", (*values, user))
