"""A task whose row cannot be read is shown as damaged; it never breaks a list or a worker."""

from __future__ import annotations

import redis.asyncio

from ocr_service.domain.status import Priority
from tests.support.api_process import WORKER


async def spoil(url: str, task_id: str, **fields: str) -> None:
    async with redis.asyncio.Redis.from_url(url) as client:
        await client.hset(f"task:{task_id}", mapping=fields)


async def test_metadata_that_json_cannot_carry_is_refused_at_the_door(api):
    for text in ('{"a":1e999}', '{"a":-1e999}', '{"a":NaN}', '{"a":"\\ud800"}', '{"\\udfff":1}'):
        answer = await api.send(metadata=text)

        assert answer.status_code == 422, text
        assert "JSON object" in answer.text


async def test_a_damaged_row_stands_in_the_list_and_can_be_steered(api, redis_url):
    damaged, sound = await api.upload(), await api.upload(b"%PDF-1.4 other")
    await spoil(redis_url, damaged, user_metadata='{"a":Infinity}')

    listed = (await api.get("/ocr/tasks")).json()["tasks"]
    cancelled = await api.post(f"/ocr/tasks/{damaged}/cancel")

    assert {row["task_id"]: (row["error"] or {}).get("code") for row in listed} == {
        damaged: "TASK_DAMAGED",
        sound: None,
    }
    assert "user_metadata" in next(row for row in listed if row["error"])["error"]["detail"]
    assert cancelled.status_code == 200
    assert (await api.http.delete(f"/api/v1/ocr/tasks/{damaged}")).status_code == 204


async def test_the_audit_finds_a_damaged_row(api, redis_url):
    task_id = await api.upload()
    await spoil(redis_url, task_id, retry_count="many")

    report = await api.queue.audit()

    assert [(finding.task_id, finding.problem) for finding in report.findings] == [
        (task_id, "cannot be read: retry_count")
    ]


async def test_a_task_whose_options_are_gone_fails_and_the_next_one_runs(api, redis_url):
    damaged, sound = await api.upload(), await api.upload(b"%PDF-1.4 other")
    await spoil(redis_url, damaged, options="{")
    await api.queue.heartbeat(WORKER)

    claim = await api.queue.claim(WORKER.id, tuple(Priority))

    assert claim.task.id == sound
    assert (await api.get(f"/ocr/status/{damaged}")).json()["status"] == "FAILED"
