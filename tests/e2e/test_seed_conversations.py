"""The conversations by curl that the original systems' guides show, as a caller types them."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.documents.drawn_receipts import draw_receipt
from tests.support.processes.patience import PATIENCE_S
from tests.support.read_documents import RECEIPT
from tests.support.service import RunningService


def curl(*arguments: str) -> Any:
    command = ["curl", "-sS", "--fail-with-body", *arguments]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def until(ask: Callable[[], Any], is_so: Callable[[Any], bool]) -> Any:
    """Ask again and again, as their guides tell callers to."""
    deadline = time.monotonic() + PATIENCE_S
    while not is_so(told := ask()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return told


def test_a_document_is_sent_followed_and_fetched(service: RunningService, sample_letter: Path) -> None:
    ocr = f"{service.url}/api/v1/ocr"
    sent = curl("-X", "POST", f"{ocr}/process", "-F", f"file=@{sample_letter}", "-F", "language=eng")
    told = until(
        lambda: curl(f"{ocr}/status/{sent['task_id']}"),
        lambda status: status["status"].upper() in {"COMPLETED", "FAILED"},
    )
    result = curl(f"{ocr}/result/{sent['task_id']}")
    socket = service.redis_url.removeprefix("unix://").partition("?")[0]
    command = ["redis-cli", "-s", socket, "LLEN", "queue:normal"]
    waiting = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert told["status"].upper() == "COMPLETED"
    assert told["progress"] == 100
    assert result["text"].strip()
    assert waiting.strip() == "0"


def test_receipts_are_sent_started_together_watched_and_listed(tmp_path: Path) -> None:
    path = tmp_path / "receipt1.jpg"
    draw_receipt(tmp_path / "drawn.png", RECEIPT)
    (tmp_path / "drawn.png").rename(path)
    with RunningService(tmp_path / "service", programs=("api", "worker", "notifier")) as service:
        receipts = f"{service.url}/receipts"
        fields = ("-F", "purchase_date=2026-01-19", "-F", "user_id=1")
        kept = curl("-X", "POST", receipts, "-F", f"file=@{path}", *fields)
        begun = curl("-X", "POST", f"{receipts}/ocr/process-all?user_id=1")
        one = until(
            lambda: curl(f"{receipts}/{kept['id']}"),
            lambda receipt: receipt["ocr_status"] in {"completed", "failed"},
        )
        whole_queue = curl(f"{receipts}/ocr/queue-status")
        of_one = curl(f"{receipts}/ocr/queue-status?receipt_id={kept['id']}")
        listed = curl(f"{receipts}?user_id=1")

    assert kept["ocr_status"] == "pending"
    assert begun == {
        "status": "queued",
        "message": "OCR processing queued for user 1",
        "user_id": 1,
        "limit": None,
        "started": 1,
    }
    assert one["ocr_status"] == "completed"
    assert whole_queue == {"total_tracked": 1, "processing": 0, "completed": 1, "failed": 0}
    assert of_one == {"receipt_id": kept["id"], "status": "completed"}
    assert "32.30" in json.dumps(listed)
