"""Keep receipts in a database, in SQL that SQLite and PostgreSQL both speak."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ocr_service.clock import Clock, SystemClock, iso_from_ms
from ocr_service.domain.task import TaskId
from ocr_service.receipts.database import Database, Session
from ocr_service.receipts.receipt import (
    MOST_ID,
    BatchEnd,
    Failure,
    Item,
    OcrStatus,
    Reading,
    Receipt,
    ReceiptNumbers,
    Settled,
)
from ocr_service.receipts.rows import COLUMNS, ITEM_COLUMNS, receipt_of_row

_Guard = tuple[str, tuple[Any, ...]]
"""A condition with its values, without which nothing is changed."""
_NOTHING_READ = Reading()
_NO_FAILURE = Failure(code="", detail="")
_NUMBERS = (
    "SELECT ocr_status, count(*), min(CASE WHEN ocr_status = 'pending' THEN created_at ELSE updated_at END),"
    " sum(CASE WHEN warnings = '[]' THEN 0 ELSE 1 END) FROM receipts GROUP BY ocr_status"
)


class SqlReceipts:
    """The ``ReceiptStore`` over a database."""

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        self._database = database
        self._clock = clock or SystemClock()

    def is_made(self) -> bool:
        """False while nobody ever had a receipt."""
        return self._database.is_made()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def add(self, *, user: str, task_id: TaskId, filename: str, purchase_date: str) -> Receipt:
        """A new receipt, pending."""
        now = self._now()
        with self._database.change() as session:
            session.run(
                "INSERT INTO receipts (user_id, task_id, filename, purchase_date, ocr_status, created_at, updated_at)"
                " VALUES (?, ?, ?, ?, 'pending', ?, ?)",
                *(user, task_id, filename, purchase_date, now, now),
            )
            return _all(session, "task_id = ?", task_id)[0]

    def remove(self, receipt_id: int) -> None:
        """Forget a receipt."""
        with self._database.change() as session:
            session.run("DELETE FROM receipts WHERE id = ?", receipt_id)

    def get(self, receipt_id: int) -> Receipt | None:
        """One of them."""
        with self._database.look() as session:
            found = _all(session, "id = ?", receipt_id)
            return found[0] if found else None

    def page(self, *, user: str | None, limit: int, before: int = MOST_ID + 1) -> Sequence[Receipt]:
        """The newest with an id below ``before``."""
        with self._database.look() as session:
            where, values = _of(user, "id < ?", before)
            return _all(session, f"{where} ORDER BY id DESC LIMIT ?", *values, limit)

    def has_user(self, user: str) -> bool:
        """True when this user has any."""
        with self._database.look() as session:
            found = session.run("SELECT 1 FROM receipts WHERE user_id = ? LIMIT 1", user)
            return bool(found.fetchall())

    def claim_pending(self, *, user: str | None, limit: int, batch_id: str) -> Sequence[Receipt]:
        """Make the oldest pending ones processing, as one batch."""
        with self._database.change() as session:
            where, values = _of(user, "ocr_status = 'pending'")
            session.run(
                "UPDATE receipts SET ocr_status = 'processing', batch_id = ?, updated_at = ?"  # noqa: S608
                f" WHERE id IN (SELECT id FROM receipts WHERE {where} ORDER BY id LIMIT ?)",
                *(batch_id, self._now(), *values, limit),
            )
            return _all(session, "batch_id = ? ORDER BY id", batch_id)

    def release(self, receipt_id: int) -> None:
        """Make a processing one pending again, of no batch."""
        with self._database.change() as session:
            session.run(
                "UPDATE receipts SET ocr_status = 'pending', batch_id = '', updated_at = ?"
                " WHERE id = ? AND ocr_status = 'processing'",
                *(self._now(), receipt_id),
            )

    def processing(self, *, user: str | None, limit: int) -> Sequence[Receipt]:
        """Those that are processing, the oldest first."""
        with self._database.look() as session:
            where, values = _of(user, "ocr_status = 'processing'")
            return _all(session, f"{where} ORDER BY id LIMIT ?", *values, limit)

    def begin(self, receipt: Receipt) -> bool:
        """Make one processing, unless something was written back meanwhile."""
        with self._database.change() as session:
            changed = session.run(
                "UPDATE receipts SET ocr_status = 'processing', batch_id = '', error_code = '', error_detail = '',"
                " updated_at = ? WHERE id = ? AND event_sequence = ?",
                *(self._now(), receipt.id, receipt.sequence),
            )
            return changed.rowcount == 1

    def settle(self, receipt_id: int, task_id: TaskId, sequence: int, outcome: Reading | Failure) -> Settled:
        """Write back how its task ended, items and all, in one transaction."""
        with self._database.change() as session:
            guard = ("task_id = ? AND event_sequence < ?", (task_id, sequence))
            return self._put(session, outcome, receipt_id, sequence, only=guard)

    def lose(self, receipt: Receipt, failure: Failure) -> Settled:
        """Mark a processing one failed whose end nobody will tell."""
        with self._database.change() as session:
            guard = ("ocr_status = 'processing' AND event_sequence = ?", (receipt.sequence,))
            return self._put(session, failure, receipt.id, receipt.sequence, only=guard)

    def counts(self, user: str | None) -> Mapping[OcrStatus, int]:
        """How many there are of each status."""
        with self._database.look() as session:
            where, values = _of(user, "1 = 1")
            rows = session.run(
                f"SELECT ocr_status, count(*) FROM receipts WHERE {where} GROUP BY ocr_status",  # noqa: S608
                *values,
            ).fetchall()
            found = {OcrStatus(status): int(number) for status, number in rows}
            return {status: found.get(status, 0) for status in OcrStatus}

    def numbers(self) -> ReceiptNumbers:
        """All receipts, in numbers."""
        with self._database.look() as session:
            rows = session.run(_NUMBERS).fetchall()
            ((items,),) = session.run("SELECT count(*) FROM receipt_items").fetchall()
        by_status = {OcrStatus(status): rest for status, *rest in rows}
        ages_s = {status: self._age_s(since) for status, (_, since, _) in by_status.items()}
        return ReceiptNumbers(
            counts={status: int(by_status.get(status, (0,))[0]) for status in OcrStatus},
            oldest_s={
                status: ages_s.get(status, 0.0) for status in (OcrStatus.PENDING, OcrStatus.PROCESSING)
            },
            with_warnings=int(by_status.get(OcrStatus.COMPLETED, (0, "", 0))[2]),
            items=int(items),
        )

    def _age_s(self, since: str) -> float:
        return max(0.0, self._clock.now_ms() / 1000 - datetime.fromisoformat(since).timestamp())

    def forget_user(self, user: str) -> int:
        """Remove all receipts of a user with their items; returns how many."""
        with self._database.change() as session:
            return session.run("DELETE FROM receipts WHERE user_id = ?", user).rowcount

    def _put(
        self, session: Session, outcome: Reading | Failure, receipt_id: int, sequence: int, *, only: _Guard
    ) -> Settled:
        guard, values = only
        is_read = isinstance(outcome, Reading)
        read = outcome if isinstance(outcome, Reading) else _NOTHING_READ
        failed = outcome if isinstance(outcome, Failure) else _NO_FAILURE
        changed = session.run(
            "UPDATE receipts SET ocr_status = ?, event_sequence = ?, error_code = ?, error_detail = ?, sender = ?,"  # noqa: S608
            " receipt_date = ?, total = ?, subtotal = ?, tax = ?, currency = ?, warnings = ?, updated_at = ?"
            f" WHERE id = ? AND {guard}",
            (OcrStatus.COMPLETED if is_read else OcrStatus.FAILED).value,
            sequence,
            failed.code,
            failed.detail,
            *(read.sender, read.date, read.total, read.subtotal, read.tax, read.currency),
            json.dumps(read.warnings, ensure_ascii=False),
            self._now(),
            receipt_id,
            *values,
        )
        if changed.rowcount == 0:
            return Settled(is_stored=False)
        session.run("DELETE FROM receipt_items WHERE receipt_id = ?", receipt_id)
        for number, item in enumerate(read.items):
            session.run(
                f"INSERT INTO receipt_items (receipt_id, position, {ITEM_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608
                *(receipt_id, number, item.description, item.quantity, item.unit_price, item.amount),
            )
        return Settled(is_stored=True, batch=_batch_end(session, receipt_id))

    def _now(self) -> str:
        return iso_from_ms(self._clock.now_ms())


def _batch_end(session: Session, receipt_id: int) -> BatchEnd | None:
    """How its batch ended; None while others of it are processing, or when it is of none."""
    rows = session.run(
        "SELECT batch_id, user_id, ocr_status FROM receipts WHERE batch_id != ''"
        " AND batch_id = (SELECT batch_id FROM receipts WHERE id = ?)",
        receipt_id,
    ).fetchall()
    found = Counter(OcrStatus(row[2]) for row in rows)
    if not rows or found[OcrStatus.PROCESSING]:
        return None
    return BatchEnd(
        batch_id=rows[0][0],
        user=rows[0][1],
        total=len(rows),
        completed=found[OcrStatus.COMPLETED],
        failed=found[OcrStatus.FAILED],
    )


def _all(session: Session, where: str, *values: Any) -> list[Receipt]:
    rows = session.run(f"SELECT {COLUMNS} FROM receipts WHERE {where}", *values).fetchall()  # noqa: S608
    return [receipt_of_row(row, _items(session, row[0])) for row in rows]


def _items(session: Session, receipt_id: int) -> tuple[Item, ...]:
    rows = session.run(
        f"SELECT {ITEM_COLUMNS} FROM receipt_items WHERE receipt_id = ? ORDER BY position",  # noqa: S608
        receipt_id,
    ).fetchall()
    return tuple(Item(description=row[0], quantity=row[1], unit_price=row[2], amount=row[3]) for row in rows)


def _of(user: str | None, where: str, *values: Any) -> _Guard:
    return (where, values) if user is None else (f"{where} AND user_id = ?", (*values, user))
