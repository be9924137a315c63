"""The scorecard service's own conversation, as its guide writes it: from a picture to parsed deliveries."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

from bench.documents.example_documents import EXAMPLES
from tests.support.processes.s3_server import S3Server
from tests.support.service import RunningService


def curl(*arguments: str | Path) -> str:
    command = ["curl", "-sS", "--fail-with-body", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_scorecards_picture_becomes_deliveries(s3_server: S3Server, tmp_path: Path) -> None:
    config = s3_server.config("documents")
    variables = {
        "CRICKSY_S3_BUCKET": config.bucket,
        "CRICKSY_S3_ENDPOINT_URL": config.endpoint,
        "CRICKSY_S3_ACCESS_KEY": config.access_key,
        "CRICKSY_S3_SECRET_KEY": config.secret_key,
    }
    picture = tmp_path / "scorecard.png"
    next(example for example in EXAMPLES if example.name == "scorecard").draw(picture)
    with RunningService(tmp_path / "service", CRICKSY_ENABLE_UPLOADS="1", **variables) as service:
        told = converse(service.url, picture)

    assert (told["status"], told["ocr_status"]) == ("COMPLETED", "completed")
    assert told["deliveries"]["found"] == len(told["deliveries"]["deliveries"]) > 0


def converse(url: str, picture: Path) -> dict[str, Any]:
    as_json = ("-H", "Content-Type: application/json")
    begin = json.dumps({"filename": picture.name, "file_type": "image/png"})
    begun = json.loads(curl("-X", "POST", f"{url}/api/uploads/initiate", *as_json, "-d", begin))
    curl("-T", picture, begun["presigned_url"])
    body = {"upload_id": begun["upload_id"], "s3_key": begun["s3_key"], "size": picture.stat().st_size}
    curl("-X", "POST", f"{url}/api/uploads/complete", *as_json, "-d", json.dumps(body))
    deadline = time.monotonic() + 120
    while True:
        told: dict[str, Any] = json.loads(curl(f"{url}/api/uploads/{begun['upload_id']}/status"))
        if told["ocr_status"] in {"completed", "failed"} or time.monotonic() > deadline:
            return told
        time.sleep(0.2)
