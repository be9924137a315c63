from __future__ import annotations

import pytest

from ocr_service.domain.status import Priority, TaskStatus
from tests.support import sample_files as files
from tests.support.api_process import PREFIX
from tests.support.processes.patience import PATIENCE_S


async def listed(api, query: str = "") -> list[str]:
    return [task["task_id"] for task in (await api.get(f"/ocr/tasks{query}")).json()["tasks"]]


async def test_tasks_are_listed_newest_first_page_by_page(api):
    task_ids = [await api.upload(files.png(width)) for width in range(1, 6)]

    first = (await api.get("/ocr/tasks?limit=3")).json()
    second = (await api.get(f"/ocr/tasks?limit=3&cursor={first['cursor']}")).json()

    shown = [task["task_id"] for task in first["tasks"] + second["tasks"]]
    assert shown == task_ids[::-1]
    assert second["cursor"] is None


async def test_tasks_are_filtered_by_status_and_queue(api):
    low = await api.upload(files.png(1), priority="low")
    done = await api.upload(files.png(2), priority="high")
    await api.complete_next()

    assert await listed(api, "?status=COMPLETED") == [done]
    assert await listed(api, "?queue=low") == [low]
    assert await listed(api, "?status=FAILED") == []


@pytest.mark.parametrize(
    "query", ["status=DONE", "queue=urgent", "limit=0", "limit=501", "limit=x", "cursor=x", "colour=red"]
)
async def test_a_wrong_filter_is_refused(api, query):
    answer = await api.get(f"/ocr/tasks?{query}")

    assert (answer.status_code, answer.json()["code"]) == (422, "VALIDATION_ERROR")
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


async def test_a_waiting_task_is_cancelled_and_its_files_removed(api):
    task_id = await api.upload()

    answer = await api.post(f"/ocr/tasks/{task_id}/cancel")

    assert (answer.status_code, answer.json()["status"]) == (200, "CANCELLED")
    assert api.left_on_disk() == []


async def test_a_running_task_is_cancelled_and_its_worker_told(api):
    task_id = await api.upload()
    claim = await api.claim()

    await api.post(f"/ocr/tasks/{task_id}/cancel")

    assert (await api.queue.get(task_id)).status is TaskStatus.CANCELLED
    assert await api.queue.wait_signal(claim.worker_id, timeout_s=PATIENCE_S)


async def test_an_ended_task_cannot_be_cancelled(api):
    task_id = await api.upload()
    await api.complete_next()

    answer = await api.post(f"/ocr/tasks/{task_id}/cancel")

    assert (answer.status_code, answer.json()["code"]) == (409, "TASK_STATE_CONFLICT")
    assert answer.json()["task_status"] == "COMPLETED"


async def test_a_failed_task_runs_again(api):
    task_id = await api.upload()
    await api.fail_next()

    answer = await api.post(f"/ocr/tasks/{task_id}/retry")

    assert (answer.status_code, answer.json()["status"]) == (202, "QUEUED")
    assert answer.headers["location"] == f"{PREFIX}/ocr/status/{task_id}"
    assert await api.complete_next() == task_id


async def test_a_completed_task_is_not_run_again(api):
    task_id = await api.upload()
    await api.complete_next()

    answer = await api.post(f"/ocr/tasks/{task_id}/retry")

    assert (answer.status_code, answer.json()["code"]) == (409, "TASK_STATE_CONFLICT")


async def test_a_task_whose_document_is_gone_is_not_run_again(api):
    task_id = await api.upload()
    await api.post(f"/ocr/tasks/{task_id}/cancel")

    answer = await api.post(f"/ocr/tasks/{task_id}/retry")

    assert (answer.status_code, answer.json()["code"]) == (409, "TASK_STATE_CONFLICT")
    assert "Upload it again" in answer.json()["detail"]


async def test_a_waiting_task_moves_to_another_queue(api):
    await api.upload(files.png())
    task_id = await api.upload()

    answer = await api.http.patch(f"{PREFIX}/ocr/tasks/{task_id}", json={"priority": "high"})

    assert (answer.json()["priority"], answer.json()["queue_position"]) == ("high", 0)
    assert (await api.claim()).task.id == task_id


@pytest.mark.parametrize(
    "body", [{}, {"priority": "urgent"}, {"priority": "high", "colour": "red"}, [], None]
)
async def test_a_wrong_change_is_refused(api, body):
    task_id = await api.upload()

    answer = await api.http.patch(f"{PREFIX}/ocr/tasks/{task_id}", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "VALIDATION_ERROR")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_running_task_does_not_move(api):
    task_id = await api.upload()
    await api.claim()

    answer = await api.http.patch(f"{PREFIX}/ocr/tasks/{task_id}", json={"priority": "high"})

    assert (answer.status_code, answer.json()["code"]) == (409, "TASK_STATE_CONFLICT")


@pytest.mark.parametrize("end", ["waiting", "running", "completed", "failed"])
async def test_a_task_is_removed_with_its_files(api, end):
    task_id = await api.upload()
    if end == "running":
        await api.claim()
    elif end == "completed":
        await api.complete_next()
    elif end == "failed":
        await api.fail_next()

    answer = await api.http.delete(f"{PREFIX}/ocr/tasks/{task_id}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert (await api.get(f"/ocr/status/{task_id}")).status_code == 404
    assert api.left_on_disk() == []
    assert (await api.http.delete(f"{PREFIX}/ocr/tasks/{task_id}")).status_code == 404


async def test_the_queue_is_told_in_four_numbers(api):
    for width in range(1, 6):
        await api.upload(files.png(width))
    await api.complete_next()
    await api.fail_next()
    await api.claim()

    answer = await api.get("/ocr/queue-status")

    assert answer.json() == {"total_tracked": 5, "processing": 1, "completed": 1, "failed": 1}


async def test_the_numbers_are_those_of_what_is_still_there(api):
    done = await api.upload(files.png(1))
    await api.complete_next()
    await api.post(f"/ocr/tasks/{await api.upload(files.png(2))}/cancel")
    again = await api.upload(files.png(3))
    await api.post(f"/ocr/tasks/{again}/cancel")

    before = (await api.get("/ocr/queue-status")).json()
    await api.http.delete(f"{PREFIX}/ocr/tasks/{done}")
    await api.post(f"/ocr/tasks/{again}/retry")
    after = (await api.get("/ocr/queue-status")).json()

    assert before == {"total_tracked": 3, "processing": 0, "completed": 1, "failed": 0}
    assert after == {"total_tracked": 2, "processing": 0, "completed": 0, "failed": 0}


async def test_one_task_is_told_in_one_word(api):
    task_id = await api.upload()
    await api.complete_next()

    answer = await api.get(f"/ocr/queue-status?task_id={task_id}")

    assert answer.json() == {"task_id": task_id, "status": "COMPLETED", "ocr_status": "completed"}


async def test_process_all_without_keys_knows_one_user(api):
    await api.upload(process="false")

    assert (await api.post("/ocr/process-all?user_id=2")).json()["started"] == 0
    assert (await api.post("/ocr/process-all")).json()["started"] == 1


async def test_pausing_a_queue_and_resuming_it(api):
    task_id = await api.upload()

    paused = (await api.post("/queues/normal/pause")).json()["queues"]
    assert [queue["name"] for queue in paused if queue["paused"]] == ["normal"]
    assert await api.queue.claim("w1", tuple(Priority)) is None

    await api.post("/queues/normal/resume")
    assert (await api.claim()).task.id == task_id


async def test_an_unknown_queue_is_refused(api):
    assert (await api.post("/queues/urgent/pause")).json()["code"] == "VALIDATION_ERROR"


async def test_workers_and_numbers_are_told(api):
    await api.upload()
    await api.complete_next()

    stats = (await api.get("/worker/stats")).json()

    assert [worker["id"] for worker in stats["workers"]] == ["w1"]
    assert (stats["completed_total"], stats["success_rate"], stats["pages_total"]) == (1, 1.0, 1)


async def test_dead_letters_are_listed_and_put_back(api):
    for width, code in ((1, "DOCUMENT_CORRUPT"), (2, "ENGINE_FAILED"), (3, "ENGINE_FAILED")):
        await api.upload(files.png(width))
        await api.fail_next(code)
    dead = (await api.get("/dead-letters")).json()["tasks"]
    assert [task["error"]["code"] for task in dead] == ["ENGINE_FAILED", "ENGINE_FAILED", "DOCUMENT_CORRUPT"]

    answer = await api.post("/dead-letters/requeue", json={"code": "ENGINE_FAILED"})

    assert sorted(answer.json()["requeued"]) == sorted(task["task_id"] for task in dead[:2])
    assert len((await api.get("/dead-letters")).json()["tasks"]) == 1
    everything = await api.post("/dead-letters/requeue", json={"all": True})
    assert everything.json()["requeued"] == [dead[2]["task_id"]]


async def test_what_cannot_be_put_back_is_named(api):
    waiting, gone = await api.upload(), "00000000-0000-4000-8000-000000000000"

    answer = await api.post("/dead-letters/requeue", json={"task_ids": [waiting, gone, "../x"]})

    assert answer.json() == {
        "requeued": [],
        "skipped": {waiting: "TASK_STATE_CONFLICT", gone: "TASK_NOT_FOUND", "../x": "TASK_NOT_FOUND"},
    }


@pytest.mark.parametrize("body", [{}, {"task_ids": [], "all": True}, {"limit": 0, "all": True}])
async def test_a_requeue_must_say_what(api, body):
    answer = await api.post("/dead-letters/requeue", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "VALIDATION_ERROR")
