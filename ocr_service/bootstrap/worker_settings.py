"""What the settings tell a worker."""

from __future__ import annotations

from pathlib import Path

from ocr_service.bootstrap.build import document_limits, queue_config, store_config
from ocr_service.bootstrap.sizing import size_here
from ocr_service.bootstrap.worker_config import ClaimConfig, LanguageModelConfig, LogConfig, WorkerConfig
from ocr_service.domain.retry import RetryPolicy
from ocr_service.settings import Settings
from ocr_service.worker.sweeping import SweepTimes


def worker_config(settings: Settings) -> WorkerConfig:
    """All that a worker must be told."""
    return WorkerConfig(
        worker_id=settings.worker.id,
        worker_count=settings.worker.count,
        log=_log(settings),
        queue=queue_config(settings),
        store=store_config(settings),
        claims=_claims(settings),
        limits=document_limits(settings),
        retries=retry_policy(settings),
        sweeps=sweep_times(settings),
        language_model=_language_model(settings),
        lease_s=settings.worker.lease_seconds,
        stall_s=settings.worker.stall_seconds,
        grace_s=settings.grace_s,
        sweep_s=settings.worker.sweep_seconds,
    )


def _log(settings: Settings) -> LogConfig:
    folder = settings.log.dir if settings.log.dir != Path() else None
    return LogConfig(level=settings.log.level, style=settings.log.format, folder=folder)


def _claims(settings: Settings) -> ClaimConfig:
    return ClaimConfig(
        queues=settings.worker.queues,
        concurrency=size_here(settings).documents,
        high_slots=settings.worker.high_slots,
        poll_interval_s=settings.worker.poll_interval,
        max_tasks=settings.worker.max_tasks,
    )


def _language_model(settings: Settings) -> LanguageModelConfig | None:
    if not settings.llm.url:
        return None
    return LanguageModelConfig(
        url=settings.llm.url,
        model=settings.llm.model,
        api_key=settings.llm.api_key.get_secret_value(),
        timeout_s=settings.llm.timeout_seconds,
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
        source_ttl_s=settings.storage.source_ttl_seconds,
        result_ttl_s=settings.storage.result_ttl_seconds,
        failed_ttl_s=settings.storage.failed_ttl_seconds,
        orphan_ttl_s=settings.storage.orphan_ttl_seconds,
        settle_s=settings.storage.settle_seconds,
    )
