"""How long things took, from how many fell into each interval."""

from __future__ import annotations

import pytest

from ocr_service.domain.queue_values import bound_of
from ocr_service.domain.web.course import Span, Window, quantile_s


@pytest.mark.parametrize(
    ("counts", "share", "seconds"),
    [
        pytest.param({}, 0.5, None, id="nothing"),
        pytest.param({"1000": 2}, 0.5, 0.75, id="the middle of an interval"),
        pytest.param({"1000": 1, "5000": 1}, 0.5, 1.0, id="the end of the first"),
        pytest.param({"1000": 98, "5000": 2}, 0.99, 3.75, id="the slowest"),
        pytest.param({"inf": 1}, 1.0, 3_600.0, id="longer than all bounds"),
    ],
)
def test_a_share_is_looked_up_in_its_interval(counts, share, seconds):
    assert quantile_s(counts, share) == pytest.approx(seconds)


@pytest.mark.parametrize("seconds", [0.05, 0.3, 2.4, 47, 1_799])
def test_a_time_is_found_in_the_interval_that_it_was_counted_in(seconds):
    found = quantile_s({bound_of(seconds): 1}, 0.5)

    assert bound_of(found) == bound_of(seconds)


def test_a_window_is_a_whole_number_of_spans():
    assert [(each.span_s, each.points) for each in Window] == [(300, 12), (1_800, 48), (7_200, 84)]


def test_a_share_of_nothing_is_none():
    assert Span(begins_ms=0).failed_share is None
    assert Span(begins_ms=0, completed=3, failed=1).failed_share == 0.25
