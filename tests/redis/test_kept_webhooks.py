"""Webhooks outlive Redis' memory: what it forgot comes back from the file, and who was forgotten is told what ended."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import redis.asyncio

from ocr_service.domain.notification import SUBSCRIBABLE, EventKind, Secret
from ocr_service.domain.queue_values import Completion
from ocr_service.errors import StorageFailed
from ocr_service.notifications.book import WebhookBook
from ocr_service.queue import RedisQueueManager
from ocr_service.storage.webhook_file import WebhookFile
from tests.redis.test_outbox import end, fail, hook, told
from tests.support.redis_clock import RedisClock

CHANGES = "subscriptions:changes"
SECRETS = (Secret(text="whsec_new"), Secret(text="whsec_old", until_ms=7))


@pytest.fixture
def file(tmp_path: Path) -> WebhookFile:
    return WebhookFile(tmp_path)


@pytest.fixture
def book(queue: RedisQueueManager, file: WebhookFile) -> WebhookBook:
    return WebhookBook(queue, file)


async def test_an_emptied_redis_gets_its_webhooks_back(
    queue: RedisQueueManager, book: WebhookBook, raw: redis.asyncio.Redis
):
    for each in (hook(secrets=SECRETS, description="shop"), hook("wh_b", owner="an:na*"), hook("wh_c")):
        await queue.subscribe(each)
    await queue.unsubscribe("wh_c")
    secret = await queue.signing_secret("whsec_service")
    before = await queue.subscriptions()
    await book.reconcile()
    await raw.flushall()

    await book.reconcile()

    assert await queue.subscriptions() == before
    assert await queue.signing_secret("whsec_other") == secret
    await end(queue)
    await end(queue, owner="an:na*")
    assert await told(queue) == ["task.completed wh_a"] * 2 + ["task.completed wh_b"]


async def test_who_was_forgotten_is_told_of_what_ended_meanwhile_once(
    queue: RedisQueueManager, book: WebhookBook, raw: redis.asyncio.Redis
):
    await queue.subscribe(hook(events=SUBSCRIBABLE))
    await book.reconcile()
    await raw.flushall()
    await queue.create_batch("b", owner="", total=2)
    await end(queue, Completion(head={"needs_review": True}, pages=1), batch_id="b")
    await end(queue, batch_id="b")
    await fail(queue)
    forgotten = await told(queue)

    await book.reconcile()
    await raw.hdel(CHANGES, "epoch")  # as when a notifier dies before it could write that it is done
    await book.reconcile()

    assert forgotten == []
    assert await told(queue) == [
        "batch.completed wh_a",
        "dead_letter.created wh_a",
        "task.completed wh_a",
        "task.completed wh_a",
        "task.failed wh_a",
        "task.needs_review wh_a",
    ]


async def test_the_last_second_that_redis_lost_is_made_good(
    queue: RedisQueueManager, book: WebhookBook, raw: redis.asyncio.Redis, clock: RedisClock
):
    removed, rotated, made = hook("wh_removed"), hook("wh_rotated", secrets=SECRETS[1:]), hook("wh_made")
    await queue.subscribe(removed)
    await queue.subscribe(rotated)
    await queue.unsubscribe("wh_removed")
    await queue.replace_secrets(replace(rotated, secrets=SECRETS))
    await queue.subscribe(made)
    await book.reconcile()
    # Redis as it was before the last three changes, and one that came since.
    await queue.unsubscribe("wh_made")
    await queue.replace_secrets(rotated)
    await queue.subscribe(removed)
    clock.advance(seconds=1)
    await queue.subscribe(hook("wh_since"))
    await raw.hset(CHANGES, "version", "3")

    await book.reconcile()

    assert {each.id for each in await queue.subscriptions()} == {"wh_rotated", "wh_made", "wh_since"}
    assert (await queue.subscription("wh_rotated")).secrets == SECRETS


async def test_webhooks_of_an_earlier_version_are_kept_at_the_first_look(
    queue: RedisQueueManager, book: WebhookBook, file: WebhookFile, tmp_path: Path
):
    nothing = file.read()
    await book.reconcile()
    nothing_yet = file.read()
    await queue.subscribe(hook())
    await book.reconcile()

    assert (nothing, nothing_yet) == (None, None)
    assert [each.id for each in file.read().subscriptions] == ["wh_a"]
    assert (tmp_path / ".keys" / "webhooks.json").stat().st_mode & 0o777 == 0o600


async def test_a_process_that_is_late_writes_nothing_over(
    queue: RedisQueueManager, book: WebhookBook, file: WebhookFile
):
    await queue.subscribe(hook())
    earlier = await queue.stored_subscriptions()
    await queue.subscribe(hook("wh_b", events=(EventKind.TASK_FAILED,)))
    await book.reconcile()

    file.write(earlier)

    assert [each.id for each in file.read().subscriptions] == ["wh_a", "wh_b"]


async def test_a_damaged_file_is_named_and_stops_nobody_from_being_told(
    queue: RedisQueueManager, book: WebhookBook, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    await queue.subscribe(hook())
    await book.reconcile()
    (tmp_path / ".keys" / "webhooks.json").write_text('{"epoch": ')

    await book.try_to_reconcile()

    assert caplog.messages == ["Webhooks not kept"]
    with pytest.raises(StorageFailed, match="damaged"):
        await book.reconcile()
