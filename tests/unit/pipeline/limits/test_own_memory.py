"""How far this process may grow, and who is not bound by that."""

from __future__ import annotations

import mmap
import resource
import subprocess
import sys

import pytest

from ocr_service.pipeline.limits.own_memory import bound_growth, data_bytes, growth_unbounded, unbound_growth

_MIB = 1 << 20
_TAKE_64_MIB = (sys.executable, "-c", "bytearray(64 << 20)")


@pytest.fixture(autouse=True)
def limit_put_back():
    before = resource.getrlimit(resource.RLIMIT_DATA)
    yield
    resource.setrlimit(resource.RLIMIT_DATA, before)


def soft() -> int:
    return resource.getrlimit(resource.RLIMIT_DATA)[0]


def test_a_process_grows_no_further_than_it_was_told():
    bound_growth(16 * _MIB)

    bytearray(8 * _MIB)
    # More than other tests may have left free in this process' heap.
    with pytest.raises(MemoryError):
        bytearray(4096 * _MIB)


def test_a_limit_that_is_lower_stays():
    low = data_bytes() + 4 * _MIB
    resource.setrlimit(resource.RLIMIT_DATA, (low, resource.getrlimit(resource.RLIMIT_DATA)[1]))

    bound_growth(64 * _MIB)

    assert soft() == low


def test_a_program_that_is_started_without_the_limit_does_not_have_it():
    bound_growth(16 * _MIB)
    bound = soft()
    with growth_unbounded():
        assert subprocess.run(_TAKE_64_MIB, check=False).returncode == 0

    assert bound <= soft() < bound + 4 * _MIB


def test_what_is_taken_while_nothing_bounds_it_comes_on_top():
    bound_growth(16 * _MIB)
    bound = soft()
    with growth_unbounded():
        library = mmap.mmap(-1, 64 * _MIB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)

    assert soft() >= bound + 64 * _MIB
    library.close()


def test_the_limit_can_be_taken_away():
    bound_growth(16 * _MIB)
    unbound_growth()

    bytearray(64 * _MIB)
