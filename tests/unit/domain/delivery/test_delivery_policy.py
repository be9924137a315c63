"""What becomes of a notification after a try."""

from __future__ import annotations

import pytest

from ocr_service.domain.delivery.delivery_policy import DeliveryPolicy
from ocr_service.domain.notification import Delivery, NotificationState, Outcome

POLICY = DeliveryPolicy(max_attempts=3, max_age_s=1_000, backoff_s=2, backoff_max_s=60)
FAILED = Delivery(outcome=Outcome.FAILED, status=500)


@pytest.mark.parametrize(
    ("delivery", "attempts", "age_s", "state"),
    [
        (Delivery(outcome=Outcome.DELIVERED, status=204), 1, 0, NotificationState.DELIVERED),
        (Delivery(outcome=Outcome.GONE, status=410), 1, 0, NotificationState.DISCARDED),
        (FAILED, 1, 0, NotificationState.WAITING),
        (FAILED, 2, 999, NotificationState.WAITING),
        (FAILED, 3, 0, NotificationState.DEAD),
        (FAILED, 1, 1_000, NotificationState.DEAD),
    ],
)
def test_the_state_follows_from_outcome_tries_and_age(delivery, attempts, age_s, state):
    decision = POLICY.decide(delivery, attempts=attempts, age_s=age_s, jitter=0.5)

    assert decision.state is state
    assert decision.ends_subscription is (delivery.outcome is Outcome.GONE)


def test_a_receiver_that_is_away_as_a_whole_is_asked_for_ever():
    away = Delivery(outcome=Outcome.LATER, retry_after_s=30)

    decision = POLICY.decide(away, attempts=10**6, age_s=10**9, jitter=0.5)

    assert (decision.state, decision.delay_s) == (NotificationState.WAITING, 30)


def test_waits_double_from_try_to_try():
    waits = [POLICY.decide(FAILED, attempts=each, age_s=0, jitter=0.5).delay_s for each in (1, 2)]

    assert waits == [1, 2]


@pytest.mark.parametrize(("asked_s", "waits_s"), [(0, 1), (30, 30), (10**9, 86_400)])
def test_a_receiver_that_asks_for_time_gets_it_up_to_a_day(asked_s, waits_s):
    busy = Delivery(outcome=Outcome.FAILED, status=503, retry_after_s=asked_s)

    assert POLICY.decide(busy, attempts=1, age_s=0, jitter=0.5).delay_s == waits_s


def test_the_defaults_bridge_a_night():
    policy = DeliveryPolicy()
    waits = [policy.decide(FAILED, attempts=each, age_s=0, jitter=0.5).delay_s for each in range(1, 20)]

    assert sum(waits) > 12 * 3_600
