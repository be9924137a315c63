"""Page slots are never more than there are, and never lost."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading

import pytest

from ocr_service.pipeline.limits.page_slots import PageSlots

_FORK = multiprocessing.get_context("fork")


def test_no_more_threads_hold_a_slot_than_there_are_slots():
    slots, holders, most, lock = PageSlots.create(2), 0, 0, threading.Lock()

    def work() -> None:
        nonlocal holders, most
        with slots.acquire():
            with lock:
                holders += 1
                most = max(most, holders)
            with lock:
                holders -= 1

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most <= 2


def _hold(slots: PageSlots, held, release) -> None:
    with slots.acquire():
        held.set()
        release.wait(30)


def _try(slots: PageSlots, got) -> None:
    with slots.acquire():
        got.set()


def test_processes_share_the_slots_and_a_killed_one_gives_its_own_back():
    slots = PageSlots.create(1)
    held, release, got = _FORK.Event(), _FORK.Event(), _FORK.Event()
    holder = _FORK.Process(target=_hold, args=(slots, held, release))
    holder.start()
    assert held.wait(10)
    waiter = _FORK.Process(target=_try, args=(slots, got))
    waiter.start()
    assert not got.wait(0.1)

    os.kill(holder.pid or 0, signal.SIGKILL)

    assert got.wait(10)
    holder.join()
    waiter.join()


def test_a_slot_comes_back_when_the_page_fails():
    slots = PageSlots.create(1)
    with pytest.raises(ValueError), slots.acquire():
        int("no number")

    with slots.acquire() as slot:
        assert slot == 0
