"""Show keys and their use as plain values, without anything secret."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from ocr_service.domain.api_key import ApiKey, KeyUsage


def key_view(key: ApiKey, now_ms: int) -> dict[str, Any]:
    """A key for people and programs."""
    return {
        "id": key.id,
        "name": key.name,
        "owner": key.owner,
        "scopes": [scope.value for scope in key.scopes],
        "limits": asdict(key.limits),
        "created_at": iso_time(key.created_at_ms),
        "expires_at": iso_time(key.expires_at_ms),
        "revoked_at": iso_time(key.revoked_at_ms),
        "is_live": key.is_live(now_ms),
    }


def usage_view(key_id: str, usage: KeyUsage) -> dict[str, Any]:
    """What a key did."""
    values = asdict(usage)
    last_ms = values.pop("last_used_at_ms")
    return {"id": key_id, **values, "last_used_at": iso_time(last_ms)}


def iso_time(unix_ms: int) -> str | None:
    """ISO-8601 in UTC, None for 0."""
    return datetime.fromtimestamp(unix_ms / 1000, UTC).isoformat(timespec="milliseconds") if unix_ms else None
