"""Uploads by signed links, over a folder and over a real bucket: the same calls, the same answers."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from ocr_service.api.api_keys import parse_keys
from ocr_service.api.config import ApiConfig
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.errors import UploadNotFound
from ocr_service.intake.upload_sessions import UploadRules
from ocr_service.tasks import process_batch_upload, process_urgent_upload
from tests.support import sample_files as files
from tests.support.api_process import PREFIX, ApiProcess, api_process
from tests.support.linked_uploads import PART, begin, code, complete, send, state, stored, uploaded


@pytest.fixture(params=["local", "s3"])
async def api(request: pytest.FixtureRequest, redis_url: str, tmp_path: Path) -> AsyncIterator[ApiProcess]:
    bucket = request.getfixturevalue("s3_config") if request.param == "s3" else None
    rules = UploadRules(part_bytes=PART)
    async with api_process(redis_url, tmp_path / "uploads", rules=rules, bucket=bucket) as process:
        yield process


async def test_a_document_comes_by_a_link_and_is_read(api):
    begun = await begin(api, language="deu", priority="high")
    assert begun["status"] == "CREATED"
    await send(api, begun["presigned_url"], files.PDF)
    assert (await state(api, begun))["status"] == "UPLOADED"

    answer = await complete(api, begun, len(files.PDF))

    task = await api.queue.get(begun["upload_id"])
    assert (answer.status_code, answer.json()["task_id"]) == (202, begun["upload_id"])
    assert (task.status, task.options.language, task.priority) == (TaskStatus.QUEUED, "deu", "high")
    assert task.sha256 == hashlib.sha256(files.PDF).hexdigest()
    assert api.store.fetch(task.file_path, 1).read_bytes() == files.PDF
    assert stored(api) == [task.id]
    told = await state(api, begun)
    assert (told["status"], told["ocr_status"], told["presigned_url"]) == ("COMPLETED", "processing", None)


async def test_a_completion_may_be_repeated(api):
    begun = await uploaded(api)

    answers = [await complete(api, begun, len(files.PDF)) for _ in range(2)]
    answers += await asyncio.gather(*(complete(api, begun, len(files.PDF)) for _ in range(3)))

    assert {(answer.status_code, answer.json()["task_id"]) for answer in answers} == {
        (202, begun["upload_id"])
    }
    assert (await api.queue.stats()).waiting["normal"] == 1


async def test_of_several_completions_at_once_one_reads_the_file(api):
    begun = await uploaded(api)

    answers = await asyncio.gather(*(complete(api, begun, len(files.PDF)) for _ in range(4)))

    assert {answer.status_code for answer in answers} <= {202, 409}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {"UPLOAD_BUSY"}
    assert (await complete(api, begun, len(files.PDF))).status_code == 202
    assert (await api.queue.stats()).waiting["normal"] == 1


WRONG = {
    "another key": ({"s3_key": "uploads/other"}, 422, "UPLOAD_KEY_MISMATCH"),
    "another size": ({"size": 7}, 422, "UPLOAD_SIZE_MISMATCH"),
    "an unknown upload": ({"upload_id": "0b5ae0f4-6a1f-4a0e-9d3c-1d5b3f0c9a77"}, 404, "UPLOAD_NOT_FOUND"),
    "no id": ({"upload_id": "../../etc"}, 404, "UPLOAD_NOT_FOUND"),
    "no size": ({"size": None}, 422, "VALIDATION_ERROR"),
    "an unknown member": ({"colour": "red"}, 422, "VALIDATION_ERROR"),
}


async def test_a_wrong_completion_is_named_and_loses_nothing(api):
    begun = await uploaded(api)

    answers = {
        name: await complete(api, begun, len(files.PDF), **changes) for name, (changes, _, _) in WRONG.items()
    }

    assert {name: code(answer) for name, answer in answers.items()} == {
        name: (status, wanted) for name, (_, status, wanted) in WRONG.items()
    }
    assert (await complete(api, begun, len(files.PDF))).status_code == 202


CONTENTS = {
    "another type": (files.png(3, 4), {}, 415, "MEDIA_TYPE_MISMATCH"),
    "no type at all": (b"just words", {}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    "another hash": (files.PDF, {"sha256": "0" * 64}, 422, "UPLOAD_HASH_MISMATCH"),
    "another size than announced": (files.PDF, {"size": 10_000}, 422, "UPLOAD_SIZE_MISMATCH"),
    "too many pixels": (files.png(60_000, 60_000), {"file_type": "image/png"}, 422, "IMAGE_TOO_LARGE"),
}


async def test_a_file_that_is_not_what_was_announced_is_no_task(api):
    for name, (content, told, status, wanted) in CONTENTS.items():
        begun = await uploaded(api, content, **told)

        answer = await complete(api, begun, len(content))

        assert code(answer) == (status, wanted), name
        assert await api.queue.get(begun["upload_id"]) is None
        assert (await state(api, begun))["status"] == "UPLOADED"
    assert [task.id for task in api.store.tasks()] == []


async def test_a_right_hash_is_accepted_in_capitals(api):
    begun = await uploaded(api, sha256=hashlib.sha256(files.PDF).hexdigest().upper())

    assert (await complete(api, begun, len(files.PDF))).status_code == 202


async def test_an_upload_that_has_not_arrived_is_not_completed(api):
    begun = await begin(api)

    answer = await complete(api, begun, 1024)

    assert code(answer) == (409, "UPLOAD_INCOMPLETE")
    assert int(answer.headers["retry-after"]) > 0
    assert (await state(api, begun))["status"] == "CREATED"


ANNOUNCED = {
    "a type that is not read": ({"file_type": "video/mp4"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    "too much": ({"size": 10**10}, 413, "FILE_TOO_LARGE"),
    "parts without a size": ({"method": "PARTS"}, 422, "VALIDATION_ERROR"),
    "an unknown language": ({"language": "xxx"}, 422, "INVALID_LANGUAGE"),
    "an unknown member": ({"colour": "red"}, 422, "VALIDATION_ERROR"),
    "no hash": ({"sha256": "12"}, 422, "VALIDATION_ERROR"),
    "no name": ({"filename": ""}, 422, "VALIDATION_ERROR"),
}


async def test_a_wrong_announcement_is_refused_before_anything_is_sent(api):
    for name, (told, status, wanted) in ANNOUNCED.items():
        body = {"filename": "test.pdf", "file_type": "application/pdf", **told}
        assert code(await api.post("/uploads/initiate", json=body)) == (status, wanted), name


async def test_a_name_is_display_text_alone(api):
    begun = await begin(api, filename="../../etc/<b>passwd\x00.pdf")

    assert begun["s3_key"].endswith(f"uploads/{begun['upload_id']}/content")
    assert "/" not in begun["filename"]


async def test_a_given_up_upload_leaves_nothing(api):
    begun = await uploaded(api)

    answers = [await api.http.delete(f"/api/uploads/{begun['upload_id']}") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 404]
    assert stored(api) == []
    assert code(await complete(api, begun, len(files.PDF))) == (404, "UPLOAD_NOT_FOUND")


async def test_a_large_upload_is_resumed_by_part(api):
    content = files.PDF + bytes(PART)
    begun = await begin(api, size=len(content), method="PARTS")
    second = begun["parts"][1]
    await send(api, second["url"], content[PART:])
    answer = await complete(api, begun, len(content))
    assert (code(answer), answer.json()["missing_parts"]) == ((409, "UPLOAD_INCOMPLETE"), [1])
    left = (await state(api, begun))["parts"]
    assert [(part["number"], part["is_there"], part["url"] is None) for part in left] == [
        (1, False, False),
        (2, True, True),
    ]

    assert (await send(api, left[0]["url"], content[:PART])).status_code == 200
    answer = await complete(api, begun, len(content))

    assert answer.status_code == 202, answer.text
    task = await api.queue.get(begun["upload_id"])
    assert (task.bytes, task.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert stored(api) == [task.id]


async def test_an_upload_whose_time_is_over_is_told_so(api):
    begun = await uploaded(api)
    await api.queue._client.hset(f"upload:{begun['upload_id']}", "expires_ms", 1)

    answer = await complete(api, begun, len(files.PDF))

    assert code(answer) == (410, "UPLOAD_EXPIRED")
    assert (await state(api, begun))["status"] == "EXPIRED"


async def test_a_completion_that_was_cut_short_is_taken_up_again(api):
    """The process died between the record and the enqueue; another call comes later."""
    begun = await uploaded(api)
    await complete(api, begun, len(files.PDF))
    await api.queue._client.flushall()
    key = f"upload:{begun['upload_id']}"
    values = {"state": "COMPLETING", "key": begun["s3_key"], "filename": "test.pdf", "claimed_ms": 1}
    await api.queue._client.hset(key, mapping={**values, "expires_ms": 1})

    answer = await complete(api, begun, len(files.PDF))

    assert (answer.status_code, answer.json()["task_id"]) == (202, begun["upload_id"])
    assert (await api.queue.get(begun["upload_id"])).status is TaskStatus.QUEUED


async def test_what_the_link_carries_later_does_not_change_the_document(api):
    begun = await uploaded(api)
    await complete(api, begun, len(files.PDF))

    await send(api, begun["presigned_url"], b"something else")

    task = await api.queue.get(begun["upload_id"])
    assert api.store.fetch(task.file_path, 1).read_bytes() == files.PDF


async def test_another_owners_upload_does_not_exist(redis_url, tmp_path):
    keys = ApiConfig(version="test", keys=parse_keys(["ann:ann-key-123", "bob:bob-key-123"]))
    async with api_process(redis_url, tmp_path / "uploads", config=keys) as api:
        ann, bob = ({"X-API-Key": f"{name}-key-123"} for name in ("ann", "bob"))
        body = {"filename": "test.pdf"}
        begun = (await api.post("/uploads/initiate", json=body, headers=ann)).json()
        sent = await send(api, begun["presigned_url"], files.PDF)
        told = {"upload_id": begun["upload_id"], "s3_key": begun["s3_key"], "size": len(files.PDF)}

        answers = [
            await api.post("/uploads/complete", json=told, headers=bob),
            await api.get(f"/uploads/{begun['upload_id']}/status", headers=bob),
            await api.http.delete(f"/api/uploads/{begun['upload_id']}", headers=bob),
        ]

        assert sent.status_code == 200
        assert [code(answer) for answer in answers] == [(404, "UPLOAD_NOT_FOUND")] * 3
        assert (await api.post("/uploads/complete", json=told)).status_code == 401
        assert (await api.post("/uploads/complete", json=told, headers=ann)).status_code == 202
        assert (await api.queue.get(begun["upload_id"])).owner == "ann"


async def test_a_link_of_ours_is_good_for_one_upload_and_a_while(redis_url, tmp_path):
    async with api_process(redis_url, tmp_path / "uploads") as api:
        begun, other = await begin(api), await begin(api)
        query = urlsplit(begun["presigned_url"]).query
        late = api.app.state.context.upload_links.query(begun["upload_id"], 0, expires_s=-1)
        address = f"{PREFIX}/uploads/{{}}/content?{{}}"

        answers = [
            await api.http.put(address.format(other["upload_id"], query), content=files.PDF),
            await api.http.put(address.format(begun["upload_id"], f"{query}&part=1"), content=files.PDF),
            await api.http.put(address.format(begun["upload_id"], late), content=files.PDF),
        ]
        empty = await api.http.put(address.format(begun["upload_id"], query), content=b"")

        assert [code(answer) for answer in answers] == [(403, "UPLOAD_LINK_INVALID")] * 3
        assert code(empty) == (422, "EMPTY_FILE")
        assert stored(api) == [begun["upload_id"]]  # an empty folder, swept with its time
        assert api.store.uploads.size(begun["upload_id"]) is None


async def test_more_than_was_announced_is_refused_while_it_streams(redis_url, tmp_path):
    async with api_process(redis_url, tmp_path / "uploads") as api:
        begun = await begin(api, size=10)

        answer = await send(api, begun["presigned_url"], files.PDF * 100)

        assert code(answer) == (413, "FILE_TOO_LARGE")
        assert api.store.uploads.size(begun["upload_id"]) is None


async def test_uploads_can_be_switched_off_and_reading_put_off(redis_url, tmp_path):
    body = {"filename": "test.pdf"}
    async with api_process(redis_url, tmp_path / "a", rules=UploadRules(is_enabled=False)) as api:
        assert code(await api.post("/uploads/initiate", json=body)) == (404, "UPLOADS_DISABLED")

    async with api_process(redis_url, tmp_path / "b", rules=UploadRules(reads_at_once=False)) as api:
        begun = await uploaded(api)
        await complete(api, begun, len(files.PDF))
        assert (await api.queue.get(begun["upload_id"])).status is TaskStatus.PENDING
        assert (await state(api, begun))["ocr_status"] == "pending"
        assert (await api.queue.start(begun["upload_id"])).status is TaskStatus.QUEUED


async def test_a_form_is_bounded_by_the_bucket_itself(redis_url, tmp_path, s3_config):
    async with api_process(redis_url, tmp_path / "uploads", bucket=s3_config) as api:
        begun = await begin(api, method="POST", size=len(files.PDF))
        async with httpx2.AsyncClient(trust_env=False) as http:

            async def post(content: bytes) -> int:
                file = {"file": ("test.pdf", content)}
                answer = await http.post(begun["presigned_url"], data=begun["form_fields"], files=file)
                return answer.status_code

            refused, taken = await post(files.PDF * 2), await post(files.PDF)

        assert (refused, taken) == (400, 204)
        assert (await complete(api, begun, len(files.PDF))).status_code == 202


async def test_an_upload_is_started_from_python_by_its_id(redis_url, tmp_path):
    async with api_process(redis_url, tmp_path / "b", rules=UploadRules(reads_at_once=False)) as api:
        sessions = api.app.state.context.uploads
        waiting, sent = await uploaded(api), await uploaded(api)
        await complete(api, waiting, len(files.PDF))

        tasks = [
            await sessions.start(waiting["upload_id"], Priority.HIGH),
            await sessions.start(sent["upload_id"], Priority.LOW),
            await sessions.start(sent["upload_id"], Priority.LOW),
        ]

        assert [(task.status, task.priority) for task in tasks] == [
            (TaskStatus.QUEUED, Priority.HIGH),
            (TaskStatus.QUEUED, Priority.LOW),
            (TaskStatus.QUEUED, Priority.LOW),
        ]
        with pytest.raises(UploadNotFound):
            await sessions.start("0b5ae0f4-6a1f-4a0e-9d3c-1d5b3f0c9a77", Priority.HIGH)


@pytest.mark.parametrize(
    ("starter", "priority"), [(process_urgent_upload, Priority.HIGH), (process_batch_upload, Priority.LOW)]
)
async def test_a_task_function_takes_the_id_of_an_upload(
    monkeypatch, redis_url, tmp_path, s3_config, starter, priority
):
    variables = {
        "REDIS_URL": redis_url,
        "UPLOAD_DIR": str(tmp_path / "of-the-caller"),
        "S3_BUCKET": s3_config.bucket,
        "S3_ENDPOINT_URL": s3_config.endpoint,
        "S3_ACCESS_KEY": s3_config.access_key,
        "S3_SECRET_KEY": s3_config.secret_key,
        "S3_PREFIX": s3_config.prefix,
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    async with api_process(redis_url, tmp_path / "of-the-api", bucket=s3_config) as api:
        begun = await uploaded(api)

        started = starter.delay(begun["upload_id"])

        task = await api.queue.get(started.id)
        assert (task.id, task.status, task.priority) == (begun["upload_id"], TaskStatus.QUEUED, priority)
        assert (await state(api, begun))["status"] == "COMPLETED"
        assert stored(api) == [task.id]
