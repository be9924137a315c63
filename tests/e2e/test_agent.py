"""A service whose worker asks a stand-in of an agent about receipts."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import httpx2

from tests.support.drawings import draw_page
from tests.support.processes.patience import PATIENCE_S
from tests.support.service import RunningService
from tests.support.vision.stand_in import VisionStandIn, answer

KEY = "agent-key-19f3"
WORDS = ["receipt", "tea", "house", "north", "green", "tea", "and", "cake", "thank", "you"]


def read(url: str, receipt_id: int) -> dict[str, Any]:
    """The receipt, once it has ended."""
    end_s = time.monotonic() + PATIENCE_S
    while True:
        receipt: dict[str, Any] = httpx2.get(f"{url}/receipts/{receipt_id}").json()
        if receipt["ocr_status"] in ("completed", "failed"):
            return receipt
        assert time.monotonic() < end_s, receipt
        time.sleep(0.1)


def test_an_agent_fills_what_was_not_read_of_a_receipt(tmp_path: Path) -> None:
    scan = tmp_path / "scan.png"
    draw_page(WORDS, dpi=150).picture.save(scan, dpi=(150, 150))
    told = {
        "fields": {"total": 12.4, "currency": "EUR"},
        "items": [{"description": "Cake", "amount": 12.4}],
        "warnings": ["The date is torn off."],
    }
    with VisionStandIn(replies=[answer(told)]) as agent:
        with RunningService(
            tmp_path, programs=("api", "worker", "notifier"), AGENT_URL=agent.url, AGENT_API_KEY=KEY
        ) as service:
            sent = httpx2.post(f"{service.url}/receipts", files={"file": scan.read_bytes()})
            httpx2.post(f"{service.url}/receipts/ocr/process-all").raise_for_status()
            receipt = read(service.url, sent.json()["id"])

    (seen,) = agent.seen
    assert seen["headers"]["Authorization"] == f"Bearer {KEY}"
    assert len(seen["body"]["images"]) == 1
    assert "green" in seen["body"]["text"]
    assert (receipt["ocr_status"], receipt["total"], receipt["currency"]) == ("completed", "12.40", "EUR")
    assert [item["description"] for item in receipt["items"]] == ["Cake"]
    assert "The agent says: The date is torn off." in receipt["warnings"]
