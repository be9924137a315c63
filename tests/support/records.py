"""Intake records and workers for tests that need some, whatever they hold."""

from __future__ import annotations

import hashlib
from typing import Any

from ocr_service.domain.queue_values import WorkerInfo
from ocr_service.domain.status import Priority
from ocr_service.domain.task import IntakeRecord, new_task_id


def make_record(**changes: Any) -> IntakeRecord:
    """A record of a small PDF; its bytes differ from those of every other record."""
    task_id = changes.pop("id", None) or new_task_id()
    plain: dict[str, Any] = {
        "id": task_id,
        "file_path": f"{task_id}/source.pdf",
        "filename": "letter.pdf",
        "media_type": "application/pdf",
        "sha256": hashlib.sha256(task_id.encode()).hexdigest(),
        "bytes": 1234,
    }
    return IntakeRecord(**(plain | changes))


def make_worker(worker_id: str = "w1", **changes: Any) -> WorkerInfo:
    """A worker that serves all queues and runs nothing."""
    plain: dict[str, Any] = {
        "id": worker_id,
        "host": "nas",
        "pid": 4711,
        "version": "0.1.0",
        "started_at": "2026-01-01T00:00:00.000+00:00",
        "queues": tuple(Priority),
        "languages": ("deu", "eng"),
        "engines": ("tesseract",),
    }
    return WorkerInfo(**(plain | changes))
