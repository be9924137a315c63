"""Open the queue and the store; knows no settings, so that a worker need not load what reads them."""

from __future__ import annotations

from ocr_service.bootstrap.worker_config import QueueConfig, StoreConfig
from ocr_service.domain.file_store import FileStore
from ocr_service.queue.manager import RedisQueueManager
from ocr_service.storage.local import FileStorageManager


def open_queue(config: QueueConfig) -> RedisQueueManager:
    """The queue; connects when it is first asked something."""
    return RedisQueueManager.connect(
        config.url,
        key_prefix=config.key_prefix,
        timeout_s=config.timeout_s,
        max_connections=config.max_connections,
        policy=config.policy,
    )


def open_store(config: StoreConfig) -> FileStore:
    """The store of documents and outputs. Raises ``StorageFailed`` when its folder cannot be made."""
    return FileStorageManager(config.folder, min_free_bytes=config.min_free_bytes)
