"""Every environment variable of the service, declared once, as plain values that need no library.

One class per concern; the variable's name is the prefix plus the field's name in upper case
(``WORKER_MAX_RETRIES`` is ``settings.worker.max_retries``). Units are in the names or in the
description. ``environment.py`` reads them from the environment and from ``.env``; only ``bootstrap`` and the command
line use them. A test checks ``.env.example`` and ``docs/configuration.md`` against this file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal

from ocr_service.domain.notification import DEFAULT_EVENTS, EventKind
from ocr_service.domain.status import Priority
from ocr_service.variables import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisSettings:
    """Where the queue lives."""

    PREFIX: ClassVar = "REDIS_"

    url: str = setting(
        "redis://127.0.0.1:6379/0",
        also="CRICKSY_REDIS_URL",
        description="redis://, rediss://, unix:// or redis+sentinel:// URL of the queue's server; scripts/run starts one of its own unless this is named",
        secret=True,
    )
    key_prefix: str = setting("", description="put before every key; `{ocr}:` on Redis Cluster")
    timeout_seconds: float = setting(5.0, gt=0, description="longest wait for one answer of Redis")
    max_connections: int = setting(64, ge=4, description="connections one process may open")


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageSettings:
    """Where files lie and for how long."""

    PREFIX: ClassVar = ""

    storage: Literal["", "local", "s3"] = setting(
        "",
        also="CRICKSY_STORAGE",
        description="where documents and outputs lie: `local` in UPLOAD_DIR, `s3` in a bucket; empty: in a bucket where S3_BUCKET is set",
    )
    var_dir: Path = setting(Path("var"), description="everything that scripts/run writes lies below it")
    upload_dir: Path | None = setting(
        None, description="folder of documents and outputs; VAR_DIR/uploads when empty"
    )
    source_ttl_seconds: int = setting(
        60, ge=0, description="how long a document is kept after its task is COMPLETED"
    )
    result_ttl_seconds: int = setting(86_400, ge=1, description="how long a result is kept")
    task_ttl_seconds: int = setting(
        604_800, ge=1, description="how long a finished task is known; then its id answers 404"
    )
    failed_ttl_seconds: int = setting(
        604_800, ge=1, description="how long a FAILED task and its document are kept for a retry"
    )
    settle_seconds: float = setting(
        15.0, ge=0, description="age at which a document whose task Redis does not know is enqueued again"
    )
    orphan_ttl_seconds: int = setting(
        3_600, ge=1, description="age at which a folder that no record explains is removed"
    )
    content_cache: bool = setting(
        True, description="answer the same bytes with the same options by the earlier result while it lives"
    )
    min_free_mb: int = setting(64, ge=0, description="uploads are refused with 507 below this much free disk")


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Settings:
    """The bucket, where documents lie in one (extra `s3`; see docs/storage.md)."""

    PREFIX: ClassVar = "S3_"

    bucket: str = setting(
        "",
        pattern=r"^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$",
        also="CRICKSY_S3_BUCKET",
        description="name of the bucket; it must be there",
    )
    region: str = setting("us-east-1", also="CRICKSY_S3_REGION", description="its region")
    access_key: str = setting(
        "",
        secret=True,
        also="CRICKSY_S3_ACCESS_KEY",
        description="key; empty: the machine's own role, which cannot sign links for uploads",
    )
    secret_key: str = setting("", secret=True, also="CRICKSY_S3_SECRET_KEY", description="the key's secret")
    endpoint_url: str = setting(
        "",
        pattern=r"^(https?://[^\s/?#]+(/[^\s?#]*)?)?$",
        also="CRICKSY_S3_ENDPOINT_URL",
        description="address of a store that is not AWS, such as `http://minio:9000`; callers who upload by a link must reach it, too",
    )
    prefix: str = setting(
        "",
        pattern=r"^([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*)?$",
        also="CRICKSY_S3_PREFIX",
        description="put before every key, such as `ocr`",
    )
    addressing: Literal["path", "virtual"] = setting(
        "path", description="`virtual` puts the bucket's name before the host"
    )
    encryption: Literal["", "AES256", "aws:kms"] = setting(
        "", description="server-side encryption that is asked for with every object; empty: the bucket's own"
    )
    kms_key: str = setting("", description="key id for `aws:kms`; empty: the bucket's own")
    timeout_seconds: float = setting(30.0, gt=0, description="longest wait for one answer of the store")


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadSettings:
    """Uploads by a signed link."""

    PREFIX: ClassVar = ""

    enable_uploads: bool = setting(
        True, also="CRICKSY_ENABLE_UPLOADS", description="take uploads by a signed link"
    )
    enable_ocr: bool = setting(
        True,
        also="CRICKSY_ENABLE_OCR",
        description="read an upload once it is completed; off: it waits as PENDING for process-all",
    )
    upload_link_seconds: int = setting(3_600, ge=10, le=604_800, description="how long a link may be used")
    upload_session_seconds: int = setting(
        86_400, ge=10, le=604_800, description="how long an upload may take until it is completed"
    )
    upload_part_mb: int = setting(
        16, ge=5, le=5_000, description="size of the parts that large uploads are sent in, in MiB"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSettings:
    """The HTTP side."""

    PREFIX: ClassVar = "API_"

    host: str = setting("127.0.0.1", description="address the API listens on")
    port: int = setting(8001, ge=0, le=65_535, description="port the API listens on")
    workers: int = setting(1, ge=1, le=64, description="API processes; at most 2 below 2 GB of memory")
    keys: tuple[str, ...] = setting(
        (),
        secret=True,
        description="comma-separated `owner:key` pairs (or bare keys); empty: no key is asked for",
    )
    operator_keys: tuple[str, ...] = setting(
        (), secret=True, description="comma-separated keys that may see every task and steer the queues"
    )
    allowed_hosts: tuple[str, ...] = setting(
        (),
        description="without keys: names of the internet by which the API may be called (`.example.org` with all below it, `*`: any)",
    )
    cors_origins: tuple[str, ...] = setting(
        (),
        description="pages of these origins (`https://app.example`, `*`: any) may call the API from a browser",
    )
    root_path: str = setting(
        "",
        pattern=r"^(/[A-Za-z0-9._~-]{1,64}){0,8}/?$",
        also="ROOT_PATH",
        description="path under which a reverse proxy shows the service, such as `/ocr`; links and redirects carry it",
    )
    public_url: str = setting(
        "",
        pattern=r"^(https?://[^\s?#]+)?$",
        description="address by which receivers of webhooks reach the service, such as `https://nas.example/ocr`; when empty, links in webhooks are paths",
    )
    trusted_proxies: tuple[str, ...] = setting(
        ("127.0.0.1", "::1"),
        description="addresses or networks of proxies whose `X-Forwarded-For`, `-Proto` and `-Prefix` are believed; `*`: any",
    )
    rate_per_minute: int = setting(0, ge=0, description="calls per minute and caller before 429; 0: no limit")
    max_listeners: int = setting(
        200, ge=1, le=10_000, description="who may follow events at once, per API process; more get 429"
    )
    upload_timeout_seconds: float = setting(
        60.0, gt=0, description="longest pause within an upload before 408"
    )
    strict_types: bool = setting(False, description="refuse a file whose extension does not fit its content")
    max_wait_seconds: int = setting(60, ge=0, description="upper bound of `?wait=`")


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSettings:
    """What is too much."""

    PREFIX: ClassVar = "MAX_"

    file_mb: int = setting(100, ge=1, description="largest upload, in MB of 1,000,000 bytes")
    pages: int = setting(2_000, ge=1, description="most pages of one document")
    pixels: int = setting(100_000_000, ge=1, description="most pixels of one page")
    batch_files: int = setting(100, ge=1, description="most files in one batch")
    queue_length: int = setting(100_000, ge=1, description="most waiting tasks before uploads get 503")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSettings:
    """The worker and its times."""

    PREFIX: ClassVar = "WORKER_"

    id: str = setting(
        "",
        description="name of this worker, unique at its Redis (of several below one supervisord each adds its number); when empty, host and name under supervisord (else pid)",
    )
    count: int = setting(1, ge=0, le=256, description="workers that supervisord starts")
    queues: tuple[Priority, ...] = setting(
        tuple(Priority), min_length=1, description="queues this worker serves"
    )
    concurrency: int = setting(
        0,
        ge=0,
        le=64,
        description="documents this worker runs at once; 0: one with one page slot, else one more than page slots",
    )
    poll_interval: float = setting(
        1.0, gt=0, le=30, description="seconds between looks at the queue when no wake-up comes"
    )
    max_retries: int = setting(
        3, ge=0, description="runs after a transient error before FAILED (3 means four runs)"
    )
    max_child_crashes: int = setting(
        2, ge=1, description="deaths of the document's own process before FAILED"
    )
    max_lost_leases: int = setting(5, ge=1, description="vanished workers before FAILED")
    max_tasks: int = setting(0, ge=0, description="restart the worker after so many tasks; 0: never")
    lease_seconds: float = setting(
        30.0, gt=0, description="time after which a silent worker's tasks are taken back"
    )
    stall_seconds: float = setting(
        90.0,
        gt=0,
        description="silence after which a run is ended; more than PAGE_TIMEOUT_SECONDS (large pages get more)",
    )
    grace_seconds: float | None = setting(
        None,
        ge=0,
        description="time a stopping worker gives its current tasks; when empty, TASK_TIMEOUT_SECONDS: it finishes them",
    )
    ageing_seconds: float = setting(
        300.0, gt=0, description="wait after which a waiting task may overtake higher queues"
    )
    backoff_seconds: float = setting(
        2.0, gt=0, description="first step of the exponential backoff of retries"
    )
    backoff_max_seconds: float = setting(300.0, gt=0, description="longest backoff")
    memory_mb: int = setting(
        0,
        ge=0,
        description="memory of the worker with its children, in MiB; 0: 128 with one page slot, 80 more for each further one",
    )
    high_slots: int = setting(
        0, ge=0, description="of WORKER_CONCURRENCY, slots that only the high queue may use"
    )
    sweep_seconds: float = setting(60.0, gt=0, description="pause between two sweeps of the janitor")


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrSettings:
    """How pages are read."""

    PREFIX: ClassVar = ""

    default_language: str = setting("eng", description="language of documents that name none")
    tesseract_languages: tuple[str, ...] = setting(
        ("eng", "deu", "fra", "spa", "ita"),
        description="languages that may be asked for and that `auto` chooses among",
    )
    page_slots: int = setting(
        0,
        ge=0,
        description="pages that one worker reads at once; 0: one below 2 GB of memory, else as many as cores where a quarter of the memory holds them",
    )
    page_timeout_seconds: float = setting(
        60.0, gt=0, description="longest time for one page of 10 million pixels; larger pages get more"
    )
    task_timeout_seconds: float = setting(
        3_600.0, gt=0, description="longest time for one document, over all its runs"
    )
    task_disk_mb: int = setting(2_000, ge=10, description="most disk one task may use while it runs")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """Logs."""

    PREFIX: ClassVar = "LOG_"

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = setting(
        "INFO", description="least level that is logged"
    )
    format: Literal["plain", "json"] = setting("plain", description="form of the console's lines")
    dir: Path = setting(Path("logs"), description="folder of the workers' NDJSON files; empty: none")


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmSettings:
    """An optional language model that helps where confidence is low."""

    PREFIX: ClassVar = "LLM_"

    url: str = setting(
        "", description="llama.cpp `/completion` or OpenAI-compatible `/v1/chat/completions` URL; empty: off"
    )
    model: str = setting("", description="model name for OpenAI-compatible servers")
    api_key: str = setting("", secret=True, description="bearer token for that server")
    timeout_seconds: float = setting(30.0, gt=0, description="longest wait for one answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """Who is told when documents have ended (docs/webhooks.md)."""

    PREFIX: ClassVar = "WEBHOOK_"

    url: str = setting("", description="address that is told of everybody's documents; empty: none")
    events: tuple[EventKind, ...] = setting(
        DEFAULT_EVENTS, min_length=1, description="what that address is told"
    )
    secret: tuple[str, ...] = setting(
        (),
        secret=True,
        description="`whsec_…` that signs for that address and for callbacks of uploads, several separated by commas while it is changed; empty: one that the service makes (`ocr-service webhooks secret`)",
    )
    allowed_hosts: tuple[str, ...] = setting(
        (),
        description="machines that are not on the internet and may be told all the same: `name`, `name:port`, `.domain`, an address or a network such as `192.168.1.0/24`",
    )
    timeout_seconds: float = setting(10.0, gt=0, le=120, description="longest wait for a receiver's answer")
    concurrency: int = setting(
        8, ge=1, le=64, description="deliveries at a time, at most half of them to one receiver"
    )
    max_attempts: int = setting(
        20, ge=1, description="tries before a notification is a dead letter of the outbox"
    )
    backoff_seconds: float = setting(5.0, gt=0, description="first step of the backoff between tries")
    backoff_max_seconds: float = setting(14_400.0, gt=0, description="longest backoff between tries")
    max_age_seconds: float = setting(
        259_200.0, gt=0, description="age of an event from which on it is tried no more"
    )
    max_waiting: int = setting(
        20_000, ge=10, description="most notifications that wait, half of them for one receiver"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSettings:
    """From when on somebody should look: `notice.raised` and `notice.ended` tell of it; 0 turns one off."""

    PREFIX: ClassVar = "NOTICE_"

    error_rate: float = setting(
        0.2, ge=0, le=1, description="share of failed among the tasks of the last hour, from ten on"
    )
    queue_age_seconds: float = setting(900.0, ge=0, description="age of the oldest waiting task")
    free_mb: int = setting(500, ge=0, description="room left for documents, in MB")
    no_worker_seconds: float = setting(60.0, ge=0, description="time without any worker")


@dataclass(frozen=True, slots=True, kw_only=True)
class FlockSettings:
    """Where tasks that are started from Python by an id find their file."""

    PREFIX: ClassVar = ""

    receipt_source: str = setting(
        "",
        description="path template such as `/data/receipts/{receipt_id}.jpg`",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of them."""

    redis: RedisSettings = RedisSettings()
    storage: StorageSettings = StorageSettings()
    s3: S3Settings = S3Settings()
    uploads: UploadSettings = UploadSettings()
    api: ApiSettings = ApiSettings()
    limits: LimitSettings = LimitSettings()
    worker: WorkerSettings = WorkerSettings()
    ocr: OcrSettings = OcrSettings()
    log: LogSettings = LogSettings()
    llm: LlmSettings = LlmSettings()
    flock: FlockSettings = FlockSettings()
    webhook: WebhookSettings = WebhookSettings()
    notice: NoticeSettings = NoticeSettings()
    named: frozenset[str] = field(default=frozenset(), compare=False)
    """Variables that the environment, ``.env`` or a flag named; the others have their defaults."""

    @property
    def upload_dir(self) -> Path:
        """The folder of documents and outputs."""
        return self.storage.upload_dir or self.storage.var_dir / "uploads"

    @property
    def work_dir(self) -> Path:
        """Where runs and uploads have their files on this machine while documents lie in a bucket."""
        return self.upload_dir / ".work"

    @property
    def uses_bucket(self) -> bool:
        """True when documents lie in a bucket."""
        return self.storage.storage == "s3" or (not self.storage.storage and bool(self.s3.bucket))

    @property
    def grace_s(self) -> float:
        """How long a stopping worker waits for the documents in hand, in seconds."""
        grace_s = self.worker.grace_seconds
        return self.ocr.task_timeout_seconds if grace_s is None else grace_s

    @property
    def memory_dir(self) -> Path:
        """The folder of what feedback taught this installation; API and workers share it as they share files."""
        return self.upload_dir / ".memory"
