"""Steer the service from the page; every step is in the audit log."""

from __future__ import annotations

import redis.asyncio

from ocr_service.access.audit_log import AuditLog
from ocr_service.domain.status import Priority
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
