"""What the settings mean to queue, door, retries and janitor."""

from __future__ import annotations

from ocr_service.bootstrap.folders.archive import archive_subscriptions
from ocr_service.bootstrap.webhooks import standing_subscriptions
from ocr_service.domain.notification import Subscription
from ocr_service.domain.retry import RetryPolicy
from ocr_service.domain.status import Output
from ocr_service.intake.policy import IntakePolicy
from ocr_service.intake.receipt_desk import ReceiptRules
from ocr_service.intake.upload_rules import UploadRules
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


def source_ttl_s(settings: Settings) -> int:
    """How long documents outlive their reading: as long as their results where an archive wants them, which may be away."""
    storage = settings.storage
    return max(storage.source_ttl_seconds, storage.result_ttl_seconds if settings.archive.archive else 0)


def receipt_rules(settings: Settings) -> ReceiptRules:
    """How much one call may start."""
    return ReceiptRules(
        max_batch=settings.receipts.max_batch,
        batches_per_minute=settings.receipts.batches_per_minute,
        engine="agent" if settings.agent.url and settings.agent.receipts else "",
    )


def intake_policy(settings: Settings) -> IntakePolicy:
    """Limits of the door."""
    return IntakePolicy(
        max_bytes=settings.limits.file_mb * 1_000_000,
        max_pixels=settings.limits.pixels,
        max_pages=settings.limits.pages,
        default_language=settings.ocr.default_language,
        languages=settings.ocr.tesseract_languages,
        strict_types=settings.api.strict_types,
        outputs=(Output.PDF,) if settings.archive.archive else (),
    )


def upload_rules(settings: Settings) -> UploadRules:
    """How uploads by signed links go."""
    return UploadRules(
        is_enabled=settings.uploads.enable_uploads,
        reads_at_once=settings.uploads.enable_ocr,
        link_s=settings.uploads.upload_link_seconds,
        session_s=settings.uploads.upload_session_seconds,
        part_bytes=settings.uploads.upload_part_mb * 1_048_576,
    )


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
