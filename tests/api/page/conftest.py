"""Visits of a browser to the page, with and without keys."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import httpx2
import pytest

from ocr_service.api.api_keys import parse_keys
from ocr_service.api.config import ApiConfig
from tests.support import sample_files as files
from tests.support.api_process import ApiProcess, api_process

_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


class Visitor:
    """A browser that keeps its cookies, follows nothing by itself, and sends the token that a page gave it."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http
        self._token = ""

    async def get(self, address: str, **rest: object) -> httpx2.Response:
        """A page; its token is remembered."""
        page = await self._http.get(address, **rest)
        if found := _TOKEN.search(page.text):
            self._token = found[1]
        return page

    async def post(
        self, address: str, fields: Mapping[str, object] | None = None, **rest: object
    ) -> httpx2.Response:
        """A form as the page sends it, its sender being sure."""
        is_sure = {} if "files" in rest else {"sure": "1"}
        sent = {"form_token": self._token, **is_sure, **(fields or {})}
        return await self._http.post(address, data=sent, **rest)

    async def drop(
        self, content: bytes = files.PDF, name: str = "letter.pdf", **fields: str
    ) -> httpx2.Response:
        """An upload by the form of the first page."""
        await self.get("/")
        return await self.post("/documents", fields, files={"files": (name, content)})

    async def log_in(self, key: str, to: str = "/") -> httpx2.Response:
        """Show a key."""
        await self.get("/login")
        return await self.post("/login", {"key": key, "to": to})


@pytest.fixture
async def visitor(api: ApiProcess) -> Visitor:
    return Visitor(api.http)


@pytest.fixture
async def guarded(redis_url: str, tmp_path: Path) -> AsyncIterator[ApiProcess]:
    config = ApiConfig(keys=parse_keys(["anna:a-key", "ben:b-key"]), operator_keys=parse_keys(["ops:op-key"]))
    async with api_process(redis_url, tmp_path / "uploads", config=config) as process:
        yield process


@pytest.fixture
async def guest(guarded: ApiProcess) -> Visitor:
    return Visitor(guarded.http)
