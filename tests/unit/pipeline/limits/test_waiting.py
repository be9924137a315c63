"""A run that waits for other pages' memory is heard, and its waiting is no time of its page."""

from __future__ import annotations

import threading
import time

import pytest

from ocr_service.domain.document import Limits, Progress
from ocr_service.errors import PageTimeout
from ocr_service.pipeline.limits import waiting
from ocr_service.pipeline.limits.deadline import Deadline
from ocr_service.pipeline.limits.resource_limits import all_shares, bounded, share
from ocr_service.pipeline.limits.waiting import Heard, waits_told

ONE_SHARE = Limits(memory_mb=4_000, page_slots=1)
TWO_SHARES = Limits(memory_mb=4_000, page_slots=2, documents=2)


@pytest.fixture(autouse=True)
def told_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "TOLD_EVERY_S", 0.01)


def wait_for_all(waited: list[float]) -> None:
    with share(), all_shares() as waited_s:
        waited.append(waited_s)


def test_who_waits_for_a_share_is_heard_until_it_is_there():
    told, has_share = threading.Event(), threading.Event()

    def wait() -> None:
        with share():
            has_share.set()

    with bounded(ONE_SHARE), waits_told(told.set):
        with share():
            page = threading.Thread(target=wait)
            page.start()

            assert told.wait(20)
            assert not has_share.is_set()
        page.join()

    assert has_share.is_set()


def test_who_waits_for_all_shares_is_heard_and_told_how_long_it_was():
    told, waited = threading.Event(), list[float]()

    with bounded(TWO_SHARES), waits_told(told.set):
        with share():
            page = threading.Thread(target=wait_for_all, args=[waited])
            page.start()
            assert told.wait(20)
        page.join()

    assert waited[0] > 0.01


def test_waiting_needs_no_thread_that_is_not_there():
    told = threading.Event()

    with bounded(ONE_SHARE), waits_told(told.set):
        with share():
            before = set(threading.enumerate())
            page = threading.Thread(target=wait_for_all, args=[[]])
            page.start()
            assert told.wait(20)
            during = set(threading.enumerate())
        page.join()

    assert during == before | {page}


def test_nobody_hears_of_a_run_that_ended():
    told = list[str]()

    with bounded(ONE_SHARE), waits_told(lambda: told.append("waits")):
        pass

    assert not [thread for thread in threading.enumerate() if thread.name == "waiting"]


def test_nobody_is_told_of_what_is_there_at_once():
    told = list[str]()

    with bounded(ONE_SHARE), waits_told(lambda: told.append("waits")), share():
        time.sleep(0.05)

    assert told == []


def test_a_run_that_waits_is_as_far_as_it_was():
    told = list[Progress]()
    heard = Heard(told.append)

    heard(Progress(percent=40, message="Processed page 1/4", pages_done=1, pages_total=4))
    heard.waits()

    assert told[-1] == Progress(
        percent=40, message="Waiting for other pages' memory", pages_done=1, pages_total=4
    )


def page_of_four(number: int) -> Progress:
    return Progress(
        percent=25 + number, message=f"Processed page {number}/4", pages_done=number, pages_total=4
    )


def test_of_pages_within_a_tenth_of_a_second_the_first_and_the_last_are_told():
    told, times = list[Progress](), iter((5.0, 5.01, 5.02, 5.03, 5.04))
    heard = Heard(told.append, lambda: next(times))

    for number in (1, 2, 3, 4):
        heard(page_of_four(number))
    heard(Progress(percent=75, message="Categorizing", pages_done=4, pages_total=4))

    assert [step.message for step in told] == ["Processed page 1/4", "Processed page 4/4", "Categorizing"]


def test_pages_that_take_a_while_are_all_told():
    told, times = list[Progress](), iter((5.0, 5.2, 5.4, 5.6))
    heard = Heard(told.append, lambda: next(times))

    for number in (1, 2, 3, 4):
        heard(page_of_four(number))

    assert [step.pages_done for step in told] == [1, 2, 3, 4]


def test_a_run_that_waits_is_as_far_as_the_page_that_was_passed_over():
    told, times = list[Progress](), iter((5.0, 5.01))
    heard = Heard(told.append, lambda: next(times))
    for number in (1, 2):
        heard(page_of_four(number))

    heard.waits()

    assert told[-1].pages_done == 2


def test_a_deadline_is_later_by_what_was_waited():
    over = Deadline.after(-1)

    assert over.later(60).left_s() == pytest.approx(59, abs=1)
    with pytest.raises(PageTimeout):
        over.left_s()
