from __future__ import annotations

import asyncio

import pytest

from ocr_service.queue import RedisQueueManager
from tests.support import sample_files as files
from tests.support.api_process import PREFIX
from tests.support.processes.patience import PATIENCE_S


async def test_a_status_tells_where_the_task_is(api):
    await api.upload(files.png())
    task_id = await api.upload(metadata='{"case": 7}', outputs="pdf")

    answer = await api.get(f"/ocr/status/{task_id}")

    task = answer.json()
    assert (task["task_id"], task["status"], task["progress"]) == (task_id, "QUEUED", 0)
    assert (task["queue_position"], task["priority"], task["filename"]) == (1, "normal", "letter.pdf")
    assert task["metadata"] == {"case": 7}
    assert task["outputs"] == ["json", "text", "pdf"]
    assert task["error"] is None
    assert answer.headers["retry-after"]
    assert task["links"]["cancel"] == f"{PREFIX}/ocr/tasks/{task_id}/cancel"


async def test_progress_is_told(api):
    task_id = await api.upload()
    claim = await api.claim()
    await api.queue.progress(claim, percent=50, message="Processed page 2/4", pages_done=2, pages_total=4)

    task = (await api.get(f"/ocr/status/{task_id}")).json()

    assert (task["status"], task["progress"], task["message"]) == ("PROCESSING", 50, "Processed page 2/4")
    assert (task["pages_done"], task["pages_total"], task["queue_position"]) == (2, 4, None)


async def test_a_completed_task_links_its_renderings(api):
    task_id = await api.upload(outputs="pdf,images")
    await api.complete_next()

    answer = await api.get(f"/ocr/status/{task_id}")

    assert answer.json()["links"]["pdf"] == f"{PREFIX}/ocr/result/{task_id}/pdf"
    assert answer.json()["links"]["images"] == f"{PREFIX}/ocr/result/{task_id}/pages/{{page}}/image"
    assert "retry-after" not in answer.headers


async def test_a_failed_task_tells_its_error(api):
    task_id = await api.upload()
    await api.fail_next("PASSWORD_REQUIRED", "Send its password.")

    task = (await api.get(f"/ocr/status/{task_id}")).json()

    assert task["status"] == "FAILED"
    assert task["error"] == {"code": "PASSWORD_REQUIRED", "detail": "Send its password."}


async def test_an_unchanged_status_is_not_sent_again(api):
    task_id = await api.upload()
    plain = {"Accept-Encoding": "identity"}
    etag = (await api.get(f"/ocr/status/{task_id}", headers=plain)).headers["etag"]

    answer = await api.get(f"/ocr/status/{task_id}", headers={"If-None-Match": f'W/{etag}, "other"'})

    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)


async def test_a_long_poll_answers_as_soon_as_something_changes(api):
    task_id = await api.upload()
    etag = (await api.get(f"/ocr/status/{task_id}")).headers["etag"]

    poll = asyncio.create_task(api.get(f"/ocr/status/{task_id}?wait=30", headers={"If-None-Match": etag}))
    await asyncio.sleep(0)
    await api.claim()

    assert (await asyncio.wait_for(poll, PATIENCE_S)).json()["status"] == "PROCESSING"


async def test_a_long_poll_with_an_old_tag_answers_at_once(api):
    task_id = await api.upload()
    etag = (await api.get(f"/ocr/status/{task_id}")).headers["etag"]
    await api.claim()

    poll = api.get(f"/ocr/status/{task_id}?wait=30", headers={"If-None-Match": etag})

    assert (await asyncio.wait_for(poll, PATIENCE_S)).json()["status"] == "PROCESSING"


async def test_a_long_poll_ends_with_not_modified_when_nothing_happens(api):
    task_id = await api.upload()
    etag = (await api.get(f"/ocr/status/{task_id}")).headers["etag"]

    answer = await api.get(f"/ocr/status/{task_id}?wait=0.05", headers={"If-None-Match": etag})

    assert answer.status_code == 304


async def test_a_final_task_is_never_waited_for(api):
    task_id = await api.upload()
    await api.complete_next()

    answer = await asyncio.wait_for(api.get(f"/ocr/status/{task_id}?wait=30"), PATIENCE_S)

    assert answer.json()["status"] == "COMPLETED"


@pytest.mark.parametrize("batch_id", ["x", "00000000-0000-0000-0000-000000000000"])
async def test_an_unknown_batch_is_not_found(api, batch_id):
    answer = await api.get(f"/ocr/batch/{batch_id}")

    assert (answer.status_code, answer.json()["code"]) == (404, "BATCH_NOT_FOUND")


async def test_a_task_in_a_paused_queue_says_so(api):
    task_id = await api.upload()
    await api.post("/queues/normal/pause")

    held = (await api.get(f"/ocr/status/{task_id}")).json()
    listed = (await api.get("/ocr/tasks")).json()["tasks"][0]
    await api.post("/queues/normal/resume")
    waiting = (await api.get(f"/ocr/status/{task_id}")).json()

    assert (held["queue_paused"], held["message"]) == (True, "Waiting; its queue is paused")
    assert (listed["queue_paused"], listed["message"]) == (True, held["message"])
    assert (waiting["queue_paused"], waiting["message"]) == (False, "Waiting for a worker")


async def test_a_task_that_leaves_its_queue_between_two_looks_is_told_as_it_is(api, monkeypatch):
    task_id = await api.upload()
    position = RedisQueueManager.position

    async def claimed_meanwhile(queue, task):
        await api.claim()
        return await position(queue, task)

    monkeypatch.setattr(RedisQueueManager, "position", claimed_meanwhile)

    assert (await api.get(f"/ocr/status/{task_id}")).json()["status"] == "PROCESSING"
