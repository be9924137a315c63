"""What the program that polls sources says is there for a while, and goes when nothing is heard of it."""

from __future__ import annotations

import redis.asyncio

from ocr_service.queue import RedisQueueManager

TOLD = {"prod": {"ok": True, "reason": "", "rows": {"ready": 3}, "taken": 2}, "dev": {"ok": False}}


async def test_what_was_said_is_known_for_a_while(queue: RedisQueueManager, raw: redis.asyncio.Redis):
    assert await queue.sources() == {}

    await queue.tell_sources(TOLD)

    assert await queue.sources() == TOLD
    assert 0 < await raw.pttl("sources") <= 60_000
