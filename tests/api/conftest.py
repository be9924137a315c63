"""A real redis-server for the session; an app, an empty database and an empty folder for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import redis.asyncio

from tests.support.api_process import ApiProcess, api_process
from tests.support.redis_server import RedisServer


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
async def redis_url(redis_server: RedisServer) -> str:
    """The URL of an empty database."""
    async with redis.asyncio.Redis.from_url(redis_server.url) as client:
        await client.flushall()
    return redis_server.url


@pytest.fixture
async def api(redis_url: str, tmp_path: Path) -> AsyncIterator[ApiProcess]:
    async with api_process(redis_url, tmp_path / "uploads") as process:
        yield process
