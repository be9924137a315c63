"""What a thread lends to a program it does not have itself meanwhile, and what is idle is nobody's."""

from __future__ import annotations

import os
import resource

import pytest

from ocr_service.domain.document import Limits
from ocr_service.errors import MemoryLimit
from ocr_service.pipeline.limits.memory_table import LIBRARIES_MB, MemoryTable
from ocr_service.pipeline.limits.resource_limits import (
    all_shares,
    bounded,
    data_bytes,
    fits_here,
    keep_idle,
    lent,
    program_bytes,
    share,
)

MIB = 1 << 20
LIMITS = Limits(memory_mb=250, page_slots=2, documents=2)
SHARE = MemoryTable.of(LIMITS).share_mb * MIB
LIBRARIES = LIBRARIES_MB * MIB


def may_have() -> int:
    return resource.getrlimit(resource.RLIMIT_DATA)[0]


def near(wanted: int) -> object:
    """Less what the process may yet copy of what it was forked with."""
    return pytest.approx(wanted, abs=12 * MIB)


def told() -> int:
    return int(os.environ["OCR_TOOL_DATA_KB"]) * 1024


def test_a_share_is_had_while_it_is_held_and_not_while_it_is_lent():
    before = may_have()
    with bounded(LIMITS):
        own = may_have()
        with share():
            assert may_have() == near(own + SHARE)
            with lent():
                assert may_have() == own
                assert told() == SHARE - LIBRARIES
            assert may_have() == near(own + SHARE)
        assert may_have() == own
    assert may_have() == before
    assert "OCR_TOOL_DATA_KB" not in os.environ


def test_all_shares_are_one_thread_s_and_its_own_is_left_to_it():
    with bounded(LIMITS):
        own = may_have()
        with share():
            with all_shares():
                assert may_have() == near(own + 2 * SHARE)
                assert program_bytes() == 2 * SHARE - LIBRARIES
            assert may_have() == near(own + SHARE)
        with all_shares():
            assert may_have() == near(own + 2 * SHARE)
        assert may_have() == own


def test_what_a_thread_keeps_its_program_lacks():
    with bounded(LIMITS), share():
        kept = bytearray(30 * MIB)
        with lent():
            assert SHARE - LIBRARIES - 31 * MIB < told() < SHARE - LIBRARIES - 20 * MIB
        del kept
        kept = bytearray(may_have() - data_bytes() - MIB)
        with pytest.raises(MemoryLimit), lent():
            pass
        del kept


def test_what_waits_idle_is_neither_the_thread_s_nor_a_program_s():
    with bounded(LIMITS), share():
        had = may_have()
        keep_idle(25 * MIB)
        assert may_have() == had - 25 * MIB
        with lent():
            assert told() == SHARE - LIBRARIES - 25 * MIB
        keep_idle(0)
        assert may_have() == had


def test_more_than_it_has_no_process_gets():
    with bounded(LIMITS), share():
        assert fits_here(20 * MIB)
        assert not fits_here(SHARE + 20 * MIB)
        with pytest.raises(MemoryError):
            bytearray(SHARE + 20 * MIB)


def test_without_a_bound_there_is_none():
    before = may_have()
    with share(), all_shares(), lent():
        assert may_have() == before
