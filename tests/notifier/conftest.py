"""A real redis-server, a queue, and a notifier of this process that tells real HTTP receivers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis.asyncio

from ocr_service.bootstrap.notifier import build_notifier
from ocr_service.domain.document import ResultHead
from ocr_service.domain.notification import EventKind, Subscription
from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority
from ocr_service.domain.task import Callback
from ocr_service.notification_settings import WebhookSettings
from ocr_service.queue import QueuePolicy, RedisQueueManager
from ocr_service.settings import Settings
from ocr_service.storage.local import FileStorageManager
from ocr_service.storage_settings import StorageSettings
from tests.support.processes.patience import PATIENCE_S
from tests.support.records import make_record
from tests.support.redis_server import RedisServer

SECRET = "whsec_" + "c2VjcmV0" * 4
HEAD = ResultHead(page_count=1, confidence=97.5, language="eng", processing_time_s=0.5).to_json()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
async def raw(redis_server: RedisServer) -> AsyncIterator[redis.asyncio.Redis]:
    client = redis.asyncio.Redis.from_url(redis_server.url, decode_responses=True)
    await client.flushall()
    yield client
    await client.aclose()


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A queue with one subscription, and what tests do with it again and again."""

    queue: RedisQueueManager
    raw: Any
    store: FileStorageManager
    folder: Path

    def settings(self, webhook: WebhookSettings) -> Settings:
        """Those of a notifier with the desk's folder."""
        return Settings(webhook=webhook, storage=StorageSettings(upload_dir=self.folder))

    async def end_task(
        self, *, head: dict[str, Any] | None = None, text: str | None = None, **record: Any
    ) -> str:
        """Enqueue a document and let it complete; returns the task's id."""
        made = make_record(**record)
        await self.queue.enqueue(made)
        claim = await self.queue.claim("w", tuple(Priority))
        assert claim is not None
        await self.queue.complete(claim, Completion(head=HEAD | (head or {}), pages=1, text=text))
        return made.id

    async def subscribe(self, url: str, *events: EventKind, id: str = "wh_test", **more: Any) -> Subscription:
        told = events or (EventKind.TASK_COMPLETED,)
        subscription = Subscription(id=id, target=url, events=told, **more)
        await self.queue.subscribe(subscription)
        return subscription

    @asynccontextmanager
    async def notifying(self, *, standing: str = "", **settings: Any) -> AsyncIterator[None]:
        """A notifier for the time of the block; ``settings`` are those of ``WebhookSettings``."""
        webhook = WebhookSettings(
            url=standing,
            allowed_hosts=("127.0.0.0/8",),
            secret=(SECRET,),
            **({"timeout_seconds": 1, "backoff_seconds": 0.01, "backoff_max_seconds": 0.05} | settings),
        )
        stop = asyncio.Event()
        notifier = build_notifier(self.settings(webhook), self.queue, self.store, stop)
        running = asyncio.create_task(notifier.run())
        try:
            yield
        finally:
            stop.set()
            await running

    async def until(self, is_true: Callable[[], Awaitable[bool]], *, timeout_s: float = PATIENCE_S) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(timeout_s):
            while not await is_true():
                await asyncio.sleep(0.02)

    async def until_settled(self) -> None:
        """Wait until nothing waits in the outbox."""

        async def is_settled() -> bool:
            return (await self.queue.stats()).outbox.waiting == 0

        await self.until(is_settled)


@pytest.fixture
def policy() -> QueuePolicy:
    """Of the desk's queue; a test names another by ``parametrize``."""
    return QueuePolicy()


@pytest.fixture
async def desk(
    redis_server: RedisServer, raw: Any, tmp_path: Path, policy: QueuePolicy
) -> AsyncIterator[Desk]:
    queue = RedisQueueManager.connect(redis_server.url, policy=policy)
    yield Desk(queue=queue, raw=raw, store=FileStorageManager(tmp_path), folder=tmp_path)
    await queue.close()


def callback(url: str, *events: EventKind) -> Callback:
    return Callback(url=url, events=events or (EventKind.TASK_COMPLETED,))
