"""Work is done within the hours that are for it."""

from __future__ import annotations

from datetime import datetime

import pytest

from ocr_service.worker.work_hours import WorkHours, parse_work_hours


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-28T{text}")


@pytest.mark.parametrize(
    ("hours", "now", "wait_s"),
    [
        ("", "03:00:00", 0),
        ("07:00-22:00", "07:00:00", 0),
        ("07:00-22:00", "21:59:59", 0),
        ("07:00-22:00", "22:00:00", 9 * 3_600),
        ("07:00-22:00", "06:59:30", 30),
        ("22:00-06:00", "23:30:00", 0),
        ("22:00-06:00", "05:59:00", 0),
        ("22:00-06:00", "06:00:00", 16 * 3_600),
        ("08:00-12:00, 14:00-24:00", "13:00:00", 3_600),
    ],
)
def test_the_wait_lasts_until_work_may_begin(hours, now, wait_s):
    assert parse_work_hours(hours).wait_s(at(now)) == wait_s


@pytest.mark.parametrize(
    "text", ["7-22", "07:00", "25:00-26:00", "07:00-07:00", "24:30-06:00", "07:00-22:00;"]
)
def test_what_are_no_hours_is_refused(text):
    with pytest.raises(ValueError):
        parse_work_hours(text)


def test_none_are_all():
    assert WorkHours().is_open(at("03:00:00"))
