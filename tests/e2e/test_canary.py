"""Nothing secret shows where it does not belong, and a removed document leaves no trace."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psutil
import pytest
import redis
from reportlab.pdfgen.canvas import Canvas

from tests.support.service import RunningService

KEY = "canary-key-5d1f6c0a"
PASSWORD = "canary-password-77b0"
TEXT = "Canaryword"
SECRETS = (KEY, PASSWORD, TEXT)
HEADERS = {"X-API-Key": KEY}
# docs/security.md: the result for its time, and a document's password until its task ends.
MAY_HOLD = (b"result:", b"secret:")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    folder = tmp_path_factory.mktemp("canary")
    (folder / "keys").write_text(f"anna:{KEY}")
    with RunningService(folder, API_KEYS_FILE=str(folder / "keys"), LOG_LEVEL="DEBUG") as running:
        yield running


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF that needs a password, whose text has a word to look for."""
    folder = tmp_path_factory.mktemp("locked")
    plain, file = folder / "plain.pdf", folder / "locked.pdf"
    canvas = Canvas(str(plain))
    for line in range(12):
        canvas.drawString(
            72, 760 - 24 * line, f"This line number {line} of the letter says {TEXT} to its reader."
        )
    canvas.save()
    subprocess.run(["qpdf", "--encrypt", PASSWORD, PASSWORD, "256", "--", plain, file], check=True)
    return file


class Watch(threading.Thread):
    """Looks at the command lines and environments of all processes, again and again."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.is_over = threading.Event()
        self.seen: set[str] = set()

    def run(self) -> None:
        own = psutil.Process().pid
        while not self.is_over.wait(0.01):
            for process in psutil.process_iter(["cmdline"]):
                line = " ".join(process.info["cmdline"] or ())
                if process.pid != own and "pytest" not in line:
                    self.seen |= {secret for secret in SECRETS if secret in line}


def in_files(folder: Path, *patterns: str) -> set[str]:
    """Which secrets stand in these files."""
    text = b"".join(
        path.read_bytes() for pattern in patterns for path in folder.rglob(pattern) if path.is_file()
    )
    return {secret for secret in SECRETS if secret.encode() in text}


def in_redis(url: str) -> dict[str, set[str]]:
    """Which secrets stand in which key."""
    with redis.Redis.from_url(url) as client:
        dumps = {key: client.dump(key) or b"" for key in client.scan_iter()}
    found = {key.decode(): {s for s in SECRETS if s.encode() in value} for key, value in dumps.items()}
    return {key: secrets for key, secrets in found.items() if secrets}


def test_secrets_and_texts_stay_where_they_belong(service: RunningService, locked: Path) -> None:
    watch = Watch()
    watch.start()
    with httpx2.Client(base_url=service.url, headers=HEADERS, timeout=90) as client:
        form = {"password": PASSWORD, "outputs": "text,pdf"}
        answer = client.post(
            "/api/v1/ocr/process?wait=60", files={"file": ("letter.pdf", locked.read_bytes())}, data=form
        )
        wrong = client.post(
            "/api/v1/ocr/process?wait=60",
            files={"file": ("letter.pdf", locked.read_bytes())},
            data={"password": PASSWORD + "x"},
        )
        refused = client.get("/api/v1/ocr/tasks", headers={"X-API-Key": KEY + "x"})
        metrics = client.get("/metrics").text
        status = client.get(f"/api/v1/ocr/status/{answer.json()['task_id']}").text
    watch.is_over.set()
    watch.join()

    assert TEXT in answer.json()["text"]
    assert wrong.json()["error"]["code"] == "PASSWORD_WRONG"
    for said in (wrong.text, refused.text, metrics, status):
        assert not [secret for secret in SECRETS if secret in said]
    assert watch.seen == set()
    assert in_files(service.folder, "*.log", "*.ndjson.log", "task.json") == set()
    assert [key for key in in_redis(service.redis_url) if not key.encode().startswith(MAY_HOLD)] == []


def test_a_removed_document_leaves_no_trace(service: RunningService, locked: Path) -> None:
    with httpx2.Client(base_url=service.url, headers=HEADERS, timeout=90) as client:
        tasks = client.get("/api/v1/ocr/tasks").json()["tasks"]
        for task in tasks:
            assert client.delete(f"/api/v1/ocr/tasks/{task['task_id']}").status_code == 204

    assert in_redis(service.redis_url) == {}
    assert in_files(service.folder / "uploads", "*") == set()
    assert tasks
