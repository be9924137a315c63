"""What the table gives to all processes together is what a worker may have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocr_service.domain.document import Limits
from ocr_service.pipeline.limits.memory_table import MemoryTable, lacking_mb, usual_mb


@pytest.mark.parametrize("shares", range(1, 9))
def test_the_sum_of_all_is_the_bound(shares):
    documents = 1 if shares == 1 else shares + 1
    memory_mb = usual_mb(shares=shares, documents=documents)
    table = MemoryTable.of(Limits(memory_mb=memory_mb, page_slots=shares, documents=documents))

    assert memory_mb - shares < table.sum_mb <= memory_mb
    assert table.share_mb >= 60
    assert table.host_mb == (0 if shares == 1 else 36)


def test_one_page_at_a_time_takes_128():
    assert usual_mb(shares=1, documents=1) == 128


@pytest.mark.parametrize("memory_mb", [100, 128, 160, 208, 250, 300, 500, 1000])
@pytest.mark.parametrize("shares", [1, 2, 3])
def test_no_memory_that_was_named_is_exceeded(memory_mb, shares):
    table = MemoryTable.of(Limits(memory_mb=memory_mb, page_slots=shares, documents=shares))

    assert table.sum_mb <= max(memory_mb, 48 + 20 * shares + 34 * shares)
    assert table.program_mb == table.share_mb - 12


def test_where_little_was_named_each_document_has_a_host_of_its_own():
    table = MemoryTable.of(Limits(memory_mb=208, page_slots=2, documents=3))

    assert (table.host_mb, table.share_mb) == (0, 50)


@pytest.mark.parametrize(("memory_mb", "slots"), [(128, 1), (264, 2), (208, 2), (424, 4)])
def test_what_is_lacking_for_a_large_decoding_is_told_as_memory_of_the_worker(memory_mb, slots):
    limits = Limits(memory_mb=memory_mb, page_slots=slots, documents=1 if slots == 1 else slots + 1)

    def all_shares_mb(memory_mb: int) -> int:
        table = MemoryTable.of(replace(limits, memory_mb=memory_mb))
        return table.shares * table.share_mb

    more_mb = lacking_mb(limits, 300)

    assert all_shares_mb(memory_mb + more_mb) >= 300 > all_shares_mb(memory_mb + more_mb - 1)
    assert lacking_mb(limits, 60) == 0
