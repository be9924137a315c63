"""How documents come in: once, however often they are sent."""

from __future__ import annotations

from dataclasses import replace

import pytest
import redis.asyncio

from ocr_service.domain.queue_values import Completion, Idempotency
from ocr_service.domain.status import Output, Priority, TaskStatus
from ocr_service.domain.task import IntakeRecord, Task, TaskOptions
from ocr_service.errors import IdempotencyConflict, ResultExpired
from ocr_service.queue import RedisQueueManager
from tests.support.records import make_record
from tests.support.redis_clock import RedisClock

ALL = tuple(Priority)


async def completed(queue: RedisQueueManager, record: IntakeRecord) -> Task:
    await queue.enqueue(record)
    claim = await queue.claim("w1", ALL)
    assert claim is not None
    await queue.complete(claim, Completion(head={"text": "Hallo"}, pages=2))
    task = await queue.get(record.id)
    assert task is not None
    return task


async def test_a_task_says_everything_its_record_said(queue: RedisQueueManager) -> None:
    options = TaskOptions(language="deu+eng", pages="1-3", outputs=(Output.JSON, Output.PDF))
    record = make_record(
        filename="Müller & Söhne\n.pdf",
        options=options,
        priority=Priority.LOW,
        owner="a:b c",
        user_metadata={"ref": [1, "ü"]},
        request_id="r1",
        source="folder",
        has_password=True,
    )

    task = (await queue.enqueue(record, password="geheim")).task

    for name in ("id", "file_path", "filename", "sha256", "bytes", "options", "priority", "owner", "source"):
        assert getattr(task, name) == getattr(record, name)
    assert (dict(task.user_metadata), task.has_password) == ({"ref": [1, "ü"]}, True)
    assert await queue.password(task.id) == "geheim"
    assert await queue.get(task.id) == task


async def test_the_seed_commands_work_as_written(queue: RedisQueueManager, raw: redis.asyncio.Redis) -> None:
    waiting = (await queue.enqueue(make_record())).task

    assert await raw.llen("queue:normal") == 1
    assert await raw.lrange("queue:normal", 0, -1) == [waiting.id]
    fields = await raw.hgetall(f"task:{waiting.id}")
    assert (fields["status"], fields["filename"], fields["language"]) == ("QUEUED", "letter.pdf", "eng")
    assert fields["retry_count"] == "0"


async def test_a_password_is_nowhere_but_in_its_own_key_and_goes_with_completion(
    queue: RedisQueueManager, raw: redis.asyncio.Redis
) -> None:
    record = make_record(has_password=True)
    await queue.enqueue(record, password="geheim")
    assert "geheim" not in str(await raw.hgetall(f"task:{record.id}"))
    assert await raw.ttl(f"secret:{record.id}") > 0

    claim = await queue.claim("w1", ALL)
    assert claim is not None
    await queue.complete(claim, Completion(head={}, pages=1))

    assert await queue.password(record.id) is None


async def test_a_known_id_is_enqueued_once(queue: RedisQueueManager, raw: redis.asyncio.Redis) -> None:
    record = make_record()
    first = await queue.enqueue(record)

    second = await queue.enqueue(record)

    assert (first.is_new, second.is_new, second.task) == (True, False, first.task)
    assert await raw.llen("queue:normal") == 1


async def test_an_idempotency_key_stands_for_one_upload(queue: RedisQueueManager) -> None:
    key = Idempotency(key="k 1:2", fingerprint="abc")
    first = await queue.enqueue(make_record(), idempotency=key)

    second = await queue.enqueue(make_record(), idempotency=key)

    assert (second.task, second.is_new) == (first.task, False)
    assert await queue.find_idempotent("", key) == first.task
    with pytest.raises(IdempotencyConflict):
        await queue.enqueue(make_record(), idempotency=replace(key, fingerprint="other"))
    with pytest.raises(IdempotencyConflict):
        await queue.find_idempotent("", replace(key, fingerprint="other"))


async def test_owners_never_share_an_idempotency_key(queue: RedisQueueManager) -> None:
    await queue.enqueue(make_record(owner="a"), idempotency=Idempotency(key="b:c", fingerprint="1"))

    other = await queue.enqueue(make_record(owner="a:b"), idempotency=Idempotency(key="c", fingerprint="2"))

    assert other.is_new


async def test_the_same_bytes_and_options_are_answered_from_the_cache(
    queue: RedisQueueManager, raw: redis.asyncio.Redis
) -> None:
    source = await completed(queue, make_record(sha256="5" * 64))
    again = make_record(sha256="5" * 64)

    found = await queue.find_cached(again)
    assert found == source
    cached = (await queue.enqueue_cached(again, source=found)).task

    assert (cached.status, cached.cached_from, cached.token) == (
        TaskStatus.COMPLETED,
        source.id,
        source.token,
    )
    assert await queue.result(cached.id) == {"text": "Hallo"}
    assert await raw.ttl(f"result:{cached.id}") > 86_000
    assert (await queue.audit()).findings == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"owner": "other"},
        {"sha256": "6" * 64},
        {"options": TaskOptions(language="deu")},
        {"has_password": True},
    ],
    ids=["other owner", "other bytes", "other options", "password"],
)
async def test_the_cache_answers_nothing_else(queue: RedisQueueManager, changes: dict[str, object]) -> None:
    await completed(queue, make_record(sha256="5" * 64))

    assert await queue.find_cached(make_record(**({"sha256": "5" * 64} | changes))) is None


async def test_an_expired_result_is_not_copied(queue: RedisQueueManager, raw: redis.asyncio.Redis) -> None:
    source = await completed(queue, make_record(sha256="5" * 64))
    await raw.delete(f"result:{source.id}")

    assert await queue.find_cached(make_record(sha256="5" * 64)) is None
    with pytest.raises(ResultExpired):
        await queue.enqueue_cached(make_record(sha256="5" * 64), source=source)


async def test_pending_tasks_start_oldest_first_and_by_owner(
    queue: RedisQueueManager, clock: RedisClock
) -> None:
    ids = []
    for number in range(6):
        record = make_record(hold=True, owner="ab"[number % 2])
        ids.append((await queue.enqueue(record)).task.id)
        clock.advance(seconds=1)

    assert await queue.claim("w1", ALL) is None
    assert await queue.start_pending(owner="b", limit=2) == 2
    claims = [await queue.claim("w1", ALL) for _ in range(3)]
    assert [claim.task.id for claim in claims if claim] == [ids[1], ids[3]]
    assert await queue.start_pending() == 4


async def test_more_pending_tasks_than_one_step_holds_all_start(queue: RedisQueueManager) -> None:
    for number in range(450):
        await queue.enqueue(make_record(hold=True, owner="a" if number % 3 else "b"))

    assert await queue.start_pending(owner="b") == 150
    assert await queue.start_pending() == 300
    assert (await queue.audit()).findings == ()
