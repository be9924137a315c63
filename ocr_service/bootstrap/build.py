"""Build the parts that API, worker and command line share."""

from __future__ import annotations

from ocr_service.access.key_ring import KeyRing
from ocr_service.bootstrap.backends import open_queue, open_store
from ocr_service.bootstrap.sizing import size_here
from ocr_service.bootstrap.worker_config import PipelineConfig, QueueConfig, StoreConfig
from ocr_service.domain.document import Limits
from ocr_service.domain.file_store import FileStore
from ocr_service.intake.policy import IntakePolicy
from ocr_service.pipeline.limits.resource_limits import keeps_engine
from ocr_service.queue.manager import RedisQueueManager
from ocr_service.queue.policy import QueuePolicy
from ocr_service.settings import Settings
from ocr_service.storage.key_file import KeyFile


def build_queue(settings: Settings) -> RedisQueueManager:
    """The queue; connects when it is first asked something."""
    return open_queue(queue_config(settings))


def build_store(settings: Settings) -> FileStore:
    """The store of documents and outputs. Raises ``StorageFailed`` when its folder cannot be made."""
    return open_store(store_config(settings))


def build_key_ring(settings: Settings, queue: RedisQueueManager) -> KeyRing:
    """The stored API keys."""
    return KeyRing(queue, KeyFile(settings.upload_dir))


def queue_config(settings: Settings) -> QueueConfig:
    """Where the queue is and how it behaves."""
    return QueueConfig(
        url=settings.redis.url,
        key_prefix=settings.redis.key_prefix,
        timeout_s=settings.redis.timeout_seconds,
        max_connections=settings.redis.max_connections,
        policy=queue_policy(settings),
    )


def store_config(settings: Settings) -> StoreConfig:
    """Where documents lie."""
    return StoreConfig(folder=settings.upload_dir, min_free_bytes=settings.storage.min_free_mb * 1_000_000)


def pipeline_config(settings: Settings) -> PipelineConfig:
    """What reading documents needs."""
    return PipelineConfig(
        slots=size_here(settings).page_slots,
        languages=settings.ocr.tesseract_languages,
        memory_folder=settings.memory_dir,
        keeps_engines=keeps_engine(document_limits(settings)),
    )


def queue_policy(settings: Settings) -> QueuePolicy:
    """Times and limits of the queue."""
    return QueuePolicy(
        lease_ms=round(settings.worker.lease_seconds * 1000),
        ageing_ms=round(settings.worker.ageing_seconds * 1000),
        poll_interval_s=settings.worker.poll_interval,
        result_ttl_s=settings.storage.result_ttl_seconds,
        task_ttl_s=settings.storage.task_ttl_seconds,
        failed_ttl_s=settings.storage.failed_ttl_seconds,
        source_ttl_s=settings.storage.source_ttl_seconds,
        cache_ttl_s=settings.storage.result_ttl_seconds if settings.storage.content_cache else 0,
        max_queue_length=settings.limits.queue_length,
        max_lost_leases=settings.worker.max_lost_leases,
        owners=True,
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
    )


def document_limits(settings: Settings) -> Limits:
    """Bounds of one run."""
    sizing = size_here(settings)
    return Limits(
        max_pages=settings.limits.pages,
        max_pixels=settings.limits.pixels,
        page_timeout_s=settings.ocr.page_timeout_seconds,
        run_timeout_s=settings.ocr.task_timeout_seconds,
        memory_mb=sizing.worker_mb,
        disk_mb=settings.ocr.task_disk_mb,
        page_slots=size_here(settings).page_slots,
    )
