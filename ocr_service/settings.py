"""Every environment variable of the service, parsed once; only ``bootstrap`` reads it.

One model per concern; the variable's name is the prefix plus the field's name in upper case
(``WORKER_MAX_RETRIES`` is ``settings.worker.max_retries``). Units are in the names or in the
description. ``.env`` in the working directory is read too; the environment wins. A test checks
``.env.example`` and ``docs/configuration.md`` against this file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, BaseModel, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from ocr_service.domain.status import Priority
from ocr_service.secret_files import SecretFiles


def _config(prefix: str) -> SettingsConfigDict:
    return SettingsConfigDict(env_prefix=prefix, env_file=".env", extra="ignore", frozen=True)


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _none_if_empty(value: object) -> object:
    return None if value == "" else value


class RedisSettings(SecretFiles, BaseSettings):
    """Where the queue lives."""

    model_config = _config("REDIS_")

    url: str = Field(
        "redis://127.0.0.1:6379/0",
        description="redis://, rediss://, unix:// or redis+sentinel:// URL of the queue's server; scripts/run starts one of its own unless this is named",
    )
    key_prefix: str = Field("", description="put before every key; `{ocr}:` on Redis Cluster")
    timeout_seconds: float = Field(5.0, gt=0, description="longest wait for one answer of Redis")
    max_connections: int = Field(64, ge=4, description="connections one process may open")


class StorageSettings(BaseSettings):
    """Where files lie and for how long."""

    model_config = _config("")

    var_dir: Path = Field(Path("var"), description="everything that scripts/run writes lies below it")
    upload_dir: Path | None = Field(
        None, description="folder of documents and outputs; VAR_DIR/uploads when empty"
    )
    source_ttl_seconds: int = Field(
        60, ge=0, description="how long a document is kept after its task is COMPLETED"
    )
    result_ttl_seconds: int = Field(86_400, ge=1, description="how long a result is kept")
    task_ttl_seconds: int = Field(
        604_800, ge=1, description="how long a finished task is known; then its id answers 404"
    )
    failed_ttl_seconds: int = Field(
        604_800, ge=1, description="how long a FAILED task and its document are kept for a retry"
    )
    settle_seconds: float = Field(
        15.0, ge=0, description="age at which a document whose task Redis does not know is enqueued again"
    )
    orphan_ttl_seconds: int = Field(
        3_600, ge=1, description="age at which a folder that no record explains is removed"
    )
    content_cache: bool = Field(
        True, description="answer the same bytes with the same options by the earlier result while it lives"
    )
    min_free_mb: int = Field(64, ge=0, description="uploads are refused with 507 below this much free disk")

    _empty_is_unset = field_validator("upload_dir", mode="before")(_none_if_empty)


class ApiSettings(SecretFiles, BaseSettings):
    """The HTTP side."""

    model_config = _config("API_")

    host: str = Field("127.0.0.1", description="address the API listens on")
    port: int = Field(8001, ge=0, le=65_535, description="port the API listens on")
    workers: int = Field(1, ge=1, le=64, description="API processes; at most 2 below 2 GB of memory")
    keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="comma-separated `owner:key` pairs (or bare keys); empty: no key is asked for"
    )
    operator_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="comma-separated keys that may see every task and steer the queues"
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="without keys: names of the internet by which the API may be called (`.example.org` with all below it, `*`: any)",
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="pages of these origins (`https://app.example`, `*`: any) may call the API from a browser",
    )
    root_path: str = Field(
        "",
        pattern=r"^(/[A-Za-z0-9._~-]{1,64}){0,8}/?$",
        validation_alias=AliasChoices("API_ROOT_PATH", "ROOT_PATH"),
        description="path under which a reverse proxy shows the service, such as `/ocr`; links and redirects carry it",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        ("127.0.0.1", "::1"),
        description="addresses or networks of proxies whose `X-Forwarded-For`, `-Proto` and `-Prefix` are believed; `*`: any",
    )
    rate_per_minute: int = Field(0, ge=0, description="calls per minute and caller before 429; 0: no limit")
    upload_timeout_seconds: float = Field(60.0, gt=0, description="longest pause within an upload before 408")
    strict_types: bool = Field(False, description="refuse a file whose extension does not fit its content")
    max_wait_seconds: int = Field(60, ge=0, description="upper bound of `?wait=`")

    _split_lists = field_validator(
        "keys", "operator_keys", "allowed_hosts", "cors_origins", "trusted_proxies", mode="before"
    )(_split)


class LimitSettings(BaseSettings):
    """What is too much."""

    model_config = _config("MAX_")

    file_mb: int = Field(100, ge=1, description="largest upload, in MB of 1,000,000 bytes")
    pages: int = Field(2_000, ge=1, description="most pages of one document")
    pixels: int = Field(100_000_000, ge=1, description="most pixels of one page")
    batch_files: int = Field(100, ge=1, description="most files in one batch")
    queue_length: int = Field(100_000, ge=1, description="most waiting tasks before uploads get 503")


class WorkerSettings(BaseSettings):
    """The worker and its times."""

    model_config = _config("WORKER_")

    id: str = Field(
        "",
        description="name of this worker, unique at its Redis (of several below one supervisord each adds its number); when empty, host and name under supervisord (else pid)",
    )
    count: int = Field(1, ge=0, le=256, description="workers that supervisord starts")
    queues: Annotated[tuple[Priority, ...], NoDecode] = Field(
        tuple(Priority), min_length=1, description="queues this worker serves"
    )
    concurrency: int = Field(
        0,
        ge=0,
        le=64,
        description="documents this worker runs at once; 0: one with one page slot, else one more than page slots",
    )
    poll_interval: float = Field(
        1.0, gt=0, le=30, description="seconds between looks at the queue when no wake-up comes"
    )
    max_retries: int = Field(
        3, ge=0, description="runs after a transient error before FAILED (3 means four runs)"
    )
    max_child_crashes: int = Field(2, ge=1, description="deaths of the document's own process before FAILED")
    max_lost_leases: int = Field(5, ge=1, description="vanished workers before FAILED")
    max_tasks: int = Field(0, ge=0, description="restart the worker after so many tasks; 0: never")
    lease_seconds: float = Field(
        30.0, gt=0, description="time after which a silent worker's tasks are taken back"
    )
    stall_seconds: float = Field(
        90.0,
        gt=0,
        description="silence after which a run is ended; more than PAGE_TIMEOUT_SECONDS (large pages get more)",
    )
    grace_seconds: float | None = Field(
        None,
        ge=0,
        description="time a stopping worker gives its current tasks; when empty, TASK_TIMEOUT_SECONDS: it finishes them",
    )
    ageing_seconds: float = Field(
        300.0, gt=0, description="wait after which a waiting task may overtake higher queues"
    )
    backoff_seconds: float = Field(2.0, gt=0, description="first step of the exponential backoff of retries")
    backoff_max_seconds: float = Field(300.0, gt=0, description="longest backoff")
    memory_mb: int = Field(
        0,
        ge=0,
        description="memory of the worker with its children, in MiB; 0: 128 with one page slot, 80 more for each further one",
    )
    high_slots: int = Field(
        0, ge=0, description="of WORKER_CONCURRENCY, slots that only the high queue may use"
    )
    sweep_seconds: float = Field(60.0, gt=0, description="pause between two sweeps of the janitor")

    _split_lists = field_validator("queues", mode="before")(_split)
    _empty_is_unset = field_validator("grace_seconds", mode="before")(_none_if_empty)


class OcrSettings(BaseSettings):
    """How pages are read."""

    model_config = _config("")

    default_language: str = Field("eng", description="language of documents that name none")
    tesseract_languages: Annotated[tuple[str, ...], NoDecode] = Field(
        ("eng", "deu", "fra", "spa", "ita"),
        description="languages that may be asked for and that `auto` chooses among",
    )
    page_slots: int = Field(
        0,
        ge=0,
        description="pages that one worker reads at once; 0: one below 2 GB of memory, else as many as cores where a quarter of the memory holds them",
    )
    page_timeout_seconds: float = Field(
        60.0, gt=0, description="longest time for one page of 10 million pixels; larger pages get more"
    )
    task_timeout_seconds: float = Field(
        3_600.0, gt=0, description="longest time for one document, over all its runs"
    )
    task_disk_mb: int = Field(2_000, ge=10, description="most disk one task may use while it runs")

    _split_lists = field_validator("tesseract_languages", mode="before")(_split)


class LogSettings(BaseSettings):
    """Logs."""

    model_config = _config("LOG_")

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="least level that is logged"
    )
    format: Literal["plain", "json"] = Field("plain", description="form of the console's lines")
    dir: Path = Field(Path("logs"), description="folder of the workers' NDJSON files; empty: none")


class LlmSettings(SecretFiles, BaseSettings):
    """An optional language model that helps where confidence is low."""

    model_config = _config("LLM_")

    url: str = Field(
        "", description="llama.cpp `/completion` or OpenAI-compatible `/v1/chat/completions` URL; empty: off"
    )
    model: str = Field("", description="model name for OpenAI-compatible servers")
    api_key: SecretStr = Field(SecretStr(""), description="bearer token for that server")
    timeout_seconds: float = Field(30.0, gt=0, description="longest wait for one answer")


class FlockSettings(BaseSettings):
    """Where tasks that are started from Python by an id find their file."""

    model_config = _config("")

    receipt_source: str = Field(
        "",
        validation_alias=AliasChoices("RECEIPT_SOURCE"),
        description="path template such as `/data/receipts/{receipt_id}.jpg`",
    )


class Settings(BaseModel):
    """All of them."""

    redis: RedisSettings = Field(default_factory=RedisSettings)
    storage: StorageSettings = Field(default_factory=StorageSettings)
    api: ApiSettings = Field(default_factory=ApiSettings)
    limits: LimitSettings = Field(default_factory=LimitSettings)
    worker: WorkerSettings = Field(default_factory=WorkerSettings)
    ocr: OcrSettings = Field(default_factory=OcrSettings)
    log: LogSettings = Field(default_factory=LogSettings)
    llm: LlmSettings = Field(default_factory=LlmSettings)
    flock: FlockSettings = Field(default_factory=FlockSettings)

    @property
    def upload_dir(self) -> Path:
        """The folder of documents and outputs."""
        return self.storage.upload_dir or self.storage.var_dir / "uploads"

    @property
    def grace_s(self) -> float:
        """How long a stopping worker waits for the documents in hand, in seconds."""
        grace_s = self.worker.grace_seconds
        return self.ocr.task_timeout_seconds if grace_s is None else grace_s

    @property
    def memory_dir(self) -> Path:
        """The folder of what feedback taught this installation; API and workers share it as they share files."""
        return self.upload_dir / ".memory"
