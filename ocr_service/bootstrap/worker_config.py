"""What a worker must be told, as plain values: they outlive the process that read the settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ocr_service.domain.document import Limits
from ocr_service.domain.retry import RetryPolicy
from ocr_service.domain.status import Priority

if TYPE_CHECKING:
    # Both come with packages that are imported only after the fork server was forked.
    from ocr_service.queue.policy import QueuePolicy
    from ocr_service.worker.sweeping import SweepTimes


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineConfig:
    """What the process needs that documents are forked from; ``languages`` are those ``auto`` chooses among.

    ``keeps_engines``: an engine may stay in memory between documents.
    """

    slots: int
    languages: tuple[str, ...]
    memory_folder: Path | None
    keeps_engines: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueConfig:
    """Where the queue is and how it behaves; the URL may hold a password."""

    url: str = field(repr=False)
    key_prefix: str
    timeout_s: float
    max_connections: int
    policy: QueuePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreConfig:
    """Where documents lie."""

    folder: Path
    min_free_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogConfig:
    """How the worker logs; ``folder`` is where its NDJSON file goes, None: nowhere."""

    level: str
    style: str
    folder: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModelConfig:
    """The language model that helps, if any."""

    url: str
    model: str
    api_key: str = field(repr=False)
    timeout_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimConfig:
    """What a worker claims, and how many documents it runs at once."""

    queues: tuple[Priority, ...]
    concurrency: int
    high_slots: int
    poll_interval_s: float
    max_tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerConfig:
    """All of it; ``worker_id`` is empty when the worker shall name itself, one of ``worker_count``."""

    worker_id: str
    worker_count: int
    log: LogConfig
    queue: QueueConfig
    store: StoreConfig
    claims: ClaimConfig
    limits: Limits
    retries: RetryPolicy
    sweeps: SweepTimes
    language_model: LanguageModelConfig | None
    lease_s: float
    stall_s: float
    grace_s: float
    sweep_s: float
