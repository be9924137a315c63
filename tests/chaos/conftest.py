"""A Redis with an append-only file and a fleet of workers for each test."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.support.fleet import Fleet
from tests.support.redis_server import RedisServer


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    with RedisServer(
        tmp_path / "redis", options=("--appendonly", "yes", "--appendfsync", "always")
    ) as server:
        yield server


@pytest.fixture
def new_fleet(tmp_path: Path, redis: RedisServer) -> Callable[..., object]:
    @asynccontextmanager
    async def start(**options: object) -> AsyncIterator[Fleet]:
        fleet = Fleet(tmp_path, redis, **options)  # type: ignore[arg-type]
        fleet.start()
        try:
            yield fleet
        finally:
            await fleet.stop()

    return start
