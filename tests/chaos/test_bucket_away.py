"""A bucket that is away while workers read: they wait, and nothing is lost, charged, doubled or left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from ocr_service.domain.status import TaskStatus
from ocr_service.storage.s3.config import S3Config
from ocr_service.storage_settings import S3Settings
from tests.support.fleet import Fleet
from tests.support.processes.s3_server import S3Server
from tests.support.processes.s3_troubles import S3Troubles, refusal

NewFleet = Callable[..., AbstractAsyncContextManager[Fleet]]


async def test_workers_wait_for_a_bucket_that_is_away(
    new_fleet: NewFleet, s3_server: S3Server, s3_config: S3Config
) -> None:
    with S3Troubles(s3_server.endpoint) as between:
        bucket = S3Settings(
            bucket=s3_config.bucket,
            access_key=s3_config.access_key,
            secret_key=s3_config.secret_key,
            endpoint_url=between.endpoint,
            prefix=s3_config.prefix,
        )
        async with new_fleet(count=2, lease_s=5, bucket=bucket) as fleet:
            ids = await fleet.submit(8)
            between.trouble = lambda *_: refusal(503, "SlowDown")
            await asyncio.sleep(2)
            between.trouble = lambda *_: None

            tasks = list((await fleet.until_final(ids)).values())
            await fleet.sweep()

            assert {task.status for task in tasks} == {TaskStatus.COMPLETED}
            assert [task.retry_count + task.child_crashes for task in tasks] == [0] * 8
            assert set((await fleet.completions()).values()) == {1}
            assert fleet.wrong_texts(tasks) == []
            assert fleet.files_left(tasks) == []
