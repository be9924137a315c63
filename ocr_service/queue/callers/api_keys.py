"""API keys and what they used, in Redis."""

from __future__ import annotations

import json

from ocr_service.domain.api_key import ApiKey, KeyUsage
from ocr_service.queue.base import QueuePart


class ApiKeys(QueuePart):
    """Keys are rows of one hash; calls, pages and bytes are counted by month."""

    async def api_keys(self) -> tuple[ApiKey, ...]:
        """All keys, revoked ones too."""
        rows = await self._ask(self._client.hvals(self._keys.named("K_API_KEYS")))
        return tuple(ApiKey.from_json(json.loads(row)) for row in rows)

    async def api_key(self, key_id: str) -> tuple[ApiKey | None, int]:
        """A key, and how many there are at all."""
        name = self._keys.named("K_API_KEYS")
        row, count = await self._pipelined([("HGET", name, key_id), ("HLEN", name)])
        return (ApiKey.from_json(json.loads(row)) if row else None), int(count)

    async def put_api_keys(self, *keys: ApiKey) -> None:
        """Add keys, or replace those of the same ids."""
        rows = {key.id: json.dumps(key.to_json()) for key in keys}
        await self._ask(self._client.hset(self._keys.named("K_API_KEYS"), mapping=rows))

    async def count_call(self, key_id: str) -> None:
        """Remember that a key was used now."""
        await self.scripts.run("count_call", key_id)

    async def key_usage(self, key_id: str, month: str = "") -> KeyUsage:
        """What a key did in a month, by default this one."""
        month = month or await self.scripts.run("month")
        name = self._keys.named("P_USAGE", key_id, month)
        used, waiting, last_ms = await self._pipelined(
            [
                ("HMGET", name, "calls", "tasks", "pages", "bytes"),
                ("HGET", self._keys.named("K_KEYS_OPEN"), key_id),
                ("HGET", self._keys.named("K_KEYS_USED"), key_id),
            ]
        )
        calls, tasks, pages, sent = (int(number or 0) for number in used)
        return KeyUsage(
            month=month,
            calls=calls,
            tasks=tasks,
            pages=pages,
            bytes=sent,
            waiting_tasks=int(waiting or 0),
            last_used_at_ms=int(last_ms or 0),
        )
