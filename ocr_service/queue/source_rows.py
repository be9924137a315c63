"""How the program that polls sources says that they do, and how often rows made which step."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ocr_service.queue.base import QueuePart

_TTL_MS = 60_000
_MOVES = "moves"


class SourceRows(QueuePart):
    """Told by the programs that poll and that write back, read by metrics and the command line."""

    async def tell_sources(self, sources: Mapping[str, Mapping[str, Any]]) -> None:
        """Say how each does; it goes when nothing is heard for a minute. Raises ``BackendUnavailable``."""
        name = self._keys.named("K_SOURCES")
        await self._ask(self._client.set(name, json.dumps(sources), px=_TTL_MS))

    async def count_moves(self, moves: Mapping[tuple[str, str], int]) -> None:
        """So many more rows of a source made a step. Raises ``BackendUnavailable``."""
        name = self._keys.named("K_SOURCE_MOVES")
        for (source, move), number in moves.items():
            await self._ask(self._client.hincrby(name, f"{source} {move}", number))

    async def sources(self) -> Mapping[str, Mapping[str, Any]]:
        """How each does, in the order in which they are polled, with its ``moves``; empty when no program has said so lately.

        Raises ``BackendUnavailable``.
        """
        told = await self._ask(self._client.get(self._keys.named("K_SOURCES")))
        found: Mapping[str, Mapping[str, Any]] = json.loads(told) if told else {}
        if not found:
            return found
        counted: Mapping[str, str] = await self._ask(self._client.hgetall(self._keys.named("K_SOURCE_MOVES")))
        moves: dict[str, dict[str, int]] = {name: {} for name in found}
        for field, number in counted.items():
            name, _, move = field.partition(" ")
            moves.setdefault(name, {})[move] = int(number)
        return {name: {**each, _MOVES: moves[name]} for name, each in found.items()}
