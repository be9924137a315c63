"""What processes take together, from what the kernel says of each."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ocr_service.worker.process_memory import MostMemory


def says(proc: Path, pid: int, pss_kb: int) -> None:
    (proc / str(pid)).mkdir(exist_ok=True)
    (proc / str(pid) / "smaps_rollup").write_text(
        f"00400000 ---p [rollup]\nRss: 90000 kB\nPss: {pss_kb} kB\n"
    )


@pytest.fixture
def both(tmp_path: Path) -> MostMemory:
    says(tmp_path, 1, 34 * 1024)
    says(tmp_path, 2, 21 * 1024 + 1)
    return MostMemory(1, 2, but_mb=12, proc=tmp_path)


def test_it_is_what_all_of_them_take_without_what_is_counted_elsewhere(both: MostMemory) -> None:
    assert both.look() == 34 + 22 - 12


def test_who_shares_their_pages_for_a_while_does_not_make_it_less(both: MostMemory, tmp_path: Path) -> None:
    before = both.look()
    says(tmp_path, 1, 20 * 1024)
    assert both.look() == before

    says(tmp_path, 1, 40 * 1024)
    assert both.look() == before + 6


def test_nothing_is_said_where_the_kernel_does_not_tell(tmp_path: Path) -> None:
    assert MostMemory(1, 2, but_mb=12, proc=tmp_path).look() == 0


def test_this_process_has_some() -> None:
    assert MostMemory(os.getpid()).look() > 0
