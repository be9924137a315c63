"""What the settings mean to queue, retries and janitor, and who is told because of them.

A worker loads this, and nothing of what it does not do itself: doors, webhooks, archives (2 MB).
"""

from __future__ import annotations

from ocr_service.domain.notification import (
    ARCHIVE,
    ARCHIVE_SUBSCRIPTION,
    SETTINGS_SUBSCRIPTION,
    EventKind,
    Subscription,
)
from ocr_service.domain.retry import RetryPolicy
from ocr_service.queue.policy import QueuePolicy
from ocr_service.settings import Settings
from ocr_service.worker.sweeping import SweepTimes


def queue_policy(settings: Settings) -> QueuePolicy:
    """Times and limits of the queue."""
    return QueuePolicy(
        lease_ms=round(settings.worker.lease_seconds * 1000),
        ageing_ms=round(settings.worker.ageing_seconds * 1000),
        poll_interval_s=settings.worker.poll_interval,
        result_ttl_s=settings.storage.result_ttl_seconds,
        task_ttl_s=settings.storage.task_ttl_seconds,
        failed_ttl_s=settings.storage.failed_ttl_seconds,
        source_ttl_s=source_ttl_s(settings),
        cache_ttl_s=settings.storage.result_ttl_seconds if settings.storage.content_cache else 0,
        max_queue_length=settings.limits.queue_length,
        max_lost_leases=settings.worker.max_lost_leases,
        owners=True,
        standing=tuple((each.id, each.events) for each in told_by_settings(settings)),
        max_notifications=settings.webhook.max_waiting,
        max_notification_age_s=settings.webhook.max_age_seconds,
        lane_share=max(1, settings.webhook.concurrency // 2),
    )


def told_by_settings(settings: Settings) -> tuple[Subscription, ...]:
    """Everybody who is told because the settings say so."""
    return (*standing_subscriptions(settings), *archive_subscriptions(settings))


def standing_subscriptions(settings: Settings) -> tuple[Subscription, ...]:
    """The subscriptions that stand in the settings: the one of WEBHOOK_URL, if there is one."""
    if not settings.webhook.url:
        return ()
    told = Subscription(id=SETTINGS_SUBSCRIPTION, target=settings.webhook.url, events=settings.webhook.events)
    return (told,)


def archive_subscriptions(settings: Settings) -> tuple[Subscription, ...]:
    """The archive is told of every document that was read."""
    if not settings.archive.archive:
        return ()
    told = Subscription(id=ARCHIVE_SUBSCRIPTION, target="", events=(EventKind.TASK_COMPLETED,), sink=ARCHIVE)
    return (told,)


def source_ttl_s(settings: Settings) -> int:
    """How long documents outlive their reading: as long as their results where an archive wants them, which may be away."""
    storage = settings.storage
    return max(storage.source_ttl_seconds, storage.result_ttl_seconds if settings.archive.archive else 0)


def retry_policy(settings: Settings) -> RetryPolicy:
    """How often what is tried again."""
    return RetryPolicy(
        max_retries=settings.worker.max_retries,
        max_child_crashes=settings.worker.max_child_crashes,
        backoff_s=settings.worker.backoff_seconds,
        backoff_max_s=settings.worker.backoff_max_seconds,
    )


def sweep_times(settings: Settings) -> SweepTimes:
    """How long what is kept on disk."""
    return SweepTimes(
        source_ttl_s=source_ttl_s(settings),
        result_ttl_s=settings.storage.result_ttl_seconds,
        failed_ttl_s=settings.storage.failed_ttl_seconds,
        kept_sources_bytes=settings.storage.page_keeps_source_mb * 1_000_000,
        orphan_ttl_s=settings.storage.orphan_ttl_seconds,
        settle_s=settings.storage.settle_seconds,
    )
