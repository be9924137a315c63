"""JSON bodies are bounded, for callers without a key, too."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from ocr_service.api.bodies.small_body import MAX_JSON_BYTES
from ocr_service.api.openapi.schemas import TASK_ID
from tests.support.api_process import PREFIX

JSON = {"content-type": "application/json"}


async def endless() -> AsyncIterator[bytes]:
    for _ in range(200):
        yield b" " * 1_000_000


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("PATCH", f"/ocr/tasks/{TASK_ID}"),
        ("POST", f"/ocr/tasks/{TASK_ID}/feedback"),
        ("PUT", "/memory"),
        ("POST", "/dead-letters/requeue"),
    ],
)
async def test_a_large_body_is_refused_before_it_is_held(api, method: str, address: str) -> None:
    answer = await api.http.request(method, f"{PREFIX}{address}", content=endless(), headers=JSON)

    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")
    assert answer.json()["max_bytes"] == MAX_JSON_BYTES


async def test_what_is_no_json_is_told_of_the_body_as_a_whole(api) -> None:
    answer = await api.http.patch(f"{PREFIX}/ocr/tasks/{TASK_ID}", content=b"{", headers=JSON)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "body"
