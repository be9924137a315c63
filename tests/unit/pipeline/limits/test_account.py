"""What a program is lent, by what the kernel says that its process has."""

from __future__ import annotations

import resource

import pytest

from ocr_service.pipeline.limits import account as accounts
from ocr_service.pipeline.limits.account import Account
from ocr_service.pipeline.limits.memory_shares import MemoryShares
from ocr_service.pipeline.limits.memory_table import HEAP_MB

MIB = 1 << 20
SHARE, COPYABLE, DATA, PRIVATE = 60 * MIB, 20 * MIB, 200 * MIB, 100 * MIB


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch):
    """What one share lends to a program once its process has so much more of data, and of it to itself."""
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)

    def lent_after(grown: int, copied: int, own: int = PRIVATE + HEAP_MB * MIB) -> int:
        monkeypatch.setattr(accounts, "data_bytes", lambda: DATA + grown)
        monkeypatch.setattr(accounts, "private_bytes", lambda: PRIVATE + grown + copied)
        account = Account(
            shares=MemoryShares.create(1),
            share_bytes=SHARE,
            own_bytes=DATA + HEAP_MB * MIB,
            first_private_bytes=PRIVATE,
            own_private_bytes=own,
            copyable_bytes=COPYABLE,
            heap_bytes=HEAP_MB * MIB,
        )
        account.change(1)
        foretold = account.would_lend(SHARE)
        lent = account.lend(SHARE)
        assert lent == foretold
        return lent

    return lent_after


def test_a_program_gets_what_its_process_keeps_no_longer(lent) -> None:
    assert lent(0, 0) == SHARE
    assert lent(10 * MIB, 0) == SHARE - 8 * MIB  # ten, less the heap that is its own, and room for objects
    assert lent(0, 12 * MIB) == SHARE - 10 * MIB  # twelve, less the heap, and the room for objects


def test_pages_of_a_large_host_process_are_none_of_a_workers_memory(lent) -> None:
    """A test runner of 300 MB, or the program of whoever uses the library: where a sister ends, each has a larger part of it."""
    assert lent(0, 150 * MIB) == lent(0, COPYABLE) == SHARE - 18 * MIB


def test_a_program_gets_no_more_than_all_others_leave_of_the_bound(lent) -> None:
    """Tall noise took 131 of 128 MB: worker and fork server were larger than their row, and the document took its whole own."""
    assert lent(0, 0, own=PRIVATE + 4 * MIB) == SHARE
    assert lent(0, 10 * MIB, own=PRIVATE + 4 * MIB) == SHARE - 10 * MIB
    assert lent(0, 10 * MIB, own=PRIVATE - 2 * MIB) == SHARE - 16 * MIB
