"""How the program that polls sources says that they do: a row each, which goes when nothing is heard of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ocr_service.queue.base import QueuePart

_TTL_MS = 60_000


class SourceRows(QueuePart):
    """Told every few seconds by one program, read by metrics and the command line."""

    async def tell_sources(self, sources: Mapping[str, Mapping[str, Any]]) -> None:
        """Say how each does. Raises ``BackendUnavailable``."""
        name = self._keys.named("K_SOURCES")
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.delete(name)
            pipe.hset(name, mapping={each: json.dumps(told) for each, told in sources.items()})
            pipe.pexpire(name, _TTL_MS)
            await self._ask(pipe.execute())

    async def sources(self) -> Mapping[str, Mapping[str, Any]]:
        """How each does; empty when no program has said so lately. Raises ``BackendUnavailable``."""
        rows: Mapping[str, str] = await self._ask(self._client.hgetall(self._keys.named("K_SOURCES")))
        return {name: json.loads(told) for name, told in sorted(rows.items())}
