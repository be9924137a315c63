"""What API keys, their use and the audit log look like in JSON."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field, field_validator

from ocr_service.api.bodies.json_body import JsonBody
from ocr_service.domain.api_key import DEFAULT_SCOPES, LEAST_KEEP_S, MOST_KEEP_S, Scope

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
Limit = Annotated[int, Field(ge=0, le=10**15)]


class KeyLimitsBody(JsonBody):
    """How much a key may do, and how long what it led to is kept; 0: as the service does. Pages and bytes count by calendar month (UTC)."""

    calls_per_minute: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    pages_per_month: Limit = 0
    bytes_per_month: Limit = 0
    waiting_tasks: Limit = 0
    keep_seconds: Annotated[
        int,
        Field(
            ge=0,
            le=MOST_KEEP_S,
            description=f"time that results, files and dead letters of its tasks live after their end: {LEAST_KEEP_S} and more",
        ),
    ] = 0

    @field_validator("keep_seconds")
    @classmethod
    def _long_enough(cls, value: int) -> int:
        if 0 < value < LEAST_KEEP_S:
            raise ValueError(f"0, or at least {LEAST_KEEP_S}")
        return value


class KeyBody(JsonBody):
    """A key to be made."""

    name: Name = Field(description="what it is for", examples=["scanner in the hall"])
    owner: Name = Field(description="whose tasks it makes and sees", examples=["anna"])
    scopes: list[Scope] = Field(list(DEFAULT_SCOPES), min_length=1, max_length=4)
    limits: KeyLimitsBody = Field(default_factory=KeyLimitsBody)
    days: Annotated[int, Field(ge=0, le=36_500, description="until it ends; 0: never")] = 0


class RotateBody(JsonBody):
    """How a key gets a new secret."""

    overlap_seconds: Annotated[
        int, Field(ge=0, le=30 * 86_400, description="how long the old secret is still good")
    ] = 0


class KeyAnswer(BaseModel):
    """A key without its secret. Times are ISO-8601, null when there is none."""

    id: str
    name: str
    owner: str
    scopes: list[Scope]
    limits: KeyLimitsBody
    created_at: str
    expires_at: str | None
    revoked_at: str | None
    is_live: bool


class NewKeyAnswer(KeyAnswer):
    """A key with its text, which is told this once."""

    key: str = Field(description="send it as X-API-Key")


class KeyListAnswer(BaseModel):
    """All keys, the newest last."""

    keys: list[KeyAnswer]


class KeyUsageAnswer(BaseModel):
    """What a key did in a month (UTC), and how many of its tasks have not ended now."""

    id: str
    month: str
    calls: int
    tasks: int
    pages: int
    bytes: int
    waiting_tasks: int
    last_used_at: str | None


class AuditEntryAnswer(BaseModel):
    """One thing that an operator did."""

    at: str
    who: str
    action: str
    target: str
    before: dict[str, Any]
    after: dict[str, Any]


class AuditLogAnswer(BaseModel):
    """A page of the audit log, newest first."""

    entries: list[AuditEntryAnswer]
    cursor: str | None


class ErasedAnswer(BaseModel):
    """What was removed of an owner."""

    owner: str
    tasks: int
    receipts: int
    archived: int
    watched_files_forgotten: int
    keys_revoked: int
    webhooks_removed: int
