"""Shares of memory are never more than there are, never lost, and given in the order in which they were asked for."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading

import pytest

from ocr_service.pipeline.limits.memory_shares import MemoryShares

_FORK = multiprocessing.get_context("fork")


@pytest.mark.parametrize("wanted", [1, 2])
def test_no_more_threads_hold_a_share_than_there_are_shares(wanted):
    shares, held, most, lock = MemoryShares.create(2), 0, 0, threading.Lock()

    def work() -> None:
        nonlocal held, most
        numbers = shares.take(wanted)
        with lock:
            held += len(numbers)
            most = max(most, held)
        with lock:
            held -= len(numbers)
        shares.give_back(numbers)

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == 2 or wanted == 1


def _hold(shares: MemoryShares, wanted: int, held, release) -> None:
    numbers = shares.take(wanted)
    held.set()
    release.wait(30)
    shares.give_back(numbers)


def started(*arguments) -> multiprocessing.process.BaseProcess:
    process = _FORK.Process(target=_hold, args=arguments)
    process.start()
    return process


def test_processes_share_them_and_a_killed_one_gives_its_own_back():
    shares = MemoryShares.create(1)
    held, got, never, release = (_FORK.Event() for _ in range(4))
    holder = started(shares, 1, held, never)
    assert held.wait(10)
    waiter = started(shares, 1, got, release)
    assert not got.wait(0.1)

    os.kill(holder.pid or 0, signal.SIGKILL)

    assert got.wait(10)
    release.set()
    holder.join()
    waiter.join()


def test_who_wants_all_of_them_is_passed_by_nobody():
    shares = MemoryShares.create(2)
    held, all_held, late, release, end = (_FORK.Event() for _ in range(5))
    holder = started(shares, 1, held, release)
    assert held.wait(10)
    greedy = started(shares, 2, all_held, end)
    told = threading.Event()
    while shares.turnstile_is_free():
        told.wait(0.01)
    passer = started(shares, 1, late, end)

    assert not late.wait(0.2)
    assert not all_held.is_set()
    release.set()
    assert all_held.wait(10)
    end.set()
    for process in (holder, greedy, passer):
        process.join()
    assert late.is_set()


def test_who_has_to_wait_gives_up_first_what_others_need():
    shares = MemoryShares.create(1)
    numbers, given_up, got = shares.take(1), threading.Event(), threading.Event()

    def wait() -> None:
        shares.give_back(shares.take(1, given_up.set))
        got.set()

    waiter = threading.Thread(target=wait)
    waiter.start()
    assert given_up.wait(10)
    shares.give_back(numbers)

    assert got.wait(10)
    waiter.join()


def test_a_spare_one_is_had_at_once_or_not_at_all_and_never_before_who_waits():
    shares = MemoryShares.create(2)
    spare = shares.take_spare()
    other = shares.take(1)
    assert (len(spare), shares.take_spare()) == (1, ())
    shares.give_back((*spare, *other))

    held, waited, release = _FORK.Event(), _FORK.Event(), _FORK.Event()
    holds = started(shares, 1, held, release)
    assert held.wait(30)
    waits = started(shares, 2, waited, release)
    while shares.turnstile_is_free():
        pass
    assert shares.take_spare() == ()

    release.set()
    holds.join()
    waits.join()
    assert len(shares.take_spare()) == 1
