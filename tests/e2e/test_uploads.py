"""The scorecard service's own conversation, as its guide writes it: from a photograph to parsed deliveries."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

from PIL import Image

from bench.documents.example_documents import EXAMPLES
from tests.support.documents.photographed import photographed
from tests.support.processes.patience import PATIENCE_S
from tests.support.processes.s3_server import S3Server
from tests.support.service import RunningService

LAST_OVER = [0, 1, 2, 4, 1, 0, 0]
"""Runs of each ball that the sheet tells."""


def curl(*arguments: str | Path) -> str:
    command = ["curl", "-sS", "--fail-with-body", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def photograph(path: Path) -> Path:
    """A worn scorecard, photographed."""
    drawn = path.with_name("drawn.png")
    next(example for example in EXAMPLES if example.name == "scorecard").draw(drawn)
    with Image.open(drawn) as picture:
        photographed(picture).save(path, quality=80)
    return path


def converse(url: str, picture: Path, file_type: str) -> dict[str, Any]:
    as_json = ("-H", "Content-Type: application/json")
    begin = json.dumps({"filename": picture.name, "file_type": file_type})
    begun = json.loads(curl("-X", "POST", f"{url}/api/uploads/initiate", *as_json, "-d", begin))
    curl("-T", picture, begun["presigned_url"])
    body = {"upload_id": begun["upload_id"], "s3_key": begun["s3_key"], "size": picture.stat().st_size}
    curl("-X", "POST", f"{url}/api/uploads/complete", *as_json, "-d", json.dumps(body))
    deadline = time.monotonic() + PATIENCE_S
    while True:
        told: dict[str, Any] = json.loads(curl(f"{url}/api/uploads/{begun['upload_id']}/status"))
        if told["ocr_status"] in {"completed", "failed"} or time.monotonic() > deadline:
            return told
        time.sleep(0.2)


def runs(told: dict[str, Any]) -> list[int]:
    assert (told["status"], told["ocr_status"]) == ("COMPLETED", "completed"), told
    return [delivery["runs"]["total"] for delivery in told["deliveries"]["deliveries"]]


def test_a_photographed_scorecard_becomes_deliveries(service: RunningService, tmp_path: Path) -> None:
    told = converse(service.url, photograph(tmp_path / "scorecard.jpg"), "image/jpeg")

    assert runs(told) == LAST_OVER


def test_machines_that_share_redis_and_a_bucket_alone_read_for_each_other(
    s3_server: S3Server, tmp_path: Path
) -> None:
    """Sent to the API of one machine, read by the worker of another, asked for at the first; no folder is shared."""
    config = s3_server.config("documents")
    variables = {
        "CRICKSY_S3_BUCKET": config.bucket,
        "CRICKSY_S3_ENDPOINT_URL": config.endpoint,
        "CRICKSY_S3_ACCESS_KEY": config.access_key,
        "CRICKSY_S3_SECRET_KEY": config.secret_key,
        "CRICKSY_S3_PREFIX": tmp_path.name,
    }
    picture = photograph(tmp_path / "scorecard.jpg")
    with RunningService(tmp_path / "service", apart=True, CRICKSY_ENABLE_UPLOADS="1", **variables) as service:
        told = converse(service.url, picture, "image/jpeg")
        result = curl(f"{service.url}/api/v1/ocr/result/{told['upload_id']}")

    assert runs(told) == LAST_OVER
    assert "Riverside XI" in result
    here = [path for path in (tmp_path / "service" / "uploads").rglob("*") if path.is_file()]
    assert [path for path in here if told["upload_id"] in str(path)] == []
