"""Steer the service from the page; every step is in the audit log."""

from __future__ import annotations

import pytest
import redis.asyncio

from ocr_service.access.audit_log import AuditLog
from ocr_service.domain.notification import Delivery, NotificationState, Outcome, Subscription
from ocr_service.domain.status import Priority
from ocr_service.domain.task import TaskError
from tests.support import sample_files as files


async def test_queues_are_paused_and_resumed(api, visitor):
    await visitor.get("/operations")

    await visitor.post("/operations/queues/low/pause")
    page = await visitor.get("/operations")
    paused = await api.queue.paused()
    await visitor.post("/operations/queues/low/resume")

    assert paused == {Priority.LOW}
    assert "paused" in page.text
    assert await api.queue.paused() == frozenset()
    rows, _ = AuditLog(api.uploads).newest(limit=2)
    assert [row["action"] for row in rows] == ["queue resumed", "queue paused"]
    assert (await visitor.post("/operations/queues/low/burn")).status_code == 404


async def test_workers_are_shown_with_what_they_do_and_drained(api, visitor):
    await visitor.drop(name="long.pdf")
    claim = await api.claim()
    await visitor.get("/operations")

    page = await visitor.get("/operations", headers={"HX-Request": "true"})
    await visitor.post(f"/operations/workers/{claim.worker_id}/drain")

    assert claim.worker_id in page.text
    assert "<html" not in page.text
    assert "drain" in (await visitor.get("/operations")).text


async def test_failed_documents_are_run_again_by_their_error(api, visitor):
    await visitor.drop()
    task_id = await api.fail_next("PAGE_TIMEOUT", "Took too long.")
    page = await visitor.get("/operations")

    told = await visitor.post("/operations/dead-letters/requeue", {"code": "PAGE_TIMEOUT"})

    assert "PAGE_TIMEOUT × 1" in page.text
    assert "1 documents run again." in told.text
    assert (await api.queue.get(task_id)).status == "QUEUED"


async def test_failures_are_counted_beyond_those_that_are_listed(api, visitor):
    for number in range(52):
        await visitor.drop(files.PDF + b"%d" % number)
        await api.fail_next("PAGE_TIMEOUT" if number else "DOCUMENT_CORRUPT")

    page = await visitor.get("/operations")

    assert "PAGE_TIMEOUT × 51" in page.text
    assert "DOCUMENT_CORRUPT × 1" in page.text
    assert await api.queue.failed_by_code(2) == {"PAGE_TIMEOUT": 2}


async def test_what_cannot_be_run_again_is_told_with_its_reason(api, visitor):
    await visitor.drop()
    api.store.cleanup_task_files(await api.fail_next())
    await visitor.get("/operations")

    told = await visitor.post("/operations/dead-letters/requeue")

    assert "0 documents run again." in told.text
    assert "<b>TASK_STATE_CONFLICT</b> × 1" in told.text


async def test_the_audit_says_that_all_is_well(visitor):
    await visitor.drop()
    await visitor.get("/operations")

    page = await visitor.post("/operations/audit")

    assert "All is well: 1 tasks" in page.text


async def test_a_finding_is_shown(visitor, redis_url):
    await visitor.drop()
    await visitor.get("/operations")
    async with redis.asyncio.Redis.from_url(redis_url) as client:
        await client.delete("queue:normal")

    page = await visitor.post("/operations/audit")

    assert "1 findings" in page.text


@pytest.mark.parametrize(
    "step", ["queues/low/pause", "workers/w1/drain", "dead-letters/requeue", "notifications/replay"]
)
async def test_a_step_is_asked_for_before_it_is_done(api, visitor, step):
    await visitor.get("/operations")

    asked = await visitor.post(f"/operations/{step}", {"sure": "", "code": "X"})

    assert asked.status_code == 200
    assert f'action="/operations/{step}"' in asked.text
    assert '<input type="hidden" name="code" value="X">' in asked.text
    assert await api.queue.paused() == frozenset()
    assert AuditLog(api.uploads).newest(limit=1)[0] == []


async def test_a_document_is_not_deleted_before_its_owner_is_sure(api, visitor):
    sent = await visitor.drop()
    task_id = sent.headers["location"].rpartition("/")[2]
    await visitor.get("/")

    one = await visitor.post(f"/documents/{task_id}/delete", {"sure": ""})
    several = await visitor.post("/documents/selected", {"sure": "", "task": task_id, "action": "delete"})

    assert "Delete for good" in one.text
    assert f'name="task" value="{task_id}"' in several.text
    assert await api.queue.get(task_id) is not None


async def test_steps_are_shown_with_who_took_them(visitor):
    await visitor.get("/operations")

    await visitor.post("/operations/queues/low/pause")

    page = await visitor.get("/operations")
    assert "queue paused <code>low</code>" in page.text
    assert "without a key" in page.text


@pytest.mark.parametrize("window", ["hour", "day", "week"])
async def test_plots_are_drawn_without_a_script(api, visitor, window):
    await visitor.drop()
    await api.complete_next("one", "two")

    page = await visitor.get(f"/operations?window={window}")
    part = await visitor.get(f"/operations/plots?window={window}")

    assert page.text.count('<svg class="plot"') == 4
    assert part.text.count('<svg class="plot"') == 4
    assert "<html" not in part.text
    assert (await visitor.get("/operations?window=year")).status_code == 422


async def test_what_waits_for_another_try_is_shown_with_its_reason(api, visitor):
    await visitor.drop(name="slow.pdf")
    claim = await api.claim()
    await api.queue.retry(claim, TaskError(code="PAGE_TIMEOUT", detail="Too slow."), delay_s=500)

    page = await visitor.get("/operations")

    assert "<b>PAGE_TIMEOUT</b> Too slow." in page.text
    assert ">in 8 min<" in page.text


async def test_tries_of_deliveries_are_shown_and_what_was_given_up_is_sent_again(api, visitor):
    await api.queue.subscribe(Subscription(id="wh_a", target="http://hooks.example:8080/"))
    await visitor.drop()
    await api.fail_next()
    claim = await api.queue.claim_notifications("n", room=1, busy={}, lease_s=30)
    refused = Delivery(outcome=Outcome.FAILED, status=500, detail="HTTP 500")
    await api.queue.settle(claim.notifications[0], refused, NotificationState.DEAD)

    page = await visitor.get("/operations")
    await visitor.post("/operations/notifications/replay")

    assert "HTTP 500 (try 1)" in page.text
    assert "1 could not be" in page.text
    assert (await api.queue.stats()).outbox.dead == 0
