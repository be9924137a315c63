"""The app behind a real server in the test's own loop, and those who listen to it."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import uvicorn
from fastapi import FastAPI

from ocr_service.api.http_protocol import SmallReads
from tests.support.api_process import PREFIX
from tests.support.processes.patience import PATIENCE_S


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The address of the app, such as ``127.0.0.1:12345``."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", http=SmallReads))
        serving = asyncio.create_task(server.serve([line]))
        try:
            yield f"127.0.0.1:{line.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


@dataclass(frozen=True, kw_only=True)
class SentEvent:
    """One server-sent event; without a name it is a message."""

    data: Mapping[str, Any]
    id: str = ""
    name: str = ""


@asynccontextmanager
async def listening(
    address: str, path: str, **headers: str
) -> AsyncIterator[tuple[httpx2.Response, AsyncIterator[SentEvent]]]:
    """The answer to a listener and the events that come; ``Last_Event_ID`` stands for the header with dashes."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx2.AsyncClient(base_url=f"http://{address}", timeout=PATIENCE_S) as http:
        async with http.stream("GET", f"{PREFIX}{path}", headers=sent) as answer:
            yield answer, _events(answer)


async def _events(answer: httpx2.Response) -> AsyncIterator[SentEvent]:
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif "data" in fields:
            data = json.loads(fields["data"])
            yield SentEvent(data=data, id=fields.get("id", ""), name=fields.get("event", ""))
            fields = {}
        else:
            fields = {}
