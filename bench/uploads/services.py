"""The services that are measured, and what is sent to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx2

from tests.support.processes.s3_server import ACCESS_KEY, SECRET_KEY, S3Server
from tests.support.service import RunningService

_PLAIN = {"CONTENT_CACHE": "false", "MAX_FILE_MB": "2000", "WORKER_CONCURRENCY": "1"}


@contextmanager
def service(folder: Path, server: S3Server | None = None, **variables: str) -> Iterator[RunningService]:
    """A service of its own; its documents lie in a bucket of ``server``, or in its folder."""
    folder.mkdir(parents=True)
    bucket = {}
    if server is not None:
        bucket = {
            "S3_BUCKET": "documents",
            "S3_ENDPOINT_URL": server.endpoint,
            "S3_ACCESS_KEY": ACCESS_KEY,
            "S3_SECRET_KEY": SECRET_KEY,
            "S3_PREFIX": folder.name,
        }
    with RunningService(folder, **(_PLAIN | bucket | variables)) as running:
        yield running


@contextmanager
def client(running: RunningService) -> Iterator[httpx2.Client]:
    """A caller with a connection of his own."""
    with httpx2.Client(base_url=f"{running.url}/api/v1", timeout=600) as http:
        yield http


def read(http: httpx2.Client, content: bytes | IO[bytes], **query: str) -> None:
    """Send a document and wait until it was read."""
    files = {"file": ("page.pdf", content)}
    http.post("/ocr/process", params={"wait": "120", **query}, files=files).raise_for_status()


def until_read(http: httpx2.Client, task_id: str) -> None:
    """Wait until nothing of a task runs any more."""
    while True:
        task = http.get(f"/ocr/status/{task_id}", params={"wait": "20"}).raise_for_status().json()
        if task["status"] in ("COMPLETED", "FAILED", "completed", "failed"):
            return


def initiate(http: httpx2.Client) -> dict[str, str]:
    """Begin an upload."""
    body = {"filename": "page.pdf", "file_type": "application/pdf"}
    begun: dict[str, str] = http.post("/uploads/initiate", json=body).raise_for_status().json()
    return begun


def send(begun: dict[str, str], content: bytes | IO[bytes], size: int) -> None:
    """Send the bytes to the link."""
    headers = {"Content-Length": str(size)}
    url = begun["presigned_url"]
    httpx2.put(url, content=content, headers=headers, timeout=600, trust_env=False).raise_for_status()


def complete(http: httpx2.Client, begun: dict[str, str], size: int) -> None:
    """Make it a task."""
    body = {"upload_id": begun["upload_id"], "s3_key": begun["s3_key"], "size": size}
    http.post("/uploads/complete", json=body).raise_for_status()
