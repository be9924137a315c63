"""Decide what becomes of a notification after a try to deliver it."""

from __future__ import annotations

from dataclasses import dataclass

from ocr_service.domain.backoff import full_jitter_s
from ocr_service.domain.notification import Delivery, NotificationState, Outcome

_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryDecision:
    """The next state, and of WAITING the seconds until the next try; ``ends_subscription`` when nobody is there any more."""

    state: NotificationState
    delay_s: float = 0.0
    ends_subscription: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPolicy:
    """Tried ``max_attempts`` times and no longer than ``max_age_s`` after the event, then a dead letter of the outbox.

    With the defaults the ceilings of the waits add up to 38 hours and the waits to about half of that: a receiver that is
    away for a night misses nothing. One that says LATER is asked again for ever. A receiver's own ``Retry-After`` is obeyed up to ``longest_wait_s``.
    """

    max_attempts: int = 20
    max_age_s: float = 3 * _DAY_S
    backoff_s: float = 5.0
    backoff_max_s: float = 14_400.0
    longest_wait_s: float = _DAY_S

    def decide(self, delivery: Delivery, *, attempts: int, age_s: float, jitter: float) -> DeliveryDecision:
        """What to do after ``delivery``, which was try number ``attempts``; ``jitter`` is drawn from [0, 1)."""
        if delivery.outcome is Outcome.DELIVERED:
            return DeliveryDecision(state=NotificationState.DELIVERED)
        if delivery.outcome is Outcome.GONE:
            return DeliveryDecision(state=NotificationState.DISCARDED, ends_subscription=True)
        if delivery.outcome is Outcome.LATER:
            return DeliveryDecision(state=NotificationState.WAITING, delay_s=delivery.retry_after_s)
        if attempts >= self.max_attempts or age_s >= self.max_age_s:
            return DeliveryDecision(state=NotificationState.DEAD)
        backoff_s = full_jitter_s(
            attempts - 1, first_s=self.backoff_s, most_s=self.backoff_max_s, jitter=jitter
        )
        asked_s = min(delivery.retry_after_s, self.longest_wait_s)
        return DeliveryDecision(state=NotificationState.WAITING, delay_s=max(backoff_s, asked_s))
