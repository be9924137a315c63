"""One API process over a private Redis; workers are played: the queue is real, no document is read."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import redis.asyncio

from ocr_service.queue import RedisQueueManager
from tests.support.processes.ports import free_port
from tests.support.redis_server import RedisServer


@dataclass
class Api:
    """The process, which may be ended and started again on its port, and its queue."""

    port: int
    queue: RedisQueueManager
    raw: redis.asyncio.Redis
    environment: dict[str, str] = field(repr=False)
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self.process is not None
        return self.process.pid

    async def start(self) -> None:
        """Start it and wait until it answers."""
        argv = (sys.executable, "-m", "ocr_service", "api")
        self.process = await asyncio.create_subprocess_exec(*argv, env=self.environment)
        async with httpx2.AsyncClient() as http:
            while True:
                try:
                    await http.get(f"{self.url}/healthz")
                except httpx2.TransportError:
                    await asyncio.sleep(0.05)
                else:
                    return

    async def end(self, *, is_killed: bool = False) -> None:
        """End it in good order, or by ``kill -9``."""
        assert self.process is not None
        if is_killed:
            self.process.kill()
        else:
            self.process.terminate()
        await self.process.wait()

    async def commands(self) -> int:
        """What Redis has done so far."""
        return int((await self.raw.info("stats"))["total_commands_processed"])


@asynccontextmanager
async def api_process(listeners: int) -> AsyncIterator[Api]:
    """An API that takes so many listeners."""
    with tempfile.TemporaryDirectory() as text:
        folder, port = Path(text), free_port()
        with RedisServer(folder / "redis") as server:
            environment = os.environ | {
                "REDIS_URL": server.url,
                "VAR_DIR": text,
                "API_PORT": str(port),
                "API_WORKERS": "1",
                "API_MAX_LISTENERS": str(listeners),
            }
            queue = RedisQueueManager.connect(server.url)
            raw = redis.asyncio.Redis.from_url(server.url)
            api = Api(port, queue, raw, environment)
            try:
                await api.start()
                yield api
            finally:
                await api.end()
                await queue.close()
                await raw.aclose()
