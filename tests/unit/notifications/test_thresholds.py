"""When somebody should look."""

from __future__ import annotations

from typing import Any

import pytest

from ocr_service.domain.queue_values import QueueStats
from ocr_service.domain.status import Priority
from ocr_service.notifications.thresholds import Thresholds

PLENTY = 10**12


def stats(**more: Any) -> QueueStats:
    zero = dict.fromkeys(("delayed", "pending", "processing", "dead", "finished", "cancelled"), 0)
    totals = dict.fromkeys(
        ("completed_total", "failed_total", "cancelled_total", "retried_total", "pages_total"), 0
    )
    return QueueStats(waiting={}, paused=frozenset(), **zero, **totals, **more)


@pytest.mark.parametrize(
    ("numbers", "free_bytes", "no_worker_s", "names"),
    [
        ({}, PLENTY, 0, set()),
        ({"completed_last_hour": 8, "failed_last_hour": 2}, PLENTY, 0, set()),
        ({"completed_last_hour": 7, "failed_last_hour": 3}, PLENTY, 0, {"error_rate"}),
        ({"completed_last_hour": 0, "failed_last_hour": 9}, PLENTY, 0, set()),
        ({"oldest_waiting_s": {Priority.LOW: 901.0}}, PLENTY, 0, {"queue_age"}),
        ({}, 499_999_999, 61, {"disk", "no_worker"}),
    ],
)
def test_a_threshold_is_passed_by_more_than_it_says(numbers, free_bytes, no_worker_s, names):
    assert set(Thresholds().passed(stats(**numbers), free_bytes=free_bytes, no_worker_s=no_worker_s)) == names


def test_a_threshold_of_nothing_is_off():
    off = Thresholds(error_rate=0, queue_age_s=0, free_bytes=0, no_worker_s=0, limit_use=0)
    bad = stats(failed_last_hour=100, oldest_waiting_s={Priority.HIGH: 1e6})

    assert off.passed(bad, free_bytes=0, no_worker_s=1e6, limit_used=1.0) == {}


def test_the_limit_of_the_vision_service_is_worth_a_notice_above_eighty_percent():
    def names(used: float) -> set[str]:
        return set(Thresholds().passed(stats(), free_bytes=PLENTY, no_worker_s=0, limit_used=used))

    assert (names(0.8), names(0.81)) == (set(), {"limit_use"})


def test_a_notice_says_value_and_threshold():
    passed = Thresholds().passed(stats(), free_bytes=1, no_worker_s=0)

    assert passed == {"disk": {"value": 1, "threshold": 500_000_000}}
