"""Share a number of calls per minute among all processes."""

from __future__ import annotations

from ocr_service.queue.base import QueuePart
from ocr_service.queue.keys import quoted

_BURST_SHARE = 0.5


class RateLimit(QueuePart):
    """Token buckets in Redis, one a name."""

    async def take_tokens(self, bucket: str, *, per_minute: int, tokens: int = 1) -> float:
        """Take tokens from ``bucket``; returns 0, or the seconds to wait before asking again.

        Half of the limit may be taken at once; ``tokens`` is at most that (and at least 1 is).
        """
        burst = max(tokens, 1, int(per_minute * _BURST_SHARE))
        limit = max(per_minute, burst + 1)
        return int(await self.scripts.run("take_tokens", quoted(bucket), tokens, limit, burst)) / 1000
