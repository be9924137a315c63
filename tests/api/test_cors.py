"""Pages of other origins may call the API where the operator says so, and nowhere else."""

from __future__ import annotations

import pytest

from ocr_service.api.config import ApiConfig
from tests.support.api_process import api_process

PAGE = {"Origin": "https://app.example"}
ASKING = {
    **PAGE,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "x-api-key,idempotency-key",
}
PROCESS = "/api/v1/ocr/process"


@pytest.fixture
async def open_api(redis_url, tmp_path):
    """An API that pages of one origin may call."""
    config = ApiConfig(cors_origins=("https://app.example",))
    async with api_process(redis_url, tmp_path / "uploads", config=config) as process:
        yield process


async def test_a_page_of_a_named_origin_may_send_and_read(open_api):
    preflight = await open_api.http.options(PROCESS, headers=ASKING)
    answer = await open_api.send(headers=PAGE)

    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "https://app.example"
    assert "Idempotency-Key" in preflight.headers["access-control-allow-headers"]
    assert answer.status_code == 202
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert "Location" in answer.headers["access-control-expose-headers"]


async def test_other_origins_get_no_leave(open_api):
    other = {**ASKING, "Origin": "https://evil.example"}

    preflight = await open_api.http.options(PROCESS, headers=other)
    answer = await open_api.send(headers={"Origin": "https://evil.example"})

    assert "access-control-allow-origin" not in preflight.headers
    assert (answer.status_code, answer.json()["code"]) == (403, "CROSS_SITE_REQUEST")


async def test_by_default_no_page_may_call(api):
    preflight = await api.http.options(PROCESS, headers=ASKING)
    answer = await api.get("/ocr/tasks", headers=PAGE)

    assert "access-control-allow-origin" not in preflight.headers
    assert "access-control-allow-origin" not in answer.headers
