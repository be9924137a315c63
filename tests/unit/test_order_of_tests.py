"""Tests that wait for programs begin, in half of the processes, and none is lost by that."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.support.processes.order_of_tests import waiting_first


@dataclass(frozen=True)
class Named:
    nodeid: str


def named(*files: tuple[str, int]) -> list[Named]:
    return [Named(f"{file}::test_{number}") for file, count in files for number in range(count)]


def pieces(tests: list[Named], processes: int) -> list[list[str]]:
    """As pytest-xdist cuts a list."""
    cut: list[list[str]] = []
    left = [test.nodeid for test in tests]
    for number in range(processes):
        size = len(left) // (processes - number)
        cut.append(left[:size])
        left = left[size:]
    return cut


SUITE = named(
    ("tests/api/test_a.py", 30),
    ("tests/chaos/test_b.py", 3),
    ("tests/e2e/test_c.py", 2),
    ("tests/unit/test_d.py", 45),
)


@pytest.mark.parametrize("processes", [1, 2, 3, 4, 7])
def test_all_run_once(processes: int) -> None:
    ordered = waiting_first(SUITE, processes)

    assert sorted(ordered, key=SUITE.index) == SUITE


def test_half_of_the_processes_begin_with_what_waits_each_file_in_one() -> None:
    first, second, third, fourth = pieces(waiting_first(SUITE, 4), 4)

    assert [name.partition("::")[0] for name in first[:3]] == ["tests/chaos/test_b.py"] * 3
    assert [name.partition("::")[0] for name in second[:2]] == ["tests/e2e/test_c.py"] * 2
    assert not [
        name for name in first[3:] + second[2:] + third + fourth if "/chaos/" in name or "/e2e/" in name
    ]


def test_a_run_of_nothing_else_is_shared_as_well() -> None:
    waiting = named(("tests/chaos/test_b.py", 3), ("tests/e2e/test_c.py", 6))

    assert set(waiting_first(waiting, 2)) == set(waiting)
