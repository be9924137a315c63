"""What a thread lends to a program it does not have itself meanwhile, and what is idle is nobody's."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from ocr_service.domain.document import Limits
from ocr_service.pipeline.limits.memory_table import (
    CODE_MB,
    COPIED_MB,
    DOCUMENT_MB,
    LIBRARIES_MB,
    PROCESSES_MB,
    WAITING_CODE_MB,
    MemoryTable,
)
from ocr_service.pipeline.limits.own_memory import data_bytes, private_bytes
from ocr_service.pipeline.limits.resource_limits import (
    all_shares,
    bounded,
    keep_idle,
    lent,
    program_bytes,
    share,
)

MIB = 1 << 20
# Shares so large that what a test runner has forked with is little beside them.
LIMITS = Limits(memory_mb=4_000, page_slots=2, documents=2)
SHARE = MemoryTable.of(LIMITS).share_mb * MIB
LIBRARIES = LIBRARIES_MB * MIB


@contextmanager
def bound() -> Iterator[int]:
    """Inside the block the limits hold; gives what is not used of the shares, since the process may yet copy so much."""
    copyable = min(max(0, data_bytes() - private_bytes()), COPIED_MB * MIB) + CODE_MB * MIB
    with bounded(LIMITS):
        yield copyable


def may_have() -> int:
    return resource.getrlimit(resource.RLIMIT_DATA)[0]


def near(wanted: int) -> object:
    return pytest.approx(wanted, abs=3 * MIB)


def told() -> int:
    return int(os.environ["OCR_TOOL_DATA_KB"]) * 1024


def test_a_share_is_had_while_it_is_held_and_not_while_it_is_lent():
    before = may_have()
    with bound() as copyable:
        own = may_have()
        with share():
            assert may_have() == near(own + SHARE - copyable)
            with lent():
                assert may_have() == near(own)
                assert told() == near(SHARE - LIBRARIES)
            assert may_have() == near(own + SHARE - copyable)
        assert may_have() == own
    assert may_have() == before
    assert "OCR_TOOL_DATA_KB" not in os.environ


def test_all_shares_are_one_thread_s_and_its_own_is_left_to_it():
    with bound() as copyable:
        own = may_have()
        with share():
            with all_shares():
                assert may_have() == near(own + 2 * SHARE - copyable)
                assert program_bytes() == 2 * SHARE - LIBRARIES
            assert may_have() == near(own + SHARE - copyable)
        with all_shares():
            assert may_have() == near(own + 2 * SHARE - copyable)
        assert may_have() == own


def test_what_waits_idle_is_neither_the_thread_s_nor_a_program_s():
    waiting = (25 + WAITING_CODE_MB) * MIB
    with bound(), share():
        had = may_have()
        keep_idle(25 * MIB)
        assert may_have() == had - waiting
        with lent():
            assert told() == near(SHARE - LIBRARIES - waiting)
        keep_idle(0)
        assert may_have() == had


@pytest.mark.parametrize("beyond_mb", [-8, 0, 10])
def test_what_worker_and_fork_server_take_beyond_their_row_is_lent_to_nobody(beyond_mb: int):
    seen = replace(LIMITS, processes_mb=PROCESSES_MB + beyond_mb)
    row = DOCUMENT_MB + MemoryTable.of(LIMITS).heap_mb
    with bounded(seen), share(), lent():
        taken = private_bytes() + (beyond_mb / LIMITS.page_slots - row) * MIB
        assert told() == near(SHARE - LIBRARIES - max(0, taken))


def test_without_a_bound_there_is_none():
    before = may_have()
    with share(), all_shares(), lent():
        assert may_have() == before


_FRESH = """
from ocr_service.domain.document import Limits
from ocr_service.errors import MemoryLimit
from ocr_service.pipeline.limits.resource_limits import *
import os, resource
from ocr_service.pipeline.limits.resource_limits import fits_here
MIB = 1 << 20
with bounded(Limits(memory_mb=128)), share():
    print(fits_here(20 * MIB), fits_here(90 * MIB))
    try:
        bytearray(90 * MIB)
    except MemoryError:
        print("refused")
    with lent():
        whole = int(os.environ["OCR_TOOL_DATA_KB"])
    kept = bytearray(30 * MIB)
    with lent():
        print((whole - int(os.environ["OCR_TOOL_DATA_KB"])) // 1024 in range(20, 32))
    del kept
    kept = bytearray(resource.getrlimit(resource.RLIMIT_DATA)[0] - data_bytes() - MIB)
    try:
        with lent():
            print("lent")
    except MemoryLimit:
        print("nothing left")
"""


def test_more_than_it_has_no_process_gets_and_what_it_keeps_its_program_lacks():
    ended = subprocess.run([sys.executable, "-c", _FRESH], capture_output=True, text=True, check=True)

    assert ended.stdout.split("\n")[:-1] == ["True False", "refused", "True", "nothing left"]


def test_a_thread_that_has_no_room_for_its_stack_is_a_lack_of_memory():
    gate = threading.Event()
    with pytest.raises(MemoryError), bounded(LIMITS):
        threading.stack_size(1 << 30)
        try:
            for _ in range(64):
                threading.Thread(target=gate.wait, daemon=True).start()
        finally:
            threading.stack_size(1 << 20)
            gate.set()
