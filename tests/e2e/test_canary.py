"""Nothing secret shows where it does not belong, and a removed document leaves no trace."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psutil
import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.support.processes.patience import PATIENCE_S
from tests.support.redis_server import contents
from tests.support.service import RunningService

KEY = "canary-key-5d1f6c0a"
PASSWORD = "canary-password-77b0"
TEXT = "Canaryword"
NAME = "canary-name"
HOOK = "canary-hook"
SECRETS = (KEY, PASSWORD, TEXT, HOOK)
HEADERS = {"X-API-Key": KEY}
OPERATOR = {"X-API-Key": "op-key-1"}
PROCESS, UPLOADS = "/api/v1/ocr/process", "/api/v1/uploads"
NOBODY = "127.0.0.1:9"
# docs/security.md: the result for its time, and a document's password until its task ends.
MAY_HOLD = ("result:", "secret:")
# docs/webhooks.md: where to call, as long as there is something to tell.
MAY_HOLD_ADDRESSES = ("subscription:", "notify:", "task:", *MAY_HOLD)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    folder = tmp_path_factory.mktemp("canary")
    (folder / "keys").write_text(f"anna:{KEY}")
    (folder / "operators").write_text("ops:op-key-1")
    variables = {
        "API_KEYS_FILE": str(folder / "keys"),
        "API_OPERATOR_KEYS_FILE": str(folder / "operators"),
        "WEBHOOK_ALLOWED_HOSTS": NOBODY,
        "LOG_LEVEL": "DEBUG",
    }
    with RunningService(folder, **variables) as running:
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
            for process in psutil.process_iter(["cmdline", "environ"]):
                line = " ".join(process.info["cmdline"] or ())
                if process.pid != own and "pytest" not in line:
                    told = f"{line} {process.info['environ']}"
                    self.seen |= {secret for secret in SECRETS if secret in told}


def in_files(folder: Path, *patterns: str) -> set[str]:
    """Which secrets stand in these files."""
    text = b"".join(
        path.read_bytes() for pattern in patterns for path in folder.rglob(pattern) if path.is_file()
    )
    return {secret for secret in SECRETS if secret.encode() in text}


def in_redis(url: str) -> dict[str, set[str]]:
    """Which secrets stand in which key."""
    found = {key: {s for s in SECRETS if s.encode() in value} for key, value in contents(url).items()}
    return {key: secrets for key, secrets in found.items() if secrets}


def test_secrets_and_texts_stay_where_they_belong(service: RunningService, locked: Path) -> None:
    watch = Watch()
    watch.start()
    with httpx2.Client(base_url=service.url, headers=HEADERS, timeout=PATIENCE_S) as client:
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
    assert [key for key in in_redis(service.redis_url) if not key.startswith(MAY_HOLD)] == []


def test_what_links_callbacks_and_live_events_carry_is_no_text_and_no_secret(
    service: RunningService, locked: Path
) -> None:
    """By a signed link, with a webhook, a callback and a listener, corrected afterwards."""
    data, hook = locked.read_bytes(), f"http://{NOBODY}/{HOOK}"
    with httpx2.Client(base_url=service.url, headers=HEADERS, timeout=PATIENCE_S) as client:
        made = client.post("/api/v1/webhooks", json={"url": hook}).raise_for_status().json()
        files = {"file": ("letter.pdf", data)}
        called = client.post(PROCESS, files=files, data={"password": PASSWORD, "callback_url": hook})
        link = client.post(f"{UPLOADS}/initiate", json={"filename": f"{NAME}.pdf"}).raise_for_status().json()
        client.put(link["presigned_url"], content=data).raise_for_status()
        body = {name: link[name] for name in ("upload_id", "s3_key")} | {
            "size": len(data),
            "password": PASSWORD,
        }
        client.post(f"{UPLOADS}/complete", json=body).raise_for_status()
        heard = client.get(f"/api/v1/ocr/events/{link['upload_id']}").text
        feedback = {"category": "letter", "fields": {"vendor": f"{TEXT} Ltd"}}
        client.post(f"/api/v1/ocr/tasks/{link['upload_id']}/feedback", json=feedback).raise_for_status()
        told = client.get("/api/v1/webhooks").text
        log = client.get("/api/v1/audit-log", headers=OPERATOR).text

    assert called.status_code == 202
    assert "event: end" in heard
    assert in_files(service.folder, "*.log", "*.ndjson") & {KEY, PASSWORD, HOOK} == set()
    # Where to call stands in the intake record beside the document as well, and goes with it.
    assert in_files(service.folder, "task.json") - {HOOK} == set()
    for said in (heard, log):
        assert not [secret for secret in SECRETS if secret in said]
    assert made["secret"] not in told
    held = in_redis(service.redis_url)
    # What somebody put right stands in the task, as long as its result.
    mended = f"task:{link['upload_id']}"
    assert held.pop(mended) - {HOOK} <= {TEXT}
    assert [key for key, found in held.items() if found - {HOOK} and not key.startswith(MAY_HOLD)] == []
    assert [key for key in held if not key.startswith(MAY_HOLD_ADDRESSES)] == []


def test_a_removed_document_leaves_no_trace(service: RunningService, locked: Path) -> None:
    with httpx2.Client(base_url=service.url, headers=HEADERS, timeout=PATIENCE_S) as client:
        tasks = client.get("/api/v1/ocr/tasks").json()["tasks"]
        for task in tasks:
            assert client.delete(f"/api/v1/ocr/tasks/{task['task_id']}").status_code == 204

    assert {secret for found in in_redis(service.redis_url).values() for secret in found} <= {HOOK}
    assert in_files(service.folder / "uploads" / "*", "*") == set()
    assert tasks


def test_a_removed_owner_leaves_no_trace(service: RunningService, locked: Path) -> None:
    with httpx2.Client(base_url=service.url, headers=HEADERS, timeout=PATIENCE_S) as client:
        files = {"file": (f"{NAME}.pdf", locked.read_bytes())}
        client.post(f"{PROCESS}?wait=60", files=files, data={"password": PASSWORD}).raise_for_status()
        begun = client.post(f"{UPLOADS}/initiate", json={"filename": f"{NAME}.pdf"}).raise_for_status().json()
        client.put(begun["presigned_url"], content=locked.read_bytes()).raise_for_status()
        removed = client.delete("/api/v1/owners/anna", headers=OPERATOR).raise_for_status().json()

    assert removed["tasks"] == removed["webhooks_removed"] == 1
    assert in_redis(service.redis_url) == {}
    assert in_files(service.folder / "uploads", "*") == set()
    assert NAME.encode() not in b"".join(contents(service.redis_url).values())
