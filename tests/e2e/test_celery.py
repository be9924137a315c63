"""Receipts started through Celery, on a whole service and a real Celery worker with its pool of processes."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_service.errors import UnsupportedMediaType
from tests.support.documents.drawn_receipts import draw_receipt
from tests.support.processes.celery_worker import CeleryBesideService
from tests.support.processes.patience import PATIENCE_S
from tests.support.processes.ports import free_port
from tests.support.read_documents import RECEIPT
from tests.support.redis_server import RedisServer
from tests.support.service import RunningService


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[CeleryBesideService]:
    draw_receipt(tmp_path / "123.png", RECEIPT)
    (tmp_path / "9.png").write_bytes(b"no picture at all")
    port = free_port()
    with (
        RedisServer(tmp_path / "broker", port=port),
        RunningService(tmp_path / "service") as service,
    ):
        beside = CeleryBesideService(tmp_path, service, f"redis://127.0.0.1:{port}/1")
        try:
            yield beside
        finally:
            beside.end()


def test_celery_reads_a_receipt_once_though_its_child_is_killed_and_tells_of_one_that_is_refused(
    beside: CeleryBesideService,
) -> None:
    read = beside.start("process_receipt_ocr", "normal_priority", receipt_id=123)
    beside.until(lambda: read.state == "PROCESSING")
    assert read.info["task_id"] == beside.tasks()[0]["task_id"]
    os.kill(beside.children()[0], signal.SIGKILL)

    values = read.get(timeout=PATIENCE_S)
    refused = beside.start("process_urgent_upload", "high_priority", receipt_id=9)
    beside.until(refused.ready)

    assert (values["sender"], values["total"]) == ("NORTHWIND PAPER TRADING SDN BHD", "32.30")
    assert (read.state, refused.state) == ("SUCCESS", "FAILURE")
    assert type(refused.result) is UnsupportedMediaType
    delivered = f"Task process_receipt_ocr[{read.id}] received"
    assert beside.log.read_text().count(delivered) == 2
    assert len(beside.tasks()) == 1
