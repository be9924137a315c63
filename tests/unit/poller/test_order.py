"""Production goes first while it has rows, and keeps nobody waiting when it has come to a halt."""

from __future__ import annotations

from ocr_service.poller.order import Order


class Time:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_the_first_that_had_a_row_goes_first():
    order = Order(["prod", "staging", "dev"], Time())
    order.found("staging")

    assert [order.goes_first(name) for name in ("prod", "staging", "dev")] == [True, True, False]


def test_one_that_has_none_keeps_nobody_waiting():
    order = Order(["prod", "dev"], Time())
    order.found("prod")
    order.found_none("prod")

    assert order.goes_first("dev")


def test_one_that_came_to_a_halt_keeps_nobody_waiting_for_long():
    time = Time()
    order = Order(["prod", "dev"], time)
    order.found("prod")
    time.now_s += 5.1

    assert order.goes_first("dev")
