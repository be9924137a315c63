"""The limit of a service on the network that all workers share: what may be asked of it, and what was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from ocr_service.domain.task import TaskId

LIMIT_NAMES = ("rpm", "tpm", "rpd", "at_once")
"""Requests a minute, tokens a minute, requests a day, requests at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitPolicy:
    """What a service allows; 0: no limit of that kind.

    ``name`` is how its keys in Redis begin, ``counted_as`` how its use is called in tasks, keys' usage and metrics.
    ``delay_ms`` lies at least between two requests of all workers together. A request counts for ``window_ms`` from when it was
    sent, and ``slack_ms`` more: between its last byte leaving here and being counted there. A reservation that nobody
    holds for ``lease_ms`` is given back; who waits and does not ask again ``patience_ms`` after it was told to loses its place.
    """

    name: Literal["gemini", "llm"] = "gemini"
    counted_as: str = "vision"
    rpm: int = 150
    tpm: int = 2_000_000
    rpd: int = 0
    at_once: int = 0
    delay_ms: int = 0
    window_ms: int = 60_000
    slack_ms: int = 250
    lease_ms: int = 30_000
    patience_ms: int = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer to one wish: granted, or how long to wait before asking again and how many stand before.

    ``used`` is the share of the nearest limit that is in use, 0-1 and above where it shrank.
    """

    is_granted: bool
    used: float
    wait_s: float = 0.0
    place: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitUse:
    """What of the limit is in use. ``cost_total`` is in millionths; ``share`` is what refusals left of the limits, 0-1.

    ``set_by_hand`` are limits that an operator set, by name; ``workers`` the rows of those that use it.
    """

    requests: int
    tokens: int
    today: int
    open: int
    waiting: int
    share: float
    blocked_s: float
    requests_total: int
    tokens_total: int
    cost_total: int
    refusals_total: int
    set_by_hand: Mapping[str, int] = field(default_factory=dict)
    workers: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def limits(self, policy: LimitPolicy) -> dict[str, int]:
        """The limits that hold, by name: those set by hand before those of the settings."""
        return {name: int(self.set_by_hand.get(name, getattr(policy, name))) for name in LIMIT_NAMES}

    def shares(self, policy: LimitPolicy) -> dict[str, float]:
        """How much of each limit is in use, by name; those that are no limit are left out."""
        used = {"rpm": self.requests, "tpm": self.tokens, "rpd": self.today, "at_once": self.open}
        return {name: used[name] / limit for name, limit in self.limits(policy).items() if limit}


class SharedLimit(Protocol):
    """Shared by all workers through Redis. Every method raises ``BackendUnavailable``."""

    async def reserve(
        self, reservation: str, *, worker: str, owner: str, tokens: int, policy: LimitPolicy
    ) -> Verdict:
        """Reserve one request of so many tokens, or stand in line; asking again under the same id keeps the place."""
        ...

    async def settle_reservation(
        self,
        reservation: str,
        *,
        policy: LimitPolicy,
        sent_after_ms: int | None,
        tokens: int | None = None,
        key_id: str = "",
        cost: int = 0,
        task_id: TaskId = "",
    ) -> None:
        """End a reservation, or leave the line: with the tokens it took (None: as estimated), or given back where it was never sent."""
        ...

    async def refused(self, reservation_at_ms: int, wait_s: float, *, policy: LimitPolicy) -> float:
        """The service refused for its limit: all wait so long and ask less afterwards. The share that is left, 0-1."""
        ...

    async def hold(
        self,
        worker: str,
        reservations: Collection[str],
        *,
        row: Mapping[str, object] | None,
        policy: LimitPolicy,
    ) -> int:
        """Go on holding these, and keep the worker's row (None takes it away); how many are still held."""
        ...

    async def now_ms(self) -> int:
        """The limiter's own clock, unix milliseconds."""
        ...
