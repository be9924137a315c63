"""The OpenAPI document tells the truth: schemathesis calls everything it describes."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
import uvicorn
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import validate
from schemathesis.checks import CHECKS

from ocr_service.api.app import create_app
from ocr_service.api.config import ApiConfig
from ocr_service.api.context import ApiContext
from tests.support.api_process import WORKER, api_process
from tests.support.redis_server import RedisServer

EXAMPLES = 8


class ApiThread(threading.Thread):
    """A real server in a thread of its own, with a worker that sends heartbeats."""

    def __init__(self, redis_url: str, uploads: Path) -> None:
        super().__init__(daemon=True)
        self._redis_url = redis_url
        self._uploads = uploads
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.is_serving = threading.Event()
        self._server: uvicorn.Server | None = None

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        config = ApiConfig(version="test", max_wait_s=0, upload_timeout_s=5)
        async with api_process(self._redis_url, self._uploads, config=config) as api:
            self._server = _server(api.app)
            beating = asyncio.create_task(self._beat(api.queue))
            await self._server.serve([self._socket])
            beating.cancel()

    async def _beat(self, queue) -> None:
        while True:
            await queue.heartbeat(WORKER)
            self.is_serving.set()
            await asyncio.sleep(5)

    def stop(self) -> None:
        assert self._server is not None
        self._server.should_exit = True
        self.join(20)
        self._socket.close()


def _server(app: FastAPI) -> uvicorn.Server:
    return uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))


@pytest.fixture(scope="module")
def api_url(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = ApiThread(redis_server.url, tmp_path_factory.mktemp("openapi") / "uploads")
    server.start()
    assert server.is_serving.wait(20)
    yield server.url
    server.stop()


def described_operations() -> list[schemathesis.APIOperation]:
    """Every operation of the document; an app that is never called writes it."""
    context = ApiContext(queue=None, store=None, intake=None, config=ApiConfig())
    schema = schemathesis.openapi.from_dict(create_app(context).openapi())
    return [each.ok() for each in schema.get_all_operations()]


@pytest.mark.parametrize("operation", described_operations(), ids=lambda operation: operation.label)
def test_no_call_is_answered_otherwise_than_documented(api_url, operation):
    # A generated form can be refused for what no schema can say: the content of a file.
    excluded = [CHECKS.get_one("positive_data_acceptance")]

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def call(case: schemathesis.Case) -> None:
        case.call_and_validate(base_url=api_url, excluded_checks=excluded, timeout=20)

    call()


async def test_the_document_is_valid_openapi(api):
    document = (await api.http.get("/openapi.json")).json()

    validate(document)
    assert document["openapi"].startswith("3.")


async def test_every_operation_documents_its_problems(api):
    document = (await api.http.get("/openapi.json")).json()

    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert {"401", "422", "500", "503"} <= set(operation["responses"]), (method, path)
            assert operation["summary"]
            for status, answer in operation["responses"].items():
                assert "X-Request-ID" in answer.get("headers", {}) or status == "304", (method, path, status)
