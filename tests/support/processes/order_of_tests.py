"""In which order tests run when several processes share them: those that wait for programs begin, beside those that compute."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, islice

import pytest

WAITING = ("tests/chaos/", "tests/e2e/", "tests/notifier/", "tests/test_worker.py")
"""Rooms whose tests start programs and wait for them; at the end of a run they would leave the other processes without work."""


def waiting_first(items: Sequence[pytest.Item], processes: int) -> list[pytest.Item]:
    """The same tests, so that half of the processes begin with those that wait.

    pytest-xdist gives each process an even piece of the list, and takes from the end of the longest piece for whoever has
    nothing left. Tests of one module stay together, as they share what it sets up.
    """
    files = [list(tests) for _, tests in groupby(items, key=lambda item: item.nodeid.partition("::")[0])]
    waiting = [tests for tests in files if tests[0].nodeid.startswith(WAITING)]
    others = iter([test for tests in files if not tests[0].nodeid.startswith(WAITING) for test in tests])
    beginners = max(1, processes // 2)
    ordered: list[pytest.Item] = []
    for number in range(processes):
        first = [test for tests in waiting[number::beginners] for test in tests] if number < beginners else []
        size = (len(items) - len(ordered)) // (processes - number)
        ordered += [*first, *islice(others, max(0, size - len(first)))]
    return [*ordered, *others]
