"""Receipts started from Python by their id, on a whole service."""

from __future__ import annotations

import time
from pathlib import Path

import httpx2
import pytest

from ocr_service.tasks import process_receipt_ocr, process_urgent_upload
from tests.support.documents.drawn_receipts import draw_receipt
from tests.support.read_documents import RECEIPT
from tests.support.service import RunningService


@pytest.fixture
def receipts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "receipts"
    folder.mkdir()
    draw_receipt(folder / "123.png", RECEIPT)
    with RunningService(tmp_path / "service") as service:
        for name in ("REDIS_URL", "VAR_DIR"):
            monkeypatch.setenv(name, service._environment[name])
        monkeypatch.setenv("RECEIPT_SOURCE", f"{folder}/{{receipt_id}}.png")
        yield


@pytest.mark.usefixtures("receipts")
def test_a_receipt_is_started_by_its_id_and_followed_to_its_values() -> None:
    task = process_receipt_ocr.delay(receipt_id=123)
    values = task.get(timeout=60)

    assert task.state == "SUCCESS"
    assert (values["sender"], values["date"], values["total"]) == (
        "NORTHWIND PAPER TRADING SDN BHD",
        "2018-05-04",
        "32.30",
    )
    assert [item["amount"] for item in values["line_items"]] == ["22.00", "8.48"]


@pytest.mark.usefixtures("receipts")
async def test_it_can_be_started_from_within_an_event_loop() -> None:
    task = process_urgent_upload.delay(receipt_id="123")

    assert task.get(timeout=60)["total"] == "32.30"


def test_a_receipt_of_the_database_is_started_by_its_id_and_its_row_gets_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_receipt(tmp_path / "123.png", RECEIPT)
    with RunningService(tmp_path / "service", programs=("api", "worker", "notifier")) as service:
        for name in ("REDIS_URL", "VAR_DIR"):
            monkeypatch.setenv(name, service.environment[name])
        monkeypatch.setenv("RECEIPT_SOURCE", "database")
        file = {"file": ("123.png", (tmp_path / "123.png").read_bytes())}
        kept = httpx2.post(f"{service.url}/receipts", files=file, data={"purchase_date": "2018-05-04"})
        address = f"{service.url}/receipts/{kept.json()['id']}"

        task = process_receipt_ocr.delay(receipt_id=kept.json()["id"])
        assert task.get(timeout=60)["total"] == "32.30"

        end_s = time.monotonic() + 20
        while (row := httpx2.get(address).json())["ocr_status"] == "processing":
            assert time.monotonic() < end_s, row
            time.sleep(0.05)
    assert (row["ocr_status"], row["total"], row["date"]) == ("completed", "32.30", "2018-05-04")
    assert [item["amount"] for item in row["items"]] == ["22.00", "8.48"]
