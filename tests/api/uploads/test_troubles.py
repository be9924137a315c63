"""Uploads by a link when the bucket, the line or the caller fails halfway: each its clear error, nothing lost, nothing left."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from ocr_service.domain.status import TaskStatus
from ocr_service.intake.upload_rules import UploadRules
from ocr_service.storage.s3.config import S3Config
from ocr_service.worker.janitor import Janitor
from ocr_service.worker.sweeping import SweepTimes
from tests.support import sample_files as files
from tests.support.api_process import ApiProcess, api_process
from tests.support.linked_uploads import PART, begin, code, complete, send, state, stored, uploaded
from tests.support.processes.s3_server import S3Server
from tests.support.processes.s3_troubles import S3Troubles, refusal


@pytest.fixture
def troubles(s3_server: S3Server) -> Iterator[S3Troubles]:
    with S3Troubles(s3_server.endpoint) as between:
        yield between


@pytest.fixture
async def beyond(
    redis_url: str, tmp_path: Path, s3_config: S3Config, troubles: S3Troubles
) -> AsyncIterator[ApiProcess]:
    """An API whose bucket lies beyond the troubles."""
    bucket = replace(s3_config, endpoint=troubles.endpoint, patience_s=0.3)
    async with api_process(redis_url, tmp_path / "uploads", bucket=bucket) as process:
        yield process


@pytest.fixture(params=["local", "s3"])
async def api(request: pytest.FixtureRequest, redis_url: str, tmp_path: Path) -> AsyncIterator[ApiProcess]:
    bucket = request.getfixturevalue("s3_config") if request.param == "s3" else None
    rules = UploadRules(part_bytes=PART)
    async with api_process(redis_url, tmp_path / "uploads", rules=rules, bucket=bucket) as process:
        yield process


async def sweep(api: ApiProcess) -> None:
    """One sweep to which everything is old enough."""
    times = SweepTimes(orphan_ttl_s=-1, settle_s=-1)
    await Janitor(queue=api.queue, store=api.store, times=times, every_s=1).sweep()


TROUBLES = {
    "full": (507, "InsufficientStorage", 507, "STORAGE_FULL"),
    "overloaded": (503, "SlowDown", 503, "STORAGE_UNAVAILABLE"),
    "broken": (500, "InternalError", 503, "STORAGE_UNAVAILABLE"),
    "read-only": (403, "AccessDenied", 503, "STORAGE_FAILED"),
    "of another clock": (403, "RequestTimeTooSkewed", 503, "STORAGE_UNAVAILABLE"),
}


@pytest.mark.parametrize(("status", "refused", "wanted", "named"), TROUBLES.values(), ids=TROUBLES)
async def test_a_completion_that_the_bucket_refuses_is_named_and_succeeds_later(
    beyond, troubles, status, refused, wanted, named
):
    begun = await uploaded(beyond)
    troubles.trouble = lambda method, _: refusal(status, refused) if method == "PUT" else None

    answer = await complete(beyond, begun, len(files.PDF))

    assert code(answer) == (wanted, named)
    troubles.trouble = lambda *_: None
    assert stored(beyond) == [begun["upload_id"]]  # what arrived, and no task
    assert (await complete(beyond, begun, len(files.PDF))).status_code == 202
    assert stored(beyond) == [begun["upload_id"]]  # the task, and nothing else


async def test_a_slow_bucket_is_waited_for(beyond, troubles):
    begun = await uploaded(beyond)
    troubles.delay_s = 0.4  # longer than what is spent on trying again

    assert (await complete(beyond, begun, len(files.PDF))).status_code == 202


async def test_a_silent_bucket_is_not_waited_for_without_end(
    redis_url, tmp_path, s3_config, troubles, beyond
):
    begun = await uploaded(beyond)
    hasty = replace(s3_config, endpoint=troubles.endpoint, patience_s=0.3, timeout_s=0.3)
    async with api_process(redis_url, tmp_path / "uploads", bucket=hasty) as api:
        troubles.delay_s = 1.5
        answer = await complete(api, begun, len(files.PDF))
        troubles.delay_s = 0

    assert code(answer) == (503, "STORAGE_UNAVAILABLE")
    assert int(answer.headers["retry-after"]) > 0
    assert (await complete(beyond, begun, len(files.PDF))).status_code == 202


async def test_what_cannot_be_removed_now_does_not_hold_up_the_task(beyond, troubles):
    begun = await uploaded(beyond)
    troubles.trouble = lambda method, address: (
        refusal(403, "AccessDenied") if method in ("DELETE", "POST") else None
    )

    answer = await complete(beyond, begun, len(files.PDF))
    troubles.trouble = lambda *_: None

    assert answer.status_code == 202
    assert len(stored(beyond)) == 2
    await sweep(beyond)
    assert stored(beyond) == [begun["upload_id"]]


async def test_what_is_still_arriving_is_not_completed(api):
    begun, arriving, half_sent = await begin(api), asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield files.PDF[:10]
        arriving.set()
        await half_sent.wait()
        yield files.PDF[10:]

    length = {"Content-Length": str(len(files.PDF))}
    sending = asyncio.create_task(send(api, begun["presigned_url"], slowly(), **length))
    await arriving.wait()
    answer = await complete(api, begun, len(files.PDF))
    half_sent.set()

    assert code(answer) == (409, "UPLOAD_INCOMPLETE")
    assert (await sending).status_code == 200
    assert (await complete(api, begun, len(files.PDF))).status_code == 202


async def test_what_is_never_completed_is_removed_with_its_time(api):
    whole = await uploaded(api)
    in_parts = await begin(api, size=PART + 1, method="PARTS")
    await send(api, in_parts["parts"][1]["url"], b"x")
    for begun in (whole, in_parts):
        await api.queue._client.hset(f"upload:{begun['upload_id']}", "expires_ms", 1)

    await sweep(api)

    assert stored(api) == []
    assert (await state(api, whole))["status"] == "EXPIRED"


async def test_parts_that_a_dead_client_left_are_gone_on_with(api):
    """The client dies in the middle of the first part; another one asks what is there, and sends the rest."""
    content = files.PDF + bytes(PART)
    begun = await begin(api, size=len(content), method="PARTS")
    await send(api, begun["parts"][1]["url"], content[PART:])

    async def dies() -> AsyncIterator[bytes]:
        yield content[:1000]
        raise ConnectionError

    with suppress(ConnectionError, httpx2.HTTPError):
        answer = await send(api, begun["parts"][0]["url"], dies(), **{"Content-Length": str(PART)})
        assert answer.is_error
    left = [part for part in (await state(api, begun))["parts"] if not part["is_there"]]

    assert [part["number"] for part in left] == [1]
    await send(api, left[0]["url"], content[:PART])
    assert (await complete(api, begun, len(content))).status_code == 202
    task = await api.queue.get(begun["upload_id"])
    assert (task.status, task.sha256) == (TaskStatus.QUEUED, hashlib.sha256(content).hexdigest())


async def test_bytes_that_changed_on_the_way_do_not_arrive_where_the_client_says_their_sum(
    redis_url, tmp_path, s3_config
):
    async with api_process(redis_url, tmp_path / "uploads", bucket=s3_config) as api:
        begun = await begin(api)
        sums = {"Content-MD5": base64.b64encode(hashlib.md5(b"other").digest()).decode()}
        async with httpx2.AsyncClient(trust_env=False) as http:
            answer = await http.put(begun["presigned_url"], content=files.PDF, headers=sums)

        assert answer.status_code == 400
        assert code(await complete(api, begun, len(files.PDF))) == (409, "UPLOAD_INCOMPLETE")
