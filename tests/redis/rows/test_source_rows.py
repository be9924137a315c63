"""What the program that polls sources says is there for a while, and goes when nothing is heard of it."""

from __future__ import annotations

import redis.asyncio

from ocr_service.queue import RedisQueueManager

TOLD = {"prod": {"ok": True, "reason": "", "rows": {"ready": 3}, "taken": 2}, "dev": {"ok": False}}


async def test_what_was_said_is_known_for_a_while(queue: RedisQueueManager, raw: redis.asyncio.Redis):
    assert await queue.sources() == {}

    await queue.tell_sources(TOLD)

    assert await queue.sources() == {name: {**each, "moves": {}} for name, each in TOLD.items()}
    assert 0 < await raw.pttl("sources") <= 60_000


async def test_steps_of_rows_are_added_up_over_all_programs(queue: RedisQueueManager):
    await queue.tell_sources(TOLD)

    await queue.count_moves({("prod", "claimed"): 3, ("prod", "read"): 1, ("gone", "read"): 7})
    await queue.count_moves({("prod", "read"): 2})

    assert {name: each["moves"] for name, each in (await queue.sources()).items()} == {
        "prod": {"claimed": 3, "read": 3},
        "dev": {},
    }
