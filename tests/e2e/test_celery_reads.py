"""Documents read in the children of a Celery pool, with no worker of the service's own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psutil
import pytest
import redis

from tests.support.documents.drawn_receipts import draw_receipt
from tests.support.processes.celery_worker import CeleryBesideService, is_document
from tests.support.processes.patience import PATIENCE_S
from tests.support.processes.ports import free_port
from tests.support.read_documents import RECEIPT
from tests.support.redis_server import RedisServer
from tests.support.service import RunningService

VALUES = ("NORTHWIND PAPER TRADING SDN BHD", "32.30")


@pytest.fixture
def reading(tmp_path: Path) -> Iterator[CeleryBesideService]:
    draw_receipt(tmp_path / "123.png", RECEIPT)
    port = free_port()
    with (
        RedisServer(tmp_path / "broker", port=port),
        RunningService(
            tmp_path / "service", programs=("api",), ready="/healthz", WORKER_MEMORY_MB="128", PAGE_SLOTS="1"
        ) as service,
    ):
        reading = CeleryBesideService(
            tmp_path, service, f"redis://127.0.0.1:{port}/1", children=2, reads=True
        )
        try:
            yield reading
        finally:
            reading.end()


def documents_of(reading: CeleryBesideService) -> list[psutil.Process]:
    """Processes in which documents are read."""
    return list(filter(is_document, reading.fork_server().children()))


def reader_of(reading: CeleryBesideService) -> int:
    """Process id of the child that has the only task."""
    [task] = reading.tasks()
    with redis.Redis.from_url(reading.service.redis_url, decode_responses=True) as raw:
        worker = str(raw.hget(f"task:{task['task_id']}", "worker"))
    return int(worker.split("-celery-")[1].split("-", maxsplit=1)[0])


def test_a_document_whose_child_is_killed_ends_and_is_read_again_at_once(
    reading: CeleryBesideService,
) -> None:
    handle = reading.start("process_receipt_ocr", "normal_priority", receipt_id=123)
    reading.until(lambda: bool(documents_of(reading)))
    [document] = documents_of(reading)
    reader = reader_of(reading)
    assert reader in reading.children()

    os.kill(reader, signal.SIGKILL)
    reading.until(lambda: not document.is_running())
    values = handle.get(timeout=PATIENCE_S)

    assert (values["sender"], values["total"]) == VALUES
    [task] = reading.tasks()
    assert task["status"] == "COMPLETED"


def test_a_fork_server_that_is_killed_is_started_again_and_its_document_tried_again(
    reading: CeleryBesideService,
) -> None:
    handle = reading.start("process_receipt_ocr", "normal_priority", receipt_id=123)
    reading.until(lambda: bool(documents_of(reading)))

    reading.fork_server().kill()

    assert handle.get(timeout=PATIENCE_S)["total"] == VALUES[1]


def test_what_the_api_took_in_is_read_when_celery_looks_and_the_service_is_ready(
    reading: CeleryBesideService, tmp_path: Path
) -> None:
    def state(path: str) -> int:
        return httpx2.get(f"{reading.service.url}{path}").status_code

    assert state("/readyz") == 503
    reading.until(lambda: state("/readyz") == 200)
    with (tmp_path / "123.png").open("rb") as file:
        sent = httpx2.post(f"{reading.service.url}/api/v1/ocr/process", files={"file": file})
    assert sent.status_code == 202

    reading.start("read_waiting", "normal_priority")

    reading.until(lambda: reading.tasks()[0]["status"] == "COMPLETED")


def test_nothing_is_left_of_a_worker_that_is_killed(reading: CeleryBesideService) -> None:
    reading.start("process_receipt_ocr", "normal_priority", receipt_id=123)
    reading.until(lambda: bool(documents_of(reading)))
    server, documents, children = reading.fork_server(), documents_of(reading), reading.children()

    reading.worker.kill()
    reading.worker.wait()
    for child in children:
        os.kill(child, signal.SIGKILL)

    reading.until(lambda: not any(each.is_running() for each in (server, *documents)))
