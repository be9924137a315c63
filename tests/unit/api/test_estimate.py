"""The seconds that are said to be left: of those who wait, of those who run, and when nothing is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pytest

from ocr_service.api.live.estimate import Pace, queued_s, running_s
from ocr_service.api.live.outlook import Outlook
from ocr_service.domain.queue_values import QueueStats, WorkerInfo
from ocr_service.domain.status import Priority
from tests.support.records import make_worker

PACE = Pace(run_s=10.0, page_s=2.0, slots=2, running=2)
STATS = QueueStats(
    waiting={Priority.HIGH: 3, Priority.NORMAL: 2, Priority.LOW: 1},
    paused=frozenset(),
    **dict.fromkeys(("delayed", "pending", "dead", "finished", "cancelled"), 0),
    **dict.fromkeys(
        ("completed_total", "failed_total", "cancelled_total", "retried_total", "pages_total"), 0
    ),
    processing=1,
    completed_last_hour=9,
    runs_last_hour=4,
    pages_last_hour=20,
    run_s_last_hour=40.0,
)
LINES = {Priority.HIGH: ["h1", "h2", "h3"], Priority.NORMAL: ["n1", "n2"], Priority.LOW: ["l1"]}


@dataclass
class Queue:
    """What an outlook asks of the queue."""

    numbers: QueueStats = STATS

    async def stats(self) -> QueueStats:
        return self.numbers

    async def workers(self) -> Sequence[WorkerInfo]:
        return [make_worker("w1", concurrency=2), make_worker("w2", concurrency=5, is_draining=True)]

    async def next_in_line(self) -> Mapping[Priority, Sequence[str]]:
        return LINES


def test_a_task_that_finds_an_idle_slot_takes_its_own_time_alone():
    idle = replace(PACE, running=1)

    assert queued_s(idle, 0) == queued_s(replace(PACE, slots=9), 5) < 10.0


def test_those_who_wait_are_told_more_the_more_are_ahead_and_less_the_more_slots_there_are():
    by_place = [queued_s(PACE, ahead) for ahead in range(4)]

    assert [later - earlier for earlier, later in pairwise(by_place)] == pytest.approx([5.0] * 3)
    assert queued_s(replace(PACE, slots=4, running=4), 3) < by_place[3]


def test_a_running_task_is_guessed_by_its_own_pages_and_those_of_others():
    as_others = running_s(PACE, spent_s=2.0, pages_done=1, pages_total=5)
    slower = running_s(PACE, spent_s=8.0, pages_done=1, pages_total=5)
    much_slower = running_s(PACE, spent_s=32.0, pages_done=4, pages_total=5)

    assert as_others == 8.0
    assert as_others < slower < 4 * 8.0  # one page alone is not believed yet
    assert 6.0 < much_slower < 8.0
    assert running_s(PACE, spent_s=2.0, pages_done=0, pages_total=50) == 98.0
    assert running_s(PACE, spent_s=90.0, pages_done=0, pages_total=0) == 0.0


def test_nothing_is_guessed_where_nothing_is_known():
    unknown = replace(PACE, run_s=None, page_s=None)

    assert queued_s(unknown, 0) is None
    assert queued_s(replace(PACE, slots=0, running=0), 0) is None
    assert running_s(unknown, spent_s=3.0, pages_done=0, pages_total=4) is None
    assert running_s(unknown, spent_s=3.0, pages_done=1, pages_total=4) == 9.0


async def test_queues_that_go_first_are_ahead_and_results_from_the_cache_took_no_time():
    view = await Outlook(Queue()).view()

    assert view.positions == {"h1": 0, "h2": 1, "h3": 2, "n1": 0, "n2": 1, "l1": 0}
    assert view.ahead == {"h1": 0, "h2": 1, "h3": 2, "n1": 3, "n2": 4, "l1": 5}
    assert view.pace == Pace(run_s=10.0, page_s=2.0, slots=2, running=1)


async def test_nobody_knows_when_a_paused_queue_goes_on():
    view = await Outlook(Queue(replace(STATS, paused=frozenset({Priority.HIGH})))).view()

    assert view.ahead == {"n1": 0, "n2": 1, "l1": 2}
