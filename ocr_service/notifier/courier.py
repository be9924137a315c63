"""Bring one notification to its subscriber, and store how it went."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping

from ocr_service.clock import Clock
from ocr_service.domain.delivery.delivery_policy import DeliveryPolicy
from ocr_service.domain.delivery.outbox import Outbox, Subscriptions
from ocr_service.domain.notification import (
    UPLOAD_SUBSCRIPTION,
    Delivery,
    Event,
    Message,
    Notification,
    NotificationState,
    Outcome,
    Subscription,
    sink_of,
)
from ocr_service.domain.ports import Sink
from ocr_service.errors import BackendUnavailable, OcrServiceError
from ocr_service.notifier.payload import Payloads

log = logging.getLogger(__name__)

_DEFECT = Delivery(
    outcome=Outcome.FAILED, detail="A defect of the service; the notifier's log names the place."
)
_NOBODY = Delivery(outcome=Outcome.FAILED, detail="The subscription is gone or has ended.")


class Courier:
    """``standing`` are the subscriptions of the settings; ``open_sink`` builds a sink when the first event for it comes."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        subscriptions: Subscriptions,
        payloads: Payloads,
        policy: DeliveryPolicy,
        standing: Mapping[str, Subscription],
        open_sink: Callable[[str], Sink],
        clock: Clock,
    ) -> None:
        self._outbox = outbox
        self._subscriptions = subscriptions
        self._payloads = payloads
        self._policy = policy
        self._standing = standing
        self._open_sink = open_sink
        self._clock = clock
        self._sinks: dict[str, Sink] = {}

    async def bring(self, notification: Notification) -> Delivery:
        """Deliver and settle; returns how the delivery went. Raises ``BackendUnavailable``."""
        subscription = await self._subscriber(notification)
        if subscription is None:
            await self._outbox.settle(notification, _NOBODY, NotificationState.DISCARDED)
            return _NOBODY
        delivery = await self.tell(notification.event, subscription)
        await self._settle(notification, subscription, delivery)
        return delivery

    async def give_back(self, notification: Notification) -> None:
        """Count a try that ended with a defect of ours, so that an entry which always does ends as a dead letter."""
        subscription = Subscription(id=notification.subscription, target=notification.target)
        await self._settle(notification, subscription, _DEFECT)

    async def tell(self, event: Event, subscription: Subscription) -> Delivery:
        """Tell an event, and store nothing of how that went. Raises ``BackendUnavailable``.

        What cannot be read now (a store that is away) is a try that failed, and is tried again.
        """
        try:
            data = await self._payloads.data(event)
        except BackendUnavailable:
            raise
        except OcrServiceError as error:
            return Delivery(outcome=Outcome.FAILED, detail=f"{error.code}: {error.detail}")
        message = Message(event=event, subscription=subscription, data=data)
        return await self._sink(subscription.sink).deliver(message)

    async def _settle(
        self, notification: Notification, subscription: Subscription, delivery: Delivery
    ) -> None:
        age_s = (self._clock.now_ms() - notification.created_at_ms) / 1000
        decision = self._policy.decide(
            delivery,
            attempts=notification.attempts + 1,
            age_s=age_s,
            jitter=random.random(),  # noqa: S311 - spreads load, guards nothing
        )
        is_stored = await self._outbox.settle(
            notification,
            delivery,
            decision.state,
            delay_s=decision.delay_s,
            ended_target=subscription.target if decision.ends_subscription else "",
        )
        fields = {
            "notification": notification.id,
            "event": notification.event.kind.value,
            "attempt": notification.attempts + 1,
            "http_status": delivery.status,
            "duration_ms": delivery.duration_ms,
        }
        if not is_stored:
            log.warning("Late delivery not stored", extra=fields)
        elif delivery.outcome is Outcome.DELIVERED:
            log.info("Notification delivered", extra=fields)
        elif delivery.outcome is Outcome.LATER:
            # The sink has said once that its receiver is away; this comes again every minute.
            log.debug("Notification waits for its receiver", extra={**fields, "detail": delivery.detail})
        else:
            log.warning(
                "Notification not delivered",
                extra={
                    **fields,
                    "detail": delivery.detail,
                    "state": decision.state.value,
                    "delay_s": round(decision.delay_s, 1),
                },
            )

    async def _subscriber(self, notification: Notification) -> Subscription | None:
        """Who is told; None when nobody wants to be told any more."""
        if notification.subscription == UPLOAD_SUBSCRIPTION:
            sink = sink_of(notification.target)
            return Subscription(id=UPLOAD_SUBSCRIPTION, sink=sink, target=notification.target)
        standing = self._standing.get(notification.subscription)
        if standing is not None:
            has_ended = await self._subscriptions.ended_at_target(standing.id, standing.target)
            return None if has_ended else standing
        stored = await self._subscriptions.subscription(notification.subscription)
        return None if stored is None or stored.ended_at_ms else stored

    def _sink(self, name: str) -> Sink:
        if name not in self._sinks:
            self._sinks[name] = self._open_sink(name)
        return self._sinks[name]

    async def close(self) -> None:
        """Close the sinks that were opened."""
        for sink in self._sinks.values():
            await sink.close()
