"""Build the parts that API, worker and command line share."""

from __future__ import annotations

from ocr_service.access.key_ring import KeyRing
from ocr_service.bootstrap.policies import queue_policy
from ocr_service.domain.file_store import FileStore
from ocr_service.queue.manager import RedisQueueManager
from ocr_service.settings import Settings
from ocr_service.storage.key_file import KeyFile
from ocr_service.storage.local import FileStorageManager


def build_queue(settings: Settings) -> RedisQueueManager:
    """The queue; connects when it is first asked something."""
    return RedisQueueManager.connect(
        settings.redis.url,
        key_prefix=settings.redis.key_prefix,
        timeout_s=settings.redis.timeout_seconds,
        max_connections=settings.redis.max_connections,
        policy=queue_policy(settings),
    )


def build_store(settings: Settings) -> FileStore:
    """The store of documents and outputs. Raises ``StorageFailed`` when its folder cannot be made."""
    return FileStorageManager(settings.upload_dir, min_free_bytes=settings.storage.min_free_mb * 1_000_000)


def build_key_ring(settings: Settings, queue: RedisQueueManager) -> KeyRing:
    """The stored API keys."""
    return KeyRing(queue, KeyFile(settings.upload_dir))
