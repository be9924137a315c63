"""Let a test decide what time the queue's scripts see."""

from __future__ import annotations

from ocr_service.queue import RedisQueueManager

_START_MS = 1_790_000_000_000


class RedisClock:
    """Stands still until it is advanced; one clock may drive several managers."""

    def __init__(self, *managers: RedisQueueManager) -> None:
        self._managers = managers
        self.now_ms = _START_MS
        self.advance(seconds=0)

    def advance(self, *, seconds: float) -> None:
        """Let time pass."""
        self.now_ms += round(seconds * 1000)
        for manager in self._managers:
            manager.scripts.now_ms = str(self.now_ms)
