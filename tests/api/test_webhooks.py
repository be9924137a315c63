"""Webhooks and the outbox over HTTP: who may make what, and what comes of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import redis.asyncio

from ocr_service.api.api_keys import parse_keys
from ocr_service.api.config import ApiConfig
from ocr_service.domain.notification import Delivery, NotificationState, Outcome
from tests.support.api_process import PREFIX, ApiProcess, api_process

URL = "https://hooks.example.org/ocr"
ANNA, BEN, OPERATOR = {"X-API-Key": "a-key"}, {"X-API-Key": "b-key"}, {"X-API-Key": "op-key"}


@dataclass(frozen=True)
class Hooks:
    """Calls that tests make again and again."""

    api: ApiProcess

    async def call(self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> Any:
        return await self.api.http.request(method, PREFIX + path, headers=headers or {}, **more)

    async def make(self, headers: dict[str, str] | None = None, **body: Any) -> dict[str, Any]:
        answer = await self.call("POST", "/webhooks", headers, json={"url": URL} | body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def waiting(self) -> list[tuple[str, str]]:
        """Event and webhook of each entry that waits."""
        page = await self.api.queue.notifications(NotificationState.WAITING)
        return sorted((each.event.kind.value, each.subscription) for each in page.notifications)

    async def give_up(self, status: int = 500) -> list[str]:
        """Let a notifier fail at what is due; returns the ids."""
        claim = await self.api.queue.claim_notifications("n", room=50, busy={}, lease_s=30)
        failed = Delivery(outcome=Outcome.FAILED, status=status, detail=f"HTTP {status}", duration_ms=12)
        for each in claim.notifications:
            await self.api.queue.settle(each, failed, NotificationState.DEAD)
        return [each.id for each in claim.notifications]


@pytest.fixture
async def hooks(api: ApiProcess) -> Hooks:
    return Hooks(api)


@pytest.fixture
async def guarded(redis_url, tmp_path) -> AsyncIterator[Hooks]:
    config = ApiConfig(keys=parse_keys(["anna:a-key", "ben:b-key"]), operator_keys=parse_keys(["ops:op-key"]))
    async with api_process(redis_url, tmp_path / "uploads", config=config) as api:
        yield Hooks(api)


async def test_a_webhook_is_made_listed_renewed_and_removed(hooks):
    made = await hooks.make(events=["task.failed", "task.completed"], description="shop")
    path = f"/webhooks/{made['id']}"
    renewed = (await hooks.call("POST", f"{path}/rotate", json={"overlap_seconds": 60})).json()
    listed = (await hooks.call("GET", "/webhooks")).json()["webhooks"]
    stored = await hooks.api.queue.subscription(made["id"])
    removed = await hooks.call("DELETE", path)

    assert made["events"] == ["task.completed", "task.failed"]
    assert made["secret"].startswith("whsec_") and renewed["secret"] != made["secret"]
    assert [secret.text for secret in stored.secrets] == [renewed["secret"], made["secret"]]
    assert [each["id"] for each in listed] == [made["id"]]
    assert "secret" not in listed[0]
    assert removed.status_code == 204
    assert (await hooks.call("GET", path)).json()["code"] == "SUBSCRIPTION_NOT_FOUND"


async def test_a_redis_that_was_emptied_is_given_its_webhooks_back_when_somebody_looks(hooks, redis_url):
    made = await hooks.make()
    secret = (await hooks.call("GET", "/webhooks/secret")).json()
    async with redis.asyncio.Redis.from_url(redis_url) as raw:
        await raw.flushall()

    listed = (await hooks.call("GET", "/webhooks")).json()["webhooks"]

    assert [each["id"] for each in listed] == [made["id"]]
    assert (await hooks.call("GET", "/webhooks/secret")).json() == secret


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"url": "nowhere"}, "INVALID_WEBHOOK_URL"),
        ({"url": "http://10.0.0.1/"}, "BLOCKED_WEBHOOK_URL"),
        ({"url": URL, "events": ["task.exploded"]}, "VALIDATION_ERROR"),
        ({"url": URL, "events": ["ping"]}, "VALIDATION_ERROR"),
        ({"url": URL, "events": []}, "VALIDATION_ERROR"),
        ({"url": URL, "scope": "key"}, "VALIDATION_ERROR"),
        ({"url": URL, "scope": "own"}, "VALIDATION_ERROR"),
        ({"url": URL, "colour": "red"}, "VALIDATION_ERROR"),
        ({}, "VALIDATION_ERROR"),
    ],
)
async def test_a_webhook_that_cannot_be_is_refused(hooks, body, code):
    answer = await hooks.call("POST", "/webhooks", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_caller_has_twenty_webhooks_at_most(guarded):
    for _ in range(20):
        await guarded.make(ANNA)

    answer = await guarded.call("POST", "/webhooks", ANNA, json={"url": URL})

    assert (answer.status_code, answer.json()["code"]) == (409, "TOO_MANY_SUBSCRIPTIONS")
    assert await guarded.make(BEN)


async def test_each_hears_of_the_own_documents_and_an_operator_of_all(guarded):
    anna, ben, operator = await guarded.make(ANNA), await guarded.make(BEN), await guarded.make(OPERATOR)

    task_id = (await guarded.api.send(headers=ANNA)).json()["task_id"]
    await guarded.call("POST", f"/ocr/tasks/{task_id}/cancel", ANNA)

    told = [webhook for event, webhook in await guarded.waiting() if event == "task.cancelled"]
    assert sorted(told) == sorted([anna["id"], operator["id"]])
    assert ben["id"] not in told


async def test_another_owners_webhook_does_not_exist(guarded):
    made = await guarded.make(ANNA)

    for method, path in (
        ("GET", ""),
        ("DELETE", ""),
        ("POST", "/ping"),
        ("GET", "/deliveries"),
        ("POST", "/resume"),
    ):
        answer = await guarded.call(method, f"/webhooks/{made['id']}{path}", BEN)
        assert (answer.status_code, answer.json()["code"]) == (404, "SUBSCRIPTION_NOT_FOUND")
    assert (await guarded.call("GET", "/webhooks", BEN)).json() == {"webhooks": []}
    assert (await guarded.call("GET", "/notifications", BEN)).status_code == 403


async def test_only_an_operator_hears_of_the_service_and_of_everybody(guarded):
    everybody = await guarded.call("POST", "/webhooks", ANNA, json={"url": URL, "scope": "all"})
    service = await guarded.call("POST", "/webhooks", ANNA, json={"url": URL, "events": ["worker.lost"]})

    assert (everybody.status_code, everybody.json()["code"]) == (403, "ACCESS_DENIED")
    assert (service.status_code, service.json()["code"]) == (422, "VALIDATION_ERROR")
    assert await guarded.make(OPERATOR, events=["worker.lost", "notice.raised"])


async def test_callbacks_of_two_owners_are_signed_with_two_secrets(guarded):
    anna, ben = [(await guarded.call("GET", "/webhooks/secret", who)).json() for who in (ANNA, BEN)]

    assert anna != ben
    assert anna == (await guarded.call("GET", "/webhooks/secret", ANNA)).json()


async def test_a_ping_waits_like_every_event_and_its_tries_are_logged(hooks):
    made = await hooks.make()
    ping = await hooks.call("POST", f"/webhooks/{made['id']}/ping")
    given_up = await hooks.give_up()
    (tried,) = (await hooks.call("GET", f"/webhooks/{made['id']}/deliveries")).json()["deliveries"]

    assert ping.status_code == 202
    assert given_up == [ping.json()["notification_id"]]
    assert (tried["kind"], tried["outcome"], tried["status"], tried["attempt"]) == ("ping", "failed", 500, 1)


async def test_what_was_given_up_is_found_sent_again_and_discarded(hooks):
    made = await hooks.make()
    await hooks.call("POST", f"/webhooks/{made['id']}/ping")
    (lost,) = await hooks.give_up()

    listed = (await hooks.call("GET", "/notifications")).json()["notifications"]
    replayed = (await hooks.call("POST", f"/notifications/{lost}/replay")).json()
    again = await hooks.give_up()
    of_hook = (await hooks.call("POST", "/notifications/replay", json={"webhook": made["id"]})).json()
    await hooks.give_up()
    discarded = await hooks.call("DELETE", f"/notifications/{lost}")
    shown = (await hooks.call("GET", f"/notifications/{lost}")).json()

    assert [(each["id"], each["last_status"]) for each in listed] == [(lost, 500)]
    assert (replayed["state"], replayed["attempts"]) == ("WAITING", 0)
    assert again == [lost]
    assert of_hook == {"replayed": [lost], "missing": []}
    assert discarded.status_code == 204
    assert shown["state"] == "DISCARDED"


@pytest.mark.parametrize("body", [{}, {"all": True, "notification_ids": []}])
async def test_a_replay_of_nothing_in_particular_is_refused(hooks, body):
    answer = await hooks.call("POST", "/notifications/replay", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "VALIDATION_ERROR")


async def test_an_unknown_notification_is_named_as_such(hooks):
    path = f"/notifications/evt_{'0' * 32}.upload"

    for method, address in (("GET", path), ("POST", f"{path}/replay"), ("DELETE", path)):
        answer = await hooks.call(method, address)
        assert (answer.status_code, answer.json()["code"]) == (404, "NOTIFICATION_NOT_FOUND")


async def test_an_uploads_callback_is_told_and_survives_in_its_record(hooks):
    wanted = {"callback_url": URL, "callback_events": "task.cancelled,task.failed"}
    task_id = await hooks.api.upload(**wanted)
    record = hooks.api.store.record(task_id)
    await hooks.call("POST", f"/ocr/tasks/{task_id}/cancel")

    assert await hooks.waiting() == [("task.cancelled", "upload")]
    assert (record.callback.url, record.callback.events) == (URL, ("task.failed", "task.cancelled"))


async def test_the_answer_from_the_content_cache_is_told_too(hooks):
    await hooks.api.upload()
    await hooks.api.complete_next("Dear Anna")

    await hooks.api.upload(callback_url=URL)

    assert await hooks.waiting() == [("task.completed", "upload")]


async def test_a_batch_is_told_when_its_last_document_has_ended(hooks):
    files = [("files", (f"{name}.pdf", f"%PDF-1.4 {name}".encode())) for name in "ab"]
    fields = {"callback_url": URL, "callback_events": "batch.completed"}
    await hooks.call("POST", "/ocr/batch", files=files, data=fields)

    await hooks.api.complete_next("a")
    early = await hooks.waiting()
    await hooks.api.complete_next("b")

    assert early == []
    assert await hooks.waiting() == [("batch.completed", "upload")]
