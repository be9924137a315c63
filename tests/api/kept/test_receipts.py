"""Receipts over HTTP: kept, started together, followed, tried again, each user's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from ocr_service.api.api_keys import parse_keys
from ocr_service.api.config import ApiConfig
from ocr_service.bootstrap.notifier import build_notifier
from ocr_service.domain.document import ResultHead
from ocr_service.domain.facts import Category, FieldValue, Method
from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority
from ocr_service.intake.receipt_desk import ReceiptRules
from ocr_service.notification_settings import WebhookSettings
from ocr_service.receipts.receipt import RECEIPTS_FOLDER
from ocr_service.settings import Settings
from ocr_service.storage_settings import StorageSettings
from tests.support import sample_files as files
from tests.support.api_process import ApiProcess, api_process
from tests.support.processes.patience import PATIENCE_S

ANNA, BEN, OPERATOR = {"X-API-Key": "a-key"}, {"X-API-Key": "b-key"}, {"X-API-Key": "op-key"}


@pytest.fixture
async def guarded(redis_url, tmp_path) -> AsyncIterator[ApiProcess]:
    config = ApiConfig(keys=parse_keys(["anna:a-key", "ben:b-key"]), operator_keys=parse_keys(["ops:op-key"]))
    async with api_process(redis_url, tmp_path / "uploads", config=config) as api:
        yield api


async def sent(api: ApiProcess, headers: Mapping[str, str] | None = None, **fields: str) -> dict[str, Any]:
    answer = await api.http.post(
        "/receipts", files={"file": ("r.png", files.png())}, data=fields, headers=headers
    )
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def written_back(api: ApiProcess) -> None:
    """Let a real notifier tell everything that waits in the outbox."""
    stop = asyncio.Event()
    settings = Settings(webhook=WebhookSettings(), storage=StorageSettings(upload_dir=api.uploads))
    running = asyncio.create_task(build_notifier(settings, api.queue, api.store, stop).run())
    async with asyncio.timeout(PATIENCE_S):
        while (await api.queue.stats()).outbox.waiting:
            await asyncio.sleep(0.02)
    stop.set()
    await running


async def read_next(api: ApiProcess) -> None:
    """A worker claims the next task and completes it with the fields of a receipt."""
    claim = await api.claim()
    api.store.begin_output(claim.task.id, claim.token)
    api.store.publish(claim.task.id, claim.token)
    item = {"description": "Milk", "amount": "3.50"}
    head = ResultHead(
        page_count=1,
        confidence=96.5,
        language="eng",
        processing_time_s=0.25,
        category=Category(name="receipt", confidence=0.9),
        fields={
            "vendor": FieldValue(value="Corner Shop", confidence=0.9, method=Method.RULES, rule="vendor"),
            "date": FieldValue(value="2026-01-19", confidence=0.9, method=Method.RULES, rule="date"),
            "total": FieldValue(value="3.50", confidence=0.9, method=Method.RULES, rule="total"),
            "line_items": (FieldValue(value=item, confidence=0.9, method=Method.RULES, rule="item"),),
        },
    )
    await api.queue.complete(claim, Completion(head=head.to_json(), pages=1))


async def test_receipts_wait_are_started_together_and_end_in_their_rows(api: ApiProcess, caplog):
    first = await sent(api, purchase_date="2026-01-19", user_id="1")
    second = await sent(api, purchase_date="2026-01-20")
    caplog.set_level("INFO")

    answer = await api.http.post("/receipts/ocr/process-all", params={"user_id": 1, "limit": 10})
    assert answer.json() == {
        "status": "queued",
        "message": "OCR processing queued for user 1",
        "user_id": 1,
        "limit": 10,
        "started": 2,
    }
    running = await api.http.get("/receipts/ocr/queue-status", params={"receipt_id": first["id"]})
    assert running.json() == {"receipt_id": first["id"], "status": "processing"}
    await read_next(api)
    await api.fail_next()
    await written_back(api)

    numbers = await api.http.get("/receipts/ocr/queue-status")
    assert numbers.json() == {"total_tracked": 2, "processing": 0, "completed": 1, "failed": 1}
    read = (await api.get(f"/receipts/{first['id']}")).json()
    assert (first["ocr_status"], read["ocr_status"]) == ("pending", "completed")
    assert (read["sender"], read["date"], read["total"]) == ("Corner Shop", "2026-01-19", "3.50")
    assert [item["description"] for item in read["items"]] == ["Milk"]
    assert read["warnings"] == []
    failed = (await api.get(f"/receipts/{second['id']}")).json()
    assert failed["error"]["code"] == "DOCUMENT_CORRUPT"
    ends = [each for each in caplog.records if each.message == "Receipts of a batch done"]
    assert [(each.total, each.completed, each.failed) for each in ends] == [(2, 1, 1)]


async def test_a_failed_receipt_is_read_again(api: ApiProcess):
    receipt = await sent(api)
    await api.post("/receipts/ocr/process-all")
    await api.fail_next()
    await written_back(api)

    again = await api.post(f"/receipts/{receipt['id']}/ocr/retry")
    assert (again.status_code, again.json()["ocr_status"]) == (202, "processing")
    busy = await api.post(f"/receipts/{receipt['id']}/ocr/retry")
    assert (busy.status_code, busy.json()["code"]) == (409, "RECEIPT_STATE_CONFLICT")
    await read_next(api)
    await written_back(api)

    assert (await api.get(f"/receipts/{receipt['id']}")).json()["ocr_status"] == "completed"
    done = await api.post(f"/receipts/{receipt['id']}/ocr/retry")
    assert done.json()["code"] == "RECEIPT_STATE_CONFLICT"


async def test_a_receipt_whose_document_is_gone_is_failed_and_says_so(api: ApiProcess):
    receipt = await sent(api)
    await api.http.delete(f"/api/v1/ocr/tasks/{receipt['task_id']}")

    started = (await api.post("/receipts/ocr/process-all")).json()["started"]

    told = (await api.get(f"/receipts/{receipt['id']}")).json()
    assert (started, told["ocr_status"], told["error"]["code"]) == (0, "failed", "RECEIPT_FILE_GONE")


async def test_receipts_that_a_killed_process_left_between_row_and_queue_are_started(api: ApiProcess):
    await sent(api)
    context = api.app.state.context
    context.receipts.receipts.claim_pending(user="1", limit=1, batch_id="killed")

    await api.post("/receipts/ocr/process-all")

    assert await api.queue.claim("w", tuple(Priority)) is not None


async def test_a_refused_file_leaves_no_row(api: ApiProcess):
    refused = await api.post("/receipts", files={"file": ("r.png", b"no picture at all")})

    assert (refused.status_code, refused.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert (await api.get("/receipts")).json() == {"receipts": [], "cursor": None}


async def test_a_service_without_receipts_has_no_database(api: ApiProcess):
    await api.upload()

    assert not (api.uploads / RECEIPTS_FOLDER).exists()


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("POST", "/receipts/ocr/process-all?limit=0", 422, "VALIDATION_ERROR"),
        ("POST", "/receipts/ocr/process-all?limit=5000", 422, "VALIDATION_ERROR"),
        ("POST", "/receipts/ocr/process-all?user_id=77", 404, "USER_NOT_FOUND"),
        ("GET", "/receipts?user_id=77", 404, "USER_NOT_FOUND"),
        ("GET", "/receipts/4711", 404, "RECEIPT_NOT_FOUND"),
        ("GET", "/receipts/0", 422, "VALIDATION_ERROR"),
        ("GET", "/receipts/ocr/queue-status?receipt_id=4711", 404, "RECEIPT_NOT_FOUND"),
        ("POST", "/receipts/4711/ocr/retry", 404, "RECEIPT_NOT_FOUND"),
    ],
)
async def test_what_is_not_there_or_out_of_bounds_is_said(api: ApiProcess, method, address, status, code):
    answer = await api.http.request(method, address)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "fields",
    [{"purchase_date": "yesterday"}, {"purchase_date": "20260119"}, {"user_id": ""}, {"priority": "high"}],
    ids=str,
)
async def test_a_wrong_field_is_refused(api: ApiProcess, fields):
    answer = await api.post("/receipts", files={"file": ("r.png", files.png())}, data=fields)

    assert (answer.status_code, answer.json()["code"]) == (422, "VALIDATION_ERROR")


async def test_each_user_has_his_own(guarded: ApiProcess):
    receipt = await sent(guarded, ANNA)
    address = f"/receipts/{receipt['id']}"

    assert receipt["user_id"] == "anna"
    assert (await guarded.get(address, headers=BEN)).json()["code"] == "RECEIPT_NOT_FOUND"
    assert (await guarded.post(f"{address}/ocr/retry", headers=BEN)).json()["code"] == "RECEIPT_NOT_FOUND"
    for method, other in (("GET", "/receipts"), ("POST", "/receipts/ocr/process-all")):
        answer = await guarded.http.request(method, f"{other}?user_id=anna", headers=BEN)
        assert (answer.status_code, answer.json()["code"]) == (403, "ACCESS_DENIED")
    assert (await guarded.get("/receipts/ocr/queue-status", headers=BEN)).json()["total_tracked"] == 0
    assert (await guarded.get(address, headers=OPERATOR)).status_code == 200
    started = await guarded.post("/receipts/ocr/process-all?user_id=anna", headers=OPERATOR)
    assert started.json()["started"] == 1


async def test_batches_have_a_rate(redis_url, tmp_path):
    rules = ReceiptRules(batches_per_minute=1)
    async with api_process(redis_url, tmp_path / "uploads", receipt_rules=rules) as api:
        answers = [await api.post("/receipts/ocr/process-all") for _ in range(3)]

    assert answers[0].status_code == 200
    assert (answers[-1].status_code, answers[-1].json()["code"]) == (429, "TOO_MANY_REQUESTS")
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_a_removed_owner_has_no_receipts(guarded: ApiProcess):
    receipt = await sent(guarded, ANNA)

    removed = await guarded.http.delete("/api/v1/owners/anna", headers=OPERATOR)

    assert removed.json()["receipts"] == 1
    assert (await guarded.get(f"/receipts/{receipt['id']}", headers=OPERATOR)).status_code == 404
