"""How the program that polls sources says that they do: one value, which goes when nothing is heard of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ocr_service.queue.base import QueuePart

_TTL_MS = 60_000


class SourceRows(QueuePart):
    """Told now and then by one program, read by metrics and the command line."""

    async def tell_sources(self, sources: Mapping[str, Mapping[str, Any]]) -> None:
        """Say how each does. Raises ``BackendUnavailable``."""
        name = self._keys.named("K_SOURCES")
        await self._ask(self._client.set(name, json.dumps(sources), px=_TTL_MS))

    async def sources(self) -> Mapping[str, Mapping[str, Any]]:
        """How each does, in the order in which they are polled; empty when no program has said so lately. Raises ``BackendUnavailable``."""
        told = await self._ask(self._client.get(self._keys.named("K_SOURCES")))
        found: Mapping[str, Mapping[str, Any]] = json.loads(told) if told else {}
        return found
