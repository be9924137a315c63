"""Every time and limit of the queue, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from ocr_service.domain.notification import EventKind
from ocr_service.domain.task import TASK_VERSION

_DAY_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePolicy:
    """Times and limits; one set for all processes of a service.

    A lease ends ``lease_ms`` after its last heartbeat. A waiting task older than ``ageing_ms`` may
    overtake higher queues, at most once in ``ageing_share`` claims. An idle claim looks again every
    ``poll_interval_s`` when no wake-up comes. A result lives ``result_ttl_s``, a finished task
    ``task_ttl_s``, a FAILED one ``failed_ttl_s``; ``cache_ttl_s`` 0 turns the content cache off.
    ``max_queue_length`` bounds waiting tasks and, apart from them, PENDING ones. With ``owners`` one
    owner has at most ``owner_cap`` ids in a queue's list at a time; the rest wait beside it. Tasks of a
    ``version`` above ``task_version`` are not claimed.

    The outbox holds ``max_notifications`` that wait at most, half of them for one receiver, and ``lane_share`` are
    delivered to one receiver at a time; those that failed for good are
    kept ``notification_ttl_s``, those that were delivered ``delivered_ttl_s``. ``standing`` are the subscriptions of the
    settings: id and the kinds of events that it is told.
    """

    lease_ms: int = 30_000
    ageing_ms: int = 300_000
    ageing_share: int = 4
    poll_interval_s: float = 1.0
    result_ttl_s: int = _DAY_S
    task_ttl_s: int = 7 * _DAY_S
    failed_ttl_s: int = 7 * _DAY_S
    source_ttl_s: int = 60
    idempotency_ttl_s: int = _DAY_S
    cache_ttl_s: int = _DAY_S
    max_queue_length: int = 100_000
    max_lost_leases: int = 5
    max_result_bytes: int = 256_000
    owners: bool = False
    owner_cap: int = 64
    max_events: int = 10_000
    max_history: int = 20
    signal_ttl_s: int = 60
    task_version: int = TASK_VERSION
    standing: tuple[tuple[str, tuple[EventKind, ...]], ...] = ()
    max_notifications: int = 20_000
    max_delivered: int = 1_000
    max_dead_notifications: int = 10_000
    max_delivery_log: int = 100
    max_notification_age_s: float = 3 * _DAY_S
    notification_ttl_s: int = 7 * _DAY_S
    delivered_ttl_s: int = _DAY_S
    max_subscriptions: int = 1_000
    max_subscriptions_of_one: int = 20
    notifier_ttl_ms: int = 30_000
    lane_share: int = 4

    @property
    def worker_ttl_ms(self) -> int:
        """A worker that was silent for so long is no longer listed."""
        return self.lease_ms
