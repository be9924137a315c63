"""Build the parts that API, worker and command line share."""

from __future__ import annotations

from ocr_service.access.key_ring import KeyRing
from ocr_service.bootstrap.policies import queue_policy
from ocr_service.domain.file_store import FileStore
from ocr_service.errors import StorageFailed
from ocr_service.queue.manager import RedisQueueManager
from ocr_service.receipts.database import SqlitePlace, parse_database_url
from ocr_service.receipts.receipt import ReceiptStore
from ocr_service.settings import Settings
from ocr_service.storage.key_file import KeyFile
from ocr_service.storage.local import FileStorageManager
from ocr_service.storage.s3.config import S3Config
from ocr_service.variables import InvalidSettings

_CALLERS_PATIENCE_S = 10.0
WORKERS_PATIENCE_S = 120.0
"""A result that took minutes to read waits for a bucket that is away; its document would be read again."""


def build_queue(settings: Settings) -> RedisQueueManager:
    """The queue; connects when it is first asked something."""
    return RedisQueueManager.connect(
        settings.redis.url,
        key_prefix=settings.redis.key_prefix,
        timeout_s=settings.redis.timeout_seconds,
        max_connections=settings.redis.max_connections,
        policy=queue_policy(settings),
    )


def build_store(settings: Settings, *, patience_s: float = _CALLERS_PATIENCE_S) -> FileStore:
    """The store of documents and outputs; ``patience_s`` is how long a bucket that does not answer is asked again.

    Raises ``StorageFailed`` when its folder cannot be made, or the extra for a bucket is missing.
    """
    if settings.uses_bucket:
        from ocr_service.storage.s3.store import S3FileStore

        return S3FileStore(s3_config(settings, patience_s))
    return FileStorageManager(settings.upload_dir, min_free_bytes=settings.storage.min_free_mb * 1_000_000)


def s3_config(settings: Settings, patience_s: float) -> S3Config:
    """The bucket and who may use it. Raises ``StorageFailed`` when none is named."""
    if not settings.s3.bucket:
        raise StorageFailed("STORAGE=s3 needs the name of a bucket. Set S3_BUCKET.")
    return S3Config(
        bucket=settings.s3.bucket,
        region=settings.s3.region,
        access_key=settings.s3.access_key,
        secret_key=settings.s3.secret_key,
        endpoint=settings.s3.endpoint_url,
        prefix=settings.s3.prefix,
        work_folder=settings.work_dir,
        memory_folder=settings.feedback_dir,
        virtual_hosts=settings.s3.addressing == "virtual",
        encryption=settings.s3.encryption,
        kms_key=settings.s3.kms_key,
        patience_s=patience_s,
        timeout_s=settings.s3.timeout_seconds,
        min_free_bytes=settings.storage.min_free_mb * 1_000_000,
    )


def build_receipts(settings: Settings) -> ReceiptStore:
    """The receipts; nothing is connected or made before the first of them. Raises ``InvalidSettings``."""
    from ocr_service.receipts.sql_store import SqlReceipts

    try:
        place = parse_database_url(settings.receipts.database_url or f"sqlite:///{settings.receipts_path}")
    except ValueError as error:
        raise InvalidSettings(f"RECEIPTS_DATABASE_URL (DATABASE_URL) is wrong: it has {error}.") from error
    if isinstance(place, SqlitePlace):
        from ocr_service.receipts.sqlite import SqliteDatabase

        return SqlReceipts(SqliteDatabase(place.path))
    from ocr_service.receipts.postgres import PostgresDatabase

    return SqlReceipts(PostgresDatabase(place.url))


def build_key_ring(settings: Settings, queue: RedisQueueManager) -> KeyRing:
    """The stored API keys."""
    return KeyRing(queue, KeyFile(settings.upload_dir))
