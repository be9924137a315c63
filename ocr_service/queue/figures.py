"""Figures for whoever runs the service, which cost more than those of ``stats``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping

from ocr_service.queue.base import QueuePart

_CHUNK = 1_000


class Figures(QueuePart):
    """Read in pieces beside the transitions, none of which waits for it."""

    async def failed_by_code(self, most: int) -> Mapping[str, int]:
        """How many of the newest ``most`` failed tasks ended with each error, the most frequent first."""
        ids = await self._ask(self._client.zrevrange(self._keys.named("K_DEAD"), 0, most - 1))
        counts: Counter[str] = Counter()
        for start in range(0, len(ids), _CHUNK):
            asked = [("HGET", self._keys.task(task_id), "error") for task_id in ids[start : start + _CHUNK]]
            counts.update(json.loads(error)["code"] for error in await self._pipelined(asked) if error)
        return dict(counts.most_common())
