"""A service whose worker asks a stand-in of a vision model; the document's process has neither its key nor the network."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from tests.support.drawings import draw_page
from tests.support.processes.patience import PATIENCE_S
from tests.support.service import RunningService
from tests.support.vision.stand_in import VisionStandIn

KEY = "vision-key-77a1"
WORDS = [
    "the",
    "letter",
    "about",
    "our",
    "meeting",
    "in",
    "the",
    "garden",
    "was",
    "written",
    "by",
    "hand",
    "and",
    "sent",
    "to",
    "every",
    "member",
]


def test_a_scan_is_read_by_a_vision_model_and_its_use_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = tmp_path / "scan.png"
    draw_page(WORDS, dpi=150).picture.save(scan, dpi=(150, 150))
    with VisionStandIn(text=" ".join(WORDS).replace("garden", "Gärten")) as stand_in:
        variables = {
            "VISION_API": "gemini",
            "VISION_URL": stand_in.url,
            "VISION_MODEL": "seer-1",
            "GEMINI_API_KEY": KEY,
        }
        with RunningService(tmp_path, **variables) as service:
            address = f"{service.url}/api/v1/ocr/process?wait=60"
            answer = httpx2.post(
                address, files={"file": scan.read_bytes()}, data={"engine": "vision"}, timeout=PATIENCE_S
            )
            command = [sys.executable, "-m", "ocr_service", "limits", "show", "--json"]
            environment = service.environment
            shown = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=True)
            metrics = httpx2.get(f"{service.url}/metrics").text

    (seen,) = stand_in.seen
    page = answer.json()["pages"][0]
    use = json.loads(shown.stdout)
    assert "Gärten" in answer.json()["text"]
    assert page["decisions"]["vision"]["used"] is True
    assert seen["headers"]["x-goog-api-key"] == KEY
    assert (use["requests"], use["tokens"], use["limits"]["rpm"]) == (1, 1_050, 150)
    assert KEY not in answer.text
    assert 'ocr_vision_limit_used_ratio{limit="rpm"}' in metrics
