"""Pages are handed on in order, whoever reads them; pages of words alone are made in a share that nobody needs."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest

from ocr_service.domain.document import Limits
from ocr_service.domain.page import PageSource
from ocr_service.pipeline.limits import resource_limits
from ocr_service.pipeline.limits.memory_shares import MemoryShares
from ocr_service.pipeline.limits.resource_limits import bounded
from ocr_service.pipeline.reading.in_order import read_in_order

LIMITS = Limits(memory_mb=4_000, page_slots=2, documents=2)


class Reader:
    """Gives for each plan its number, whether it was read in a share, and whether by the thread that asked."""

    def __init__(self) -> None:
        self.engine = SimpleNamespace(rest=lambda: None)
        self._home = threading.get_ident()

    def read(self, plan: Any) -> tuple[int, bool, bool]:
        if plan.source is PageSource.OCR:
            time.sleep(0.01)
        has_share = bool(resource_limits._MINE.numbers)
        return plan.number, has_share, threading.get_ident() == self._home


@pytest.fixture
def shares():
    shares = MemoryShares.create(2)
    with bounded(LIMITS, shares):
        yield shares


def read(shares: MemoryShares, *sources: PageSource) -> list[tuple[int, bool, bool]]:
    plans = iter([SimpleNamespace(number=number, source=source) for number, source in enumerate(sources, 1)])
    reader: Any = Reader()
    return list(read_in_order(plans, reader, shares))  # type: ignore[arg-type]


def test_pages_of_words_are_read_at_once_in_a_share(shares):
    assert read(shares, *[PageSource.TEXT_LAYER] * 3) == [(number, True, True) for number in (1, 2, 3)]


def test_where_all_shares_are_held_they_are_read_without(shares):
    held = threading.Thread(target=lambda: holding(shares, there, release))
    there, release = threading.Event(), threading.Event()
    held.start()
    there.wait()

    found = read(shares, *[PageSource.TEXT_LAYER] * 3)
    release.set()
    held.join()

    assert found == [(number, False, False) for number in (1, 2, 3)]


def holding(shares: MemoryShares, there: threading.Event, release: threading.Event) -> None:
    numbers = shares.take(2)
    there.set()
    release.wait(30)
    shares.give_back(numbers)


def test_pages_of_both_kinds_come_in_order_and_pictures_in_shares(shares):
    sources = [PageSource.TEXT_LAYER, PageSource.OCR, PageSource.TEXT_LAYER, PageSource.OCR] * 5

    found = read(shares, *sources)

    assert [number for number, _, _ in found] == list(range(1, 21))
    assert all(has_share for number, has_share, _ in found if sources[number - 1] is PageSource.OCR)
