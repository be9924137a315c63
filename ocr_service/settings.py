"""Every environment variable of the service, declared once, as plain values that need no library.

One class per concern, many of them in files of their own; the variable's name is the prefix plus the field's name in upper case (``WORKER_MAX_RETRIES`` is
``settings.worker.max_retries``). Units are in the names or in the description. ``environment.py`` reads them from the environment and
from ``.env``; only ``bootstrap`` and the command line use them. A test checks ``.env.example`` and ``docs/configuration.md`` against this file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal

from ocr_service.archive_settings import ArchiveSettings
from ocr_service.celery_settings import CelerySettings
from ocr_service.domain.status import Priority
from ocr_service.filing.place import JOURNAL_FOLDER, JOURNAL_NAME
from ocr_service.notification_settings import NoticeSettings, WebhookSettings
from ocr_service.outside_settings import AgentSettings, LlmSettings, VisionSettings
from ocr_service.receipt_settings import FlockSettings, ReceiptSettings
from ocr_service.receipts.receipt import RECEIPTS_FOLDER, RECEIPTS_NAME
from ocr_service.source_settings import DevSettings, ProdSettings, SourceSettings, StagingSettings
from ocr_service.storage_settings import S3Settings, StorageSettings, UploadSettings
from ocr_service.variables import setting
from ocr_service.watch_settings import WatchSettings


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
        description="memory of the worker with its children, in MiB; 0: 128 with one page slot, 264 with two, 80 more for each further one",
    )
    high_slots: int = setting(
        0, ge=0, description="of WORKER_CONCURRENCY, slots that only the high queue may use"
    )
    sweep_seconds: float = setting(
        60.0,
        ge=0,
        description="pause between two sweeps of the janitor; 0: `ocr-service janitor` sweeps instead",
    )
    alive_file: Path | None = setting(
        None,
        description="file that worker and janitor touch every few seconds, for probes that start no program; empty: none",
    )
    hours: str = setting(
        "",
        also="WORK_HOURS",
        description="hours of the day in which documents are read, such as `07:00-22:00` or `22:00-06:00,12:00-14:00`, by this machine's clock (`TZ`); those of the high queue are read at any time; empty: always",
    )


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
    neural_model: Literal["auto", "off", "tiny", "small"] = setting(
        "auto",
        description="networks of `engine=neural` (extra `neural`): `tiny` is three times as fast in less memory, `small` is better at accents, photographs and receipts; `auto`: `small` where memory holds it",
    )
    page_timeout_seconds: float | None = setting(
        None, gt=0, description="longest time for 10 million pixels of a page; empty: 60, slow machines 240"
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
    celery: CelerySettings = CelerySettings()
    webhook: WebhookSettings = WebhookSettings()
    notice: NoticeSettings = NoticeSettings()
    watch: WatchSettings = WatchSettings()
    vision: VisionSettings = VisionSettings()
    agent: AgentSettings = AgentSettings()
    receipts: ReceiptSettings = ReceiptSettings()
    archive: ArchiveSettings = ArchiveSettings()
    prod: ProdSettings = ProdSettings()
    staging: StagingSettings = StagingSettings()
    dev: DevSettings = DevSettings()
    sources: SourceSettings = SourceSettings()
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
    def journal_path(self) -> Path:
        """What is remembered of the watched folder; on this machine also while documents lie in a bucket."""
        return self.upload_dir / JOURNAL_FOLDER / JOURNAL_NAME

    @property
    def receipts_path(self) -> Path:
        """The embedded database of receipts; it lies where the journal does."""
        return self.upload_dir / RECEIPTS_FOLDER / RECEIPTS_NAME

    @property
    def archive_dir(self) -> Path:
        """The folder of the archive."""
        return self.archive.archive_dir or self.storage.var_dir / "archive"

    @property
    def parcels_dir(self) -> Path:
        """Where what was read waits for the archive; on this machine also while documents lie in a bucket."""
        return self.upload_dir / ".archive"

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
    def feedback_dir(self) -> Path:
        """The folder of what feedback taught this installation, or this machine's copy of it where there is a bucket."""
        return self.upload_dir / ".memory"
