from __future__ import annotations

import asyncio
import json

import pytest

from ocr_service.api.config import ApiConfig
from ocr_service.domain.status import Priority, Step, TaskStatus
from ocr_service.intake.policy import IntakePolicy
from tests.support import sample_files as files
from tests.support.api_process import PREFIX, api_process
from tests.support.documents.invoice_xml import Bill, cii


async def test_an_upload_is_answered_with_the_task_and_where_to_ask(api):
    answer = await api.send()

    task_id = answer.json()["task_id"]
    assert answer.status_code == 202
    assert answer.json()["status"] == "QUEUED"
    assert answer.json()["message"] == "Document queued for processing"
    assert answer.headers["location"] == f"{PREFIX}/ocr/status/{task_id}"
    assert answer.headers["retry-after"].isdecimal()


async def test_file_record_and_task_are_there_when_the_answer_comes(api):
    task_id = await api.upload(
        files.PDF, "Größe.pdf", language="deu", priority="high", metadata='{"case": 7}'
    )

    task = await api.queue.get(task_id)
    record = api.store.record(task_id)
    assert task.status is TaskStatus.QUEUED
    assert (task.priority, task.options.language, task.filename) == (Priority.HIGH, "deu", "Größe.pdf")
    assert task.user_metadata == {"case": 7}
    assert record.file_path == task.file_path
    assert (api.uploads / task.file_path).read_bytes() == files.PDF


async def test_what_shall_be_done_to_the_picture_is_asked_for_by_name(api):
    task_id = await api.upload(prepare="sharpen, contrast")

    task = await api.queue.get(task_id)
    assert task.options.prepare == (Step.CONTRAST, Step.SHARPEN)


async def test_a_preparation_that_nobody_knows_is_refused_with_those_that_there_are(api):
    answer = await api.send(files.PDF, "letter.pdf", prepare="contrast,polish")

    assert answer.status_code == 422
    error = answer.json()["errors"][0]
    assert error["field"] == "prepare"
    assert all(step in error["message"] for step in Step)
    assert api.left_on_disk() == []


async def test_a_document_larger_than_a_piece_arrives_whole(api):
    content = files.PDF + bytes(range(256)) * 4_000

    task_id = await api.upload(content)

    task = await api.queue.get(task_id)
    assert (api.uploads / task.file_path).read_bytes() == content
    assert task.bytes == len(content)


async def test_fields_after_the_file_count_too(api):
    body = (
        b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + files.PDF + b"\r\n"
        b'--B\r\nContent-Disposition: form-data; name="priority"\r\n\r\nlow\r\n--B--\r\n'
    )
    answer = await api.post(
        "/ocr/process", content=body, headers={"Content-Type": "multipart/form-data; boundary=B"}
    )

    task = await api.queue.get(answer.json()["task_id"])
    assert task.priority is Priority.LOW


async def test_a_name_that_claims_another_type_is_accepted_with_a_warning(api):
    answer = await api.send(files.png(), "scan.pdf")

    assert answer.json()["warnings"] == ["media_type_mismatch"]
    assert (await api.queue.get(answer.json()["task_id"])).media_type == "image/png"


async def test_an_invoice_in_xml_is_a_document(api):
    task_id = await api.upload(cii(Bill()), "bill.xml")

    task = await api.queue.get(task_id)
    assert (task.media_type, task.file_path.rpartition("/")[2]) == ("application/xml", "source.xml")


async def test_a_held_document_waits_for_process_all(api):
    task_id = await api.upload(process="false")
    assert (await api.queue.get(task_id)).status is TaskStatus.PENDING

    answer = await api.post("/ocr/process-all?user_id=1&limit=5")

    assert answer.json() == {
        "status": "queued",
        "message": "OCR processing queued for user 1",
        "user_id": 1,
        "limit": 5,
        "started": 1,
    }
    assert (await api.queue.get(task_id)).status is TaskStatus.QUEUED


async def test_waiting_gives_the_result_itself(api):
    async def work() -> None:
        while not (await api.queue.stats()).waiting[Priority.NORMAL]:
            await asyncio.sleep(0.01)
        await api.complete_next("Dear reader")

    answer, _ = await asyncio.gather(api.send(query="?wait=20"), work())

    assert answer.status_code == 200
    assert answer.json()["text"] == "Dear reader"


async def test_waiting_in_vain_gives_the_task(api):
    answer = await api.send(query="?wait=0.05")

    assert answer.status_code == 202


async def test_waiting_for_a_task_that_fails_tells_why(api):
    async def work() -> None:
        while not (await api.queue.stats()).waiting[Priority.NORMAL]:
            await asyncio.sleep(0.01)
        await api.fail_next("PASSWORD_REQUIRED")

    answer, _ = await asyncio.gather(api.send(query="?wait=20"), work())

    assert (answer.status_code, answer.json()["code"]) == (409, "TASK_FAILED")
    assert answer.json()["error"]["code"] == "PASSWORD_REQUIRED"


async def test_a_password_lies_neither_in_the_task_nor_in_the_record(api):
    task_id = await api.upload(password="s3cr3t-word")

    task = await api.queue.get(task_id)
    assert task.has_password
    assert await api.queue.password(task_id) == "s3cr3t-word"
    assert b"s3cr3t-word" not in (api.uploads / task_id / "task.json").read_bytes()
    assert "s3cr3t-word" not in repr(task)


# -- idempotency ------------------------------------------------------------------------------------


async def test_the_same_key_file_and_fields_give_the_first_answer(api):
    first = await api.send(headers={"Idempotency-Key": "order-7"}, language="deu")
    await api.complete_next()

    second = await api.send(headers={"Idempotency-Key": "order-7"}, language="deu")

    assert second.status_code == 202
    assert second.json()["task_id"] == first.json()["task_id"]
    assert second.json()["status"] == "QUEUED"
    assert second.headers["idempotency-replayed"] == "true"
    assert api.left_on_disk() == [first.json()["task_id"]]


@pytest.mark.parametrize(
    "changed", [{"content": files.PDF + b" "}, {"language": "deu"}], ids=["file", "field"]
)
async def test_the_same_key_for_something_else_is_a_conflict(api, changed):
    first = await api.send(headers={"Idempotency-Key": "order-7"})

    second = await api.send(headers={"Idempotency-Key": "order-7"}, **changed)

    assert (second.status_code, second.json()["code"]) == (409, "IDEMPOTENCY_CONFLICT")
    assert api.left_on_disk() == [first.json()["task_id"]]


async def test_the_same_key_at_the_same_time_makes_one_task(api):
    answers = await asyncio.gather(*(api.send(headers={"Idempotency-Key": "k"}) for _ in range(20)))

    assert {answer.status_code for answer in answers} == {202}
    task_ids = {answer.json()["task_id"] for answer in answers}
    assert len(task_ids) == 1
    assert api.left_on_disk() == sorted(task_ids)


@pytest.mark.parametrize("key", ["", " ", "k" * 256, "a b"])
async def test_an_odd_key_is_refused(api, key):
    answer = await api.send(headers={"Idempotency-Key": key})

    assert (answer.status_code, answer.json()["code"]) == (422, "VALIDATION_ERROR")


# -- the same document again ------------------------------------------------------------------------


async def test_the_same_document_with_the_same_options_has_its_result_at_once(api):
    first = await api.upload()
    await api.complete_next("Dear reader", outputs={"hocr": "<html/>"})

    answer = await api.send()

    second = answer.json()["task_id"]
    assert second != first
    assert answer.json()["status"] == "COMPLETED"
    assert (await api.get(f"/ocr/status/{second}")).json()["cached_from"] == first
    await api.http.delete(f"{PREFIX}/ocr/tasks/{first}")
    assert (await api.get(f"/ocr/result/{second}")).json()["text"] == "Dear reader"


async def test_other_options_are_another_document(api):
    await api.upload()
    await api.complete_next()

    assert (await api.send(language="deu")).json()["status"] == "QUEUED"


async def test_a_document_with_a_password_is_never_answered_from_another(api):
    await api.upload()
    await api.complete_next()

    assert (await api.send(password="x")).json()["status"] == "QUEUED"


async def test_a_result_whose_files_are_gone_is_made_anew(api):
    first = await api.upload()
    await api.complete_next()
    api.store.cleanup_task_files(first)

    assert (await api.send()).json()["status"] == "QUEUED"


# -- batches ----------------------------------------------------------------------------------------


def batch_of(*contents: bytes) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", (f"{number}.pdf", content)) for number, content in enumerate(contents, 1)]


async def test_a_batch_is_one_answer_for_many_documents(api):
    answer = await api.post("/ocr/batch", files=batch_of(files.PDF, files.png(), files.jpeg()))

    body = answer.json()
    assert answer.status_code == 202
    assert body["total"] == len(body["task_ids"]) == 3
    assert body["message"] == "Batch processing started with 3 documents"
    assert answer.headers["location"] == f"{PREFIX}/ocr/batch/{body['batch_id']}"
    assert (await api.queue.get(body["task_ids"][1])).media_type == "image/png"


async def test_a_batch_tells_its_progress(api):
    batch_id = (await api.post("/ocr/batch", files=batch_of(files.PDF, files.png()))).json()["batch_id"]
    await api.complete_next()
    await api.fail_next()

    answer = await api.get(f"/ocr/batch/{batch_id}")

    body = answer.json()
    assert (body["counts"]["COMPLETED"], body["counts"]["FAILED"], body["is_finished"]) == (1, 1, True)
    again = await api.get(f"/ocr/batch/{batch_id}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


async def test_one_bad_file_refuses_the_whole_batch_and_is_named(api):
    answer = await api.post("/ocr/batch", files=batch_of(files.PDF, b"just text", files.png()))

    assert (answer.status_code, answer.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert answer.json()["filename"] == "2.pdf"
    assert api.left_on_disk() == []
    assert (await api.queue.stats()).waiting[Priority.NORMAL] == 0


async def test_the_same_key_gives_the_same_batch(api):
    call = {"files": batch_of(files.PDF, files.png()), "headers": {"Idempotency-Key": "b"}}

    first, second = await api.post("/ocr/batch", **call), await api.post("/ocr/batch", **call)

    assert second.json() == first.json()
    assert len(api.left_on_disk()) == 2


async def test_a_batch_that_does_not_fit_into_the_queue_leaves_nothing(redis_url, tmp_path, monkeypatch):
    async with api_process(redis_url, tmp_path / "uploads") as api:
        whole = api.queue.enqueue
        calls = 0

        async def full_at_the_third(*args, **kwargs):
            nonlocal calls
            calls += 1
            if calls == 3:
                from ocr_service.errors import QueueFull

                raise QueueFull
            return await whole(*args, **kwargs)

        monkeypatch.setattr(api.queue, "enqueue", full_at_the_third)
        answer = await api.post("/ocr/batch", files=batch_of(files.PDF, files.png(), files.jpeg()))

        assert (answer.status_code, answer.json()["code"]) == (503, "QUEUE_FULL")
        assert answer.headers["retry-after"]
        assert api.left_on_disk() == []
        assert (await api.queue.stats()).waiting[Priority.NORMAL] == 0


async def test_too_many_files_are_refused(redis_url, tmp_path):
    async with api_process(redis_url, tmp_path / "uploads", config=ApiConfig(max_batch_files=2)) as api:
        answer = await api.post("/ocr/batch", files=batch_of(files.PDF, files.png(), files.jpeg()))

        assert (answer.status_code, answer.json()["code"]) == (413, "TOO_MANY_PARTS")
        assert api.left_on_disk() == []


async def test_strict_types_refuse_a_wrong_name(redis_url, tmp_path):
    policy = IntakePolicy(strict_types=True)
    async with api_process(redis_url, tmp_path / "uploads", policy=policy) as api:
        answer = await api.send(files.png(), "scan.pdf")

        assert (answer.status_code, answer.json()["code"]) == (415, "MEDIA_TYPE_MISMATCH")


async def test_the_request_id_goes_into_task_and_record(api):
    answer = await api.send(headers={"X-Request-ID": "call-42"})

    task_id = answer.json()["task_id"]
    assert answer.headers["x-request-id"] == "call-42"
    assert (await api.queue.get(task_id)).request_id == "call-42"
    assert json.loads((api.uploads / task_id / "task.json").read_bytes())["request_id"] == "call-42"
