"""A service whose documents ask a stand-in of a language model through their worker, and count what it took."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx2

from tests.support.drawings import draw_page
from tests.support.processes.patience import PATIENCE_S
from tests.support.service import RunningService
from tests.support.vision.stand_in import VisionStandIn, answer

KEY = "language-key-31c9"
WORDS = [
    "northwind",
    "paper",
    "shop",
    "thank",
    "you",
    "for",
    "buying",
    "pens",
    "and",
    "paper",
    "paid",
    "in",
    "cash",
    "and",
    "come",
    "again",
    "soon",
]


def test_a_receipt_is_asked_about_and_its_outputs_have_the_answer(tmp_path: Path) -> None:
    scan = tmp_path / "scan.png"
    draw_page(WORDS, dpi=150).picture.save(scan, dpi=(150, 150))
    said = json.dumps({"vendor": "northwind paper shop", "total": "99.99"})
    with VisionStandIn() as stand_in:
        stand_in.replies = [answer({"content": said, "tokens_evaluated": 300, "tokens_predicted": 12})]
        variables = {"LLM_URL": f"{stand_in.url}/completion", "LLM_API_KEY": KEY, "LLM_POOL_SIZE": "1"}
        with RunningService(tmp_path, **variables) as service:
            address = f"{service.url}/api/v1/ocr/process?wait=60"
            told = httpx2.post(
                address, files={"file": scan.read_bytes()}, data={"profile": "receipt"}, timeout=PATIENCE_S
            )
            command = [sys.executable, "-m", "ocr_service", "limits", "--of", "llm", "show", "--json"]
            shown = subprocess.run(
                command, env=service.environment, cwd=tmp_path, capture_output=True, check=True
            )
            metrics = httpx2.get(f"{service.url}/metrics").text

    (seen,) = stand_in.seen
    fields = told.json()["fields"]
    use = json.loads(shown.stdout)
    assert "northwind" in seen["body"]["prompt"]
    assert (fields["sender"]["value"], fields["sender"]["method"]) == ("northwind paper shop", "llm")
    assert "total" not in fields
    assert (use["requests"], use["tokens"], use["limits"]["at_once"]) == (1, 312, 1)
    assert KEY not in told.text
    assert "ocr_llm_requests_total 1.0" in metrics
    assert "ocr_vision_requests_total" not in metrics
