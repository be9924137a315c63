"""What a caller does who uploads by a link, over the app of a test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import httpx2

from tests.support import sample_files as files
from tests.support.api_process import ApiProcess

PART = 5 * 1_048_576


async def begin(api: ApiProcess, **told: Any) -> dict[str, Any]:
    body = {"filename": "test.pdf", "file_type": "application/pdf", **told}
    answer = await api.http.post("/api/uploads/initiate", json=body)
    assert answer.status_code == 201, answer.text
    begun: dict[str, Any] = answer.json()
    return begun


async def send(
    api: ApiProcess, url: str, content: bytes | AsyncIterator[bytes], **headers: str
) -> httpx2.Response:
    """PUT to a link: to the app of this test, or to wherever the link leads."""
    if urlsplit(url).hostname == "docvault":
        return await api.http.put(url, content=content, headers=headers)
    async with httpx2.AsyncClient(trust_env=False) as http:
        return await http.put(url, content=content, headers=headers)


async def complete(api: ApiProcess, begun: dict[str, Any], length: object, **changes: Any) -> httpx2.Response:
    body = {"upload_id": begun["upload_id"], "s3_key": begun["s3_key"], "size": length, **changes}
    return await api.http.post("/api/uploads/complete", json=body)


async def uploaded(api: ApiProcess, content: bytes = files.PDF, **told: Any) -> dict[str, Any]:
    begun = await begin(api, **told)
    answer = await send(api, begun["presigned_url"], content)
    assert answer.status_code == 200, answer.text
    return begun


async def state(api: ApiProcess, begun: dict[str, Any]) -> dict[str, Any]:
    answer = await api.http.get(f"/api/uploads/{begun['upload_id']}/status")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def code(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def stored(api: ApiProcess) -> list[str]:
    """Tasks and uploads that have files."""
    tasks = [task.id for task in api.store.tasks()]
    return tasks + [upload.id for upload in api.store.uploads.stored()]
