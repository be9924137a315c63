"""Receipts started from Python by their id, on a whole service."""

from __future__ import annotations

from pathlib import Path

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
