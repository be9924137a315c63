"""An API key as it is stored: whose it is, what it may do, and how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Protocol


class Scope(StrEnum):
    """What a key may do. ``operate`` may do everything."""

    SUBMIT = "submit"
    READ_OWN = "read-own"
    READ_ALL = "read-all"
    OPERATE = "operate"


LEAST_KEEP_S, MOST_KEEP_S = 60, 3_660 * 86_400
"""Bounds of ``keep_seconds``: long enough to fetch a result, and ten years as tax offices ask for."""
DEFAULT_SCOPES = (Scope.SUBMIT, Scope.READ_OWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLimits:
    """How much a key may do; 0: as much as it likes. Pages and bytes count by calendar month (UTC).

    ``keep_seconds`` is how long what its tasks led to is kept after their end, dead letters too; 0: as the service does.
    """

    calls_per_minute: int = 0
    pages_per_month: int = 0
    bytes_per_month: int = 0
    waiting_tasks: int = 0
    keep_seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """One key. Times are unix ms, 0 when there is none.

    ``hash`` is the SHA-256 of its secret, in hex: the secret is random enough that nothing slower is needed, and is
    never stored. After a rotation ``previous_hash`` is good until ``previous_until_ms``.
    """

    id: str
    name: str
    owner: str
    scopes: tuple[Scope, ...]
    hash: str
    created_at_ms: int
    limits: KeyLimits = field(default_factory=KeyLimits)
    expires_at_ms: int = 0
    revoked_at_ms: int = 0
    previous_hash: str = ""
    previous_until_ms: int = 0

    def is_live(self, now_ms: int) -> bool:
        """True unless it was revoked or its time is over."""
        return not self.revoked_at_ms and not 0 < self.expires_at_ms <= now_ms

    def to_json(self) -> dict[str, Any]:
        """Plain values, the hash among them: for the store, not for answers."""
        return {**asdict(self), "scopes": [scope.value for scope in self.scopes]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ApiKey:
        """The key that ``to_json`` wrote. Raises ``KeyError``, ``TypeError`` or ``ValueError``."""
        values = {**data, "scopes": tuple(map(Scope, data["scopes"])), "limits": KeyLimits(**data["limits"])}
        return cls(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUsage:
    """What a key did in one month (``2026-11``), and how many of its tasks have not ended now."""

    month: str
    calls: int = 0
    tasks: int = 0
    pages: int = 0
    bytes: int = 0
    waiting_tasks: int = 0
    last_used_at_ms: int = 0


class KeyStore(Protocol):
    """Where keys are kept while the service runs. All raise ``BackendUnavailable``."""

    async def api_keys(self) -> tuple[ApiKey, ...]:
        """All keys, revoked ones too."""
        ...

    async def api_key(self, key_id: str) -> tuple[ApiKey | None, int]:
        """A key, and how many there are at all."""
        ...

    async def put_api_keys(self, *keys: ApiKey) -> None:
        """Add keys, or replace those of the same ids."""
        ...

    async def count_call(self, key_id: str) -> None:
        """Remember that a key was used now."""
        ...

    async def key_usage(self, key_id: str, month: str = "") -> KeyUsage:
        """What a key did in a month, by default this one."""
        ...

    async def now_ms(self) -> int:
        """The store's clock, unix milliseconds."""
        ...
