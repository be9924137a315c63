"""Receivers that behave, and those that do not: each is told at least once or becomes a dead letter of the outbox."""

from __future__ import annotations

import asyncio

import pytest
from standardwebhooks import Webhook

from ocr_service.domain.notification import EventKind, NotificationState, Secret
from tests.notifier.conftest import SECRET, Desk, callback
from tests.support import receiver as behaviour
from tests.support.processes.patience import LONGER_S
from tests.support.receiver import receiver


async def test_a_completed_task_is_told_with_its_result_and_a_signature_that_verifies(desk: Desk):
    async with receiver() as hook, desk.notifying():
        await desk.subscribe(hook.url, secrets=(Secret(text=SECRET),))
        task_id = await desk.end_task(head={"category": "letter"}, text="Dear Anna")
        (told,) = await hook.until(1)
        await desk.until_settled()

    assert Webhook(SECRET).verify(told.body, told.headers) == told.json
    assert told.json["type"] == "task.completed"
    assert told.json["data"]["task_id"] == task_id
    result = told.json["data"]["result"]
    assert (result["schema_version"], result["category"], result["text"]) == (2, "letter", "Dear Anna")
    assert not {"outputs", "stage_times"} & result.keys()
    assert told.json["data"]["links"]["result"] == f"/api/v1/ocr/result/{task_id}"


async def test_a_large_result_is_left_to_its_link(desk: Desk):
    async with receiver() as hook, desk.notifying():
        await desk.subscribe(hook.url)
        await desk.end_task(text="word " * 5_000)
        (told,) = await hook.until(1)

    assert len(told.body) < 20_000
    assert told.json["data"]["result"] is None
    assert told.json["data"]["links"]["result"]


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        (behaviour.status(500), "HTTP 500"),
        (behaviour.status(404), "HTTP 404"),
        (behaviour.status(302, location="http://127.0.0.1:1/"), "redirects are not followed"),
        (behaviour.hang, "no answer within 0.2 s"),
        (behaviour.one_byte_a_second, "no answer within 0.2 s"),
        (behaviour.close_early, "RemoteProtocolError"),
    ],
    ids=["500", "404", "redirect", "hangs", "one byte a second", "closes early"],
)
async def test_a_receiver_that_does_not_take_it_is_tried_again_until_it_is_a_dead_letter(
    desk: Desk, answer, detail
):
    async with receiver(answer) as hook, desk.notifying(max_attempts=2, timeout_seconds=0.2):
        await desk.subscribe(hook.url)
        await desk.end_task()
        await hook.until(2)
        await desk.until_settled()
        (dead,) = (await desk.queue.notifications(NotificationState.DEAD)).notifications

    assert len(set(hook.ids)) == 1
    assert dead.attempts == 2
    assert detail in dead.last_detail


async def test_a_slow_receiver_is_waited_for_and_told_once(desk: Desk):
    async with receiver(behaviour.slow(0.3)) as hook, desk.notifying(timeout_seconds=LONGER_S):
        await desk.subscribe(hook.url)
        await desk.end_task()
        await desk.until_settled()
        (tried,) = await desk.queue.deliveries("wh_test")

    assert (tried.outcome, tried.status) == ("delivered", 200)
    assert tried.duration_ms >= 300
    assert len(hook.received) == 1


async def test_a_receiver_that_comes_back_is_told_what_it_missed(desk: Desk):
    async with receiver(behaviour.status(500)) as hook, desk.notifying():
        await desk.subscribe(hook.url)
        await desk.end_task()
        await hook.until(3)
        hook.answer = behaviour.status(204)
        await desk.until_settled()

    assert len(set(hook.ids)) == 1
    assert (await desk.queue.stats()).outbox.ended_total["delivered"] == 1


async def test_an_answer_without_end_is_a_yes_whose_words_nobody_reads(desk: Desk):
    async with receiver(behaviour.endless_body) as hook, desk.notifying():
        await desk.subscribe(hook.url)
        await desk.end_task()
        await desk.until_settled()

    assert len(hook.received) == 1
    assert (await desk.queue.stats()).outbox.ended_total["delivered"] == 1


async def test_410_ends_the_subscription_and_what_waits_for_it(desk: Desk):
    async with receiver(behaviour.status(410)) as hook, desk.notifying():
        await desk.subscribe(hook.url)
        await desk.end_task()
        await desk.until_settled()
        await desk.end_task()
        ended = await desk.queue.subscription("wh_test")
        waiting = (await desk.queue.stats()).outbox.waiting
        await desk.queue.resume_subscription("wh_test")
        await desk.end_task()
        await hook.until(2)

    assert ended is not None
    assert ended.ended_at_ms > 0
    assert "410" in ended.ended_reason
    assert waiting == 0


async def test_the_address_of_the_settings_ends_with_410_as_well(desk: Desk):
    async with receiver(behaviour.status(410)) as hook, desk.notifying(standing=hook.url):
        for _ in range(2):
            await desk.queue.ping_subscription("settings")
            await desk.until_settled()

    assert len(hook.received) == 1


async def test_a_receiver_that_asks_for_time_gets_it(desk: Desk):
    async with receiver(behaviour.status(503, retry_after="60")) as hook, desk.notifying():
        await desk.subscribe(hook.url)
        await desk.end_task()
        await hook.until(1)
        await desk.until(lambda: _has_tried(desk))
        (waiting,) = (await desk.queue.notifications(NotificationState.WAITING)).notifications

    assert waiting.due_at_ms - await desk.queue.now_ms() > 50_000


async def _has_tried(desk: Desk) -> bool:
    return bool(await desk.queue.deliveries("wh_test"))


async def test_one_that_hangs_keeps_no_other_waiting(desk: Desk):
    # The one that hangs is the first to leave: a notifier that stops ends what it has in hand.
    async with receiver() as hook, desk.notifying(timeout_seconds=LONGER_S), receiver(behaviour.hang) as deaf:
        await desk.subscribe(deaf.url, id="wh_deaf")
        for _ in range(30):
            await desk.end_task()
        await desk.subscribe(hook.url)
        await desk.end_task()
        await hook.until(1)

        assert deaf.most_open <= 4


async def test_an_upload_names_its_own_address_and_events(desk: Desk):
    async with receiver() as hook, desk.notifying():
        wanted = callback(hook.url, EventKind.TASK_NEEDS_REVIEW)
        await desk.end_task(callback=wanted)
        task_id = await desk.end_task(callback=wanted, head={"needs_review": True})
        await hook.until(1)
        await desk.until_settled()

    (told,) = hook.received
    assert (told.json["type"], told.json["data"]["task_id"]) == ("task.needs_review", task_id)
    assert Webhook(SECRET).verify(told.body, told.headers)


async def test_a_batch_is_told_once_when_its_last_document_has_ended(desk: Desk):
    async with receiver() as hook, desk.notifying():
        await desk.queue.create_batch(
            "b1", owner="", total=2, callback=callback(hook.url, EventKind.BATCH_COMPLETED)
        )
        for _ in range(2):
            await desk.end_task(batch_id="b1")
        await hook.until(1)
        await desk.until_settled()

    (told,) = hook.received
    assert told.json["type"] == "batch.completed"
    assert told.json["data"]["counts"]["COMPLETED"] == 2


async def test_secrets_sign_side_by_side_while_they_are_changed(desk: Desk):
    new, over = "whsec_" + "bmV3c2Vj" * 4, SECRET
    async with receiver() as hook, desk.notifying():
        ended = Secret(text="whsec_" + "b2xkb2xk" * 4, until_ms=1)
        await desk.subscribe(hook.url, secrets=(Secret(text=new), Secret(text=over), ended))
        await desk.end_task()
        (told,) = await hook.until(1)

    assert len(told.headers["webhook-signature"].split()) == 2
    assert Webhook(new).verify(told.body, told.headers) == Webhook(over).verify(told.body, told.headers)


async def test_a_stopping_notifier_lets_deliveries_end(desk: Desk):
    async with receiver(behaviour.slow(0.3)) as hook:
        await desk.subscribe(hook.url)
        async with desk.notifying():
            await desk.end_task()
            await hook.until(1)
        await asyncio.sleep(0)

        assert (await desk.queue.stats()).outbox.ended_total["delivered"] == 1
