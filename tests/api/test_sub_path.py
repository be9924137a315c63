"""Behind a reverse proxy the service may stand under a path: every address it names carries it."""

from __future__ import annotations

import httpx2
import pytest

from ocr_service.api.config import ApiConfig
from tests.support import sample_files as files
from tests.support.api_process import api_process

PREFIX = "/api/v1"
FORWARDED = {"X-Forwarded-Prefix": "/ocr"}
UPLOAD = {"file": ("letter.pdf", files.PDF)}


@pytest.fixture
async def proxied(redis_url, tmp_path):
    """An API that believes a proxy on this machine."""
    config = ApiConfig(trusted_proxies=("127.0.0.0/8",))
    async with api_process(redis_url, tmp_path / "uploads", config=config) as process:
        yield process.http


@pytest.fixture
async def configured(redis_url, tmp_path):
    """An API that was told its path and believes nobody."""
    async with api_process(
        redis_url, tmp_path / "uploads", config=ApiConfig(root_path="/files/ocr")
    ) as process:
        yield process.http


@pytest.mark.parametrize(
    "path", ["/api/v1/ocr/process", "/ocr/api/v1/ocr/process"], ids=["taken off", "passed on"]
)
async def test_location_and_links_carry_the_path_that_the_proxy_names(proxied: httpx2.AsyncClient, path):
    answer = await proxied.post(path, files=UPLOAD, headers=FORWARDED)

    assert answer.status_code == 202
    assert answer.headers["location"].startswith("/ocr/api/v1/ocr/status/")
    assert {link.split("/")[1] for link in answer.json()["links"].values()} == {"ocr"}
    followed = await proxied.get(answer.headers["location"], headers=FORWARDED)
    assert followed.json()["links"]["cancel"].startswith("/ocr/api/v1/ocr/tasks/")


async def test_a_configured_path_needs_no_header(configured: httpx2.AsyncClient):
    answer = await configured.post(f"{PREFIX}/ocr/process", files=UPLOAD)

    assert answer.headers["location"].startswith("/files/ocr/api/v1/ocr/status/")


async def test_pages_and_document_carry_the_path(configured: httpx2.AsyncClient):
    home = await configured.get("/")
    page = await configured.get("/docs")
    document = (await configured.get("/openapi.json")).json()

    assert '<body data-base="/files/ocr">' in home.text
    assert 'action="/files/ocr/documents"' in home.text
    assert 'href="openapi.json"' in page.text  # beside /files/ocr/docs
    assert "/files/ocr/api/v1/ocr/process" in page.text
    assert document["servers"] == [{"url": "/files/ocr"}]


async def test_problems_are_those_of_the_same_address_at_the_root(configured: httpx2.AsyncClient):
    unknown_task = await configured.get("/files/ocr/api/v1/ocr/status/a/b")
    wrong_method = await configured.put("/files/ocr/api/v1/ocr/process")

    assert unknown_task.json()["code"] == "TASK_NOT_FOUND"
    assert wrong_method.headers["allow"] == "POST"


@pytest.mark.parametrize(
    "sent", ["//evil.example", "https://evil.example", "/a b", "/é", "/" + "a" * 500, "/a/../b//c"]
)
async def test_a_header_that_is_no_plain_path_changes_nothing(proxied: httpx2.AsyncClient, sent):
    page = await proxied.get("/", headers={"X-Forwarded-Prefix": sent.encode()})

    assert '<body data-base="">' in page.text


async def test_a_stranger_cannot_choose_the_path(configured: httpx2.AsyncClient):
    page = await configured.get("/", headers=FORWARDED)

    assert '<body data-base="/files/ocr">' in page.text


async def test_without_a_proxy_nothing_changes(proxied: httpx2.AsyncClient):
    answer = await proxied.post(f"{PREFIX}/ocr/process", files=UPLOAD)

    assert answer.headers["location"].startswith("/api/v1/ocr/status/")
