"""Share the limit of a service outside among all workers; implements ``SharedLimit``."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from ocr_service.domain.outside.limits import LimitPolicy, LimitUse, Verdict
from ocr_service.domain.task import TaskId
from ocr_service.queue.base import QueuePart

_ROW_TTL_MS = 60_000


class SharedLimits(QueuePart):
    """Requests and tokens of the last minute, requests of the last day and those under way; see ``lua/parts/limit.lua``."""

    async def reserve(
        self, reservation: str, *, worker: str, owner: str, tokens: int, policy: LimitPolicy
    ) -> Verdict:
        """See ``SharedLimit.reserve``."""
        limits = policy.rpm, policy.tpm, policy.rpd, policy.at_once, policy.delay_ms
        times = policy.window_ms, policy.slack_ms, policy.lease_ms, policy.patience_ms
        granted, used, *rest = await self.scripts.run(
            "reserve", policy.name, reservation, worker, owner, tokens, *limits, *times
        )
        wait_ms, place = rest or (0, 0)
        return Verdict(is_granted=bool(granted), used=used / 1000, wait_s=wait_ms / 1000, place=place)

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
        """See ``SharedLimit.settle_reservation``."""
        sent = "" if sent_after_ms is None else sent_after_ms
        times = policy.window_ms, policy.slack_ms, policy.lease_ms
        told = "" if tokens is None else tokens
        spent = key_id, cost, task_id, policy.counted_as
        await self.scripts.run("settle", policy.name, reservation, told, sent, *times, *spent)

    async def refused(self, reservation_at_ms: int, wait_s: float, *, policy: LimitPolicy) -> float:
        """See ``SharedLimit.refused``."""
        told = round(1000 * wait_s), reservation_at_ms
        return int(await self.scripts.run("refused", policy.name, *told)) / 1000

    async def hold(
        self,
        worker: str,
        reservations: Collection[str],
        *,
        row: Mapping[str, object] | None,
        policy: LimitPolicy,
    ) -> int:
        """See ``SharedLimit.hold``."""
        plain = "" if row is None else json.dumps(row)
        told = worker, plain, policy.lease_ms, _ROW_TTL_MS
        return int(await self.scripts.run("hold", policy.name, *told, *reservations))

    async def limit_use(self, policy: LimitPolicy) -> LimitUse:
        """What of the limit is in use now, and by whom."""
        use = await self._limits(policy, "show")
        name = self._keys.named(f"P_LIMIT_{policy.name.upper()}", "workers")
        rows: Mapping[str, str] = await self._ask(self._client.hgetall(name))
        return replace(use, workers={worker: _row(row) for worker, row in sorted(rows.items())})

    async def set_limits(self, policy: LimitPolicy, **limits: int | None) -> LimitUse:
        """Let these limits hold for all workers instead of those of their settings; None goes back to these."""
        told = (part for name, limit in limits.items() for part in (name, "" if limit is None else limit))
        return await self._limits(policy, "set", *told)

    async def reset_limits(self, policy: LimitPolicy) -> LimitUse:
        """Forget what was counted and what refusals led to; what was set stays."""
        return await self._limits(policy, "reset")

    async def _limits(self, policy: LimitPolicy, what: str, *told: str | int) -> LimitUse:
        reply = await self.scripts.run(
            "limits", policy.name, policy.window_ms + policy.slack_ms, policy.lease_ms, what, *told
        )
        found: dict[str, Any] = json.loads(reply)
        return LimitUse(
            requests=int(found["requests"]),
            tokens=int(found["tokens"]),
            today=int(found["today"]),
            open=int(found["open"]),
            waiting=int(found["waiting"]),
            share=found["share"] / 1000,
            blocked_s=found["blocked_ms"] / 1000,
            requests_total=int(found["requests_total"]),
            tokens_total=int(found["tokens_total"]),
            cost_total=int(found["cost_total"]),
            refusals_total=int(found["refusals_total"]),
            set_by_hand={name: int(value) for name, value in dict(found["set"] or {}).items()},
        )


def _row(text: str) -> Mapping[str, object]:
    """A worker's row; whatever a hand wrote there stands as it is."""
    try:
        row = json.loads(text)
    except ValueError:
        row = text
    return row if isinstance(row, dict) else {"row": row}
