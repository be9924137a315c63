"""Settings of Celery's workers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ocr_service.variables import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class CelerySettings:
    """Celery's workers, for those who run them (extra `celery`; see docs/celery.md)."""

    PREFIX: ClassVar = "CELERY_"

    broker_url: str = setting(
        "",
        secret=True,
        description="broker, such as `redis://host:6379/1` or `amqp://user:password@host:5672//`; empty: REDIS_URL",
    )
    result_backend: str = setting(
        "",
        secret=True,
        description="where Celery keeps states and values; empty: the broker, if it is a Redis",
    )
    visibility_seconds: float = setting(
        3_600.0,
        gt=0,
        description="on Redis, time after which what a vanished Celery worker had is delivered again; documents that are still read then are followed, not read twice",
    )
    reads: bool = setting(
        True,
        description="children of Celery's pool read the documents; off: they follow what this service's own workers read",
    )
    look_seconds: float = setting(
        5.0,
        ge=0,
        description="pause between two looks for documents that came another way, where `celery beat` runs; 0: none",
    )
