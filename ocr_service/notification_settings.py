"""Settings of what is told: webhooks, and thresholds worth a notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ocr_service.domain.notification import DEFAULT_EVENTS, EventKind
from ocr_service.variables import setting


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
    limit_use: float = setting(
        0.8,
        ge=0,
        le=1,
        description="share of the vision service's limit that is in use, whichever is used most",
    )
    summary_hour: int = setting(
        7,
        ge=-1,
        le=23,
        description="hour of the day, by this machine's clock, from which on `summary.daily` tells what was done since the last one; -1: never",
    )
