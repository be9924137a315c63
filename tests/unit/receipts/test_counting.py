"""The numbers of receipts do not hang with their database."""

from __future__ import annotations

import asyncio
import threading

import pytest

from ocr_service.errors import ReceiptsUnavailable
from ocr_service.receipts.counting import ReceiptCounter
from ocr_service.receipts.receipt import ReceiptNumbers

NUMBERS = ReceiptNumbers(counts={}, oldest_s={}, with_warnings=0, items=0)


class Receipts:
    """Counted so often; ``may`` answer."""

    def __init__(self, *, is_there: bool = True, error: Exception | None = None) -> None:
        self.looks = 0
        self.may = threading.Event()
        self._is_there = is_there
        self._error = error

    def is_made(self) -> bool:
        return self._is_there

    def numbers(self) -> ReceiptNumbers:
        self.looks += 1
        assert self.may.wait(30)
        if self._error is not None:
            raise self._error
        return NUMBERS


async def test_a_database_that_hangs_is_asked_once_however_often_one_looks() -> None:
    receipts = Receipts()
    counter = ReceiptCounter(receipts, patience_s=0.01)  # type: ignore[arg-type]

    for _ in range(3):
        with pytest.raises(ReceiptsUnavailable):
            await counter.numbers()
    receipts.may.set()

    while True:
        try:
            assert await counter.numbers() == NUMBERS
            break
        except ReceiptsUnavailable:
            await asyncio.sleep(0.01)
    assert receipts.looks == 1


async def test_numbers_are_counted_anew_when_they_are_old() -> None:
    receipts, now_s = Receipts(), [0.0]
    receipts.may.set()
    counter = ReceiptCounter(receipts, patience_s=30, monotonic_s=lambda: now_s[0])  # type: ignore[arg-type]

    for at_s in (0.0, 4.9, 5.0):
        now_s[0] = at_s
        await counter.numbers()

    assert receipts.looks == 2


async def test_what_the_database_says_is_raised_and_asked_again() -> None:
    receipts, now_s = Receipts(error=ReceiptsUnavailable()), [0.0]
    receipts.may.set()
    counter = ReceiptCounter(receipts, patience_s=30, monotonic_s=lambda: now_s[0])  # type: ignore[arg-type]

    for at_s in (0.0, 6.0):
        now_s[0] = at_s
        with pytest.raises(ReceiptsUnavailable):
            await counter.numbers()

    assert receipts.looks == 2


async def test_who_never_had_a_receipt_has_no_numbers() -> None:
    receipts = Receipts(is_there=False)

    assert await ReceiptCounter(receipts).numbers() is None  # type: ignore[arg-type]
    assert receipts.looks == 0
