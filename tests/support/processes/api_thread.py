"""The app behind a real server, in a thread of its own: for whatever needs real connections."""

from __future__ import annotations

import asyncio
import socket
import threading
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from ocr_service.api.config import ApiConfig
from ocr_service.api.http_protocol import SmallReads
from ocr_service.intake.policy import IntakePolicy
from ocr_service.queue import RedisQueueManager
from tests.support.api_process import WORKER, api_process


class ApiThread(threading.Thread):
    """A real server in a thread of its own, with a worker that sends heartbeats."""

    def __init__(self, redis_url: str, uploads: Path, config: ApiConfig) -> None:
        super().__init__(daemon=True)
        self._redis_url = redis_url
        self._config = config
        self.uploads = uploads
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.is_serving = threading.Event()
        self._server: uvicorn.Server | None = None

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        policy = IntakePolicy(max_bytes=self._config.max_file_bytes)
        async with api_process(self._redis_url, self.uploads, config=self._config, policy=policy) as api:
            self._server = _server(api.app)
            beating = asyncio.create_task(self._beat(api.queue))
            await self._server.serve([self._socket])
            beating.cancel()

    async def _beat(self, queue: RedisQueueManager) -> None:
        while True:
            await queue.heartbeat(WORKER)
            self.is_serving.set()
            await asyncio.sleep(5)

    def stop(self) -> None:
        """End the server and wait for it."""
        assert self._server is not None
        self._server.should_exit = True
        self.join(20)
        self._socket.close()


def _server(app: FastAPI) -> uvicorn.Server:
    return uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", http=SmallReads))
