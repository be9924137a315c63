"""A real redis-server for the whole session, an empty database and a clock of its own for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import redis.asyncio

from ocr_service.queue import QueuePolicy, RedisQueueManager
from tests.support.redis_clock import RedisClock
from tests.support.redis_server import RedisServer


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    folder: Path = tmp_path_factory.mktemp("redis")
    with RedisServer(folder) as server:
        yield server


@pytest.fixture
def policy() -> QueuePolicy:
    return QueuePolicy()


@pytest.fixture
async def raw(redis_server: RedisServer) -> AsyncIterator[redis.asyncio.Redis]:
    """redis-cli, as it were."""
    client = redis.asyncio.Redis.from_url(redis_server.url, decode_responses=True)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
async def queue(
    redis_server: RedisServer, raw: redis.asyncio.Redis, policy: QueuePolicy
) -> AsyncIterator[RedisQueueManager]:
    manager = RedisQueueManager.connect(redis_server.url, policy=policy)
    yield manager
    await manager.close()


@pytest.fixture
def clock(queue: RedisQueueManager) -> RedisClock:
    """Time for the scripts of ``queue``: it stands until a test advances it."""
    return RedisClock(queue)
