"""Figures for whoever runs the service, which cost more than those of ``stats``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ocr_service.domain.task import TaskId
from ocr_service.domain.web.course import BUCKET_S, Span, Window
from ocr_service.domain.web.page_queue import RedisUse
from ocr_service.queue.base import QueuePart
from ocr_service.queue.codec import hash_of, pairs
from ocr_service.queue.statistics import TIME

_CHUNK = 500
_WAITED, _RAN = f"{TIME}wait:", f"{TIME}run:"


class Figures(QueuePart):
    """Read in pieces beside the transitions, none of which waits for it."""

    async def failed_by_code(self, most: int) -> Mapping[str, int]:
        """How many of the newest ``most`` failed tasks ended with each error, the most frequent first."""
        dead = min(most, await self._ask(self._client.zcard(self._keys.named("K_DEAD"))))
        counts: Counter[str] = Counter()
        for start in range(0, dead, _CHUNK):
            told = pairs(await self.scripts.run("count_errors", start, min(_CHUNK, dead - start)))
            counts.update({code: int(count) for code, count in told.items()})
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
        buckets = [hash_of(reply) for reply in await self._in_pieces(asked)]
        return [
            _span(place * window.span_s * 1000, buckets[number * each : (number + 1) * each])
            for number, place in enumerate(spans)
        ]

    async def next_tries(self, most: int) -> Mapping[TaskId, int]:
        """Which tasks get another try next, and when, unix ms."""
        delayed = self._keys.named("K_DELAYED")
        rows = await self._ask(self._client.zrange(delayed, 0, most - 1, withscores=True))
        return {task_id: int(score) for task_id, score in rows}

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
