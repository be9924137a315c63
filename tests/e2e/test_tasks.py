"""Receipts started from Python by their id, on a whole service."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest

from ocr_service.tasks import process_receipt_ocr, process_urgent_upload
from tests.support.documents.drawn_receipts import draw_receipt
from tests.support.processes.patience import PATIENCE_S, until
from tests.support.read_documents import RECEIPT
from tests.support.service import RunningService


@pytest.fixture
def caller(service: RunningService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunningService:
    """The service, in whose environment this process calls; receipts lie in ``tmp_path``."""
    for name in ("REDIS_URL", "VAR_DIR"):
        monkeypatch.setenv(name, service.environment[name])
    monkeypatch.setenv("RECEIPT_SOURCE", f"{tmp_path}/{{receipt_id}}.png")
    drawn = draw_receipt(tmp_path / "123.png", RECEIPT)
    # What follows a picture's end is no part of it, but makes it a document that was not read before.
    drawn.write_bytes(drawn.read_bytes() + str(tmp_path).encode())
    return service


@pytest.mark.usefixtures("caller")
def test_a_receipt_is_started_by_its_id_and_followed_to_its_values() -> None:
    task = process_receipt_ocr.delay(receipt_id=123)
    values = task.get(timeout=PATIENCE_S)

    assert task.state == "SUCCESS"
    assert (values["sender"], values["date"], values["total"]) == (
        "NORTHWIND PAPER TRADING SDN BHD",
        "2018-05-04",
        "32.30",
    )
    assert [item["amount"] for item in values["line_items"]] == ["22.00", "8.48"]


@pytest.mark.usefixtures("caller")
async def test_it_can_be_started_from_within_an_event_loop() -> None:
    task = process_urgent_upload.delay(receipt_id="123")

    assert task.get(timeout=PATIENCE_S)["total"] == "32.30"


def test_a_receipt_of_the_database_is_started_by_its_id_and_its_row_gets_what_was_read(
    caller: RunningService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECEIPT_SOURCE", "database")
    file = {"file": ("123.png", (tmp_path / "123.png").read_bytes())}
    kept = httpx2.post(f"{caller.url}/receipts", files=file, data={"purchase_date": "2018-05-04"})
    address = f"{caller.url}/receipts/{kept.json()['id']}"

    task = process_receipt_ocr.delay(receipt_id=kept.json()["id"])
    assert task.get(timeout=PATIENCE_S)["total"] == "32.30"
    until(lambda: httpx2.get(address).json()["ocr_status"] != "processing")
    row = httpx2.get(address).json()

    assert (row["ocr_status"], row["total"], row["date"]) == ("completed", "32.30", "2018-05-04")
    assert [item["amount"] for item in row["items"]] == ["22.00", "8.48"]
