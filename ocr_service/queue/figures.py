"""Figures for whoever runs the service, which cost more than those of ``stats``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ocr_service.domain.task import TaskId
from ocr_service.domain.web.course import BUCKET_S, Span, Window
from ocr_service.domain.web.page_queue import RedisUse
from ocr_service.queue.base import QueuePart
from ocr_service.queue.codec import pairs
from ocr_service.queue.statistics import TIME

_CHUNK = 500
_WAITED, _RAN = f"{TIME}wait:", f"{TIME}run:"


class Figures(QueuePart):
    """Read in pieces beside the transitions, none of which waits for it."""

    async def failed_by_code(self, most: int) -> Mapping[str, int]:
        """How many of the newest ``most`` failed tasks ended with each error, the most frequent first."""
        ids = await self._ask(self._client.zrevrange(self._keys.named("K_DEAD"), 0, most - 1))
        asked = [("HGET", self._keys.task(task_id), "error") for task_id in ids]
        counts = Counter(json.loads(error)["code"] for error in await self._in_pieces(asked) if error)
        return dict(counts.most_common())

    async def course(self, window: Window) -> Sequence[Span]:
        """What ended in each span of the window, the oldest first; the queue's buckets of five minutes put together."""
        each = window.span_s // BUCKET_S
        last = await self.now_ms() // (window.span_s * 1000)
        spans = range(last - window.points + 1, last + 1)
        asked = [
            ("HGETALL", self._keys.named("P_BUCKET", str(bucket)))
            for bucket in range(spans[0] * each, (last + 1) * each)
        ]
        buckets = [
            reply if isinstance(reply, dict) else pairs(reply) for reply in await self._in_pieces(asked)
        ]
        return [
            _span(place * window.span_s * 1000, buckets[number * each : (number + 1) * each])
            for number, place in enumerate(spans)
        ]

    async def due(self, task_ids: Sequence[TaskId]) -> Mapping[TaskId, int]:
        """When each of those that wait for another try gets it, unix ms."""
        delayed = self._keys.named("K_DELAYED")
        scores = await self._pipelined([("ZSCORE", delayed, task_id) for task_id in task_ids])
        return {
            task_id: int(float(score))
            for task_id, score in zip(task_ids, scores, strict=True)
            if score is not None
        }

    async def redis_use(self) -> RedisUse:
        """How much memory Redis takes."""
        told = await self._ask(self._client.info("memory"))
        return RedisUse(used_bytes=int(told["used_memory"]), max_bytes=int(told.get("maxmemory", 0)))

    async def _in_pieces(self, commands: list[tuple[Any, ...]]) -> list[Any]:
        """Replies to many commands, some at a time: others are served in between."""
        replies: list[Any] = []
        for start in range(0, len(commands), _CHUNK):
            replies += await self._pipelined(commands[start : start + _CHUNK])
        return replies


def _span(begins_ms: int, buckets: Sequence[Mapping[str, str]]) -> Span:
    sums: Counter[str] = Counter()
    for bucket in buckets:
        sums.update({name: int(float(text)) for name, text in bucket.items()})
    return Span(
        begins_ms=begins_ms,
        completed=sums["completed"],
        failed=sums["failed"],
        pages=sums["pages"],
        waited={
            name.removeprefix(_WAITED): count for name, count in sums.items() if name.startswith(_WAITED)
        },
        ran={name.removeprefix(_RAN): count for name, count in sums.items() if name.startswith(_RAN)},
    )
