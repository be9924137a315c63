"""A receipt whose end the outbox dropped is written by the notifier's second look."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_service.bootstrap.build import build_receipts, build_store
from ocr_service.bootstrap.notifier import build_courier
from ocr_service.bootstrap.webhooks import build_webhook_secrets
from ocr_service.domain.notification import NotificationState
from ocr_service.domain.status import Priority
from ocr_service.domain.task import Callback, TaskError
from ocr_service.notifier.untold_receipts import UntoldReceipts
from ocr_service.queue import RedisQueueManager
from ocr_service.receipts.receipt import OcrStatus, Receipt, ReceiptStore, target_of
from ocr_service.settings import Settings
from ocr_service.storage_settings import StorageSettings
from tests.support.records import make_record


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(storage=StorageSettings(upload_dir=tmp_path))


@pytest.fixture
def receipts(settings: Settings) -> Iterator[ReceiptStore]:
    store = build_receipts(settings)
    yield store
    store.close()


@pytest.fixture
def untold(settings: Settings, receipts: ReceiptStore, queue: RedisQueueManager) -> UntoldReceipts:
    secrets = build_webhook_secrets(settings, queue)
    courier = build_courier(settings, queue, build_store(settings), secrets)
    minutes = iter(range(0, 10_000, 100))
    return UntoldReceipts(receipts, queue, queue, courier, monotonic_s=lambda: next(minutes))


async def failed(queue: RedisQueueManager, receipts: ReceiptStore) -> Receipt:
    """A receipt that is processing, and whose task has failed."""
    record = make_record()
    receipt = receipts.add(user="1", task_id=record.id, filename="a.jpg", purchase_date="")
    receipts.claim_pending(user="1", limit=1, batch_id="b")
    await queue.enqueue(
        make_record(id=record.id, callback=Callback(url=target_of(receipt.id), events=("task.failed",)))
    )
    claim = await queue.claim("w", tuple(Priority))
    assert claim is not None
    await queue.fail(claim, TaskError(code="DOCUMENT_CORRUPT", detail="It is damaged."))
    return receipt


async def drop(queue: RedisQueueManager) -> None:
    """Lose what waits in the outbox."""
    page = await queue.notifications(NotificationState.WAITING)
    for each in page.notifications:
        await queue.discard_notification(each.id)


def status(receipts: ReceiptStore, receipt: Receipt) -> OcrStatus:
    found = receipts.get(receipt.id)
    assert found is not None
    return found.status


async def test_an_end_that_was_dropped_is_told_by_the_second_look(queue, receipts, untold):
    receipt = await failed(queue, receipts)
    await drop(queue)

    await untold.look()
    assert status(receipts, receipt) is OcrStatus.PROCESSING
    await untold.look()

    found = receipts.get(receipt.id)
    assert (found.status, found.failure.code, found.sequence) == (OcrStatus.FAILED, "DOCUMENT_CORRUPT", 1)


async def test_an_end_that_waits_to_be_told_is_left_to_the_outbox(queue, receipts, untold):
    receipt = await failed(queue, receipts)

    await untold.look()
    await untold.look()

    assert status(receipts, receipt) is OcrStatus.PROCESSING


async def test_a_receipt_whose_task_is_gone_says_so(queue, receipts, untold):
    receipt = await failed(queue, receipts)
    await queue.delete(receipt.task_id)

    await untold.look()
    await untold.look()

    assert receipts.get(receipt.id).failure.code == "RECEIPT_FILE_GONE"


async def test_who_has_no_receipts_gets_no_file_of_them(settings, untold):
    await untold.look()

    assert not await asyncio.to_thread(settings.receipts_path.exists)
