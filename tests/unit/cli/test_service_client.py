"""The client of the command line, before a service whose answers the test chooses."""

from __future__ import annotations

import httpx2

from ocr_service.cli.service_client import ServiceClient


async def test_a_repeated_upload_can_be_known_for_the_same(tmp_path):
    """503 may come after the task was taken: without a key the second try would be a second task."""
    answers = [
        httpx2.Response(503, headers={"retry-after": "0"}),
        httpx2.Response(202, json={"task_id": "t"}),
    ]
    keys: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        keys.append(request.headers["idempotency-key"])
        return answers.pop(0)

    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4")
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(answer), base_url="http://nas") as http:
        assert (await ServiceClient(http).upload(path, {}))["task_id"] == "t"
        answers.append(httpx2.Response(202, json={"task_id": "u"}))
        await ServiceClient(http).upload(path, {})

    assert keys[0] == keys[1]
    assert keys[2] != keys[0]
