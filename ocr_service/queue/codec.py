"""Translate between tasks and the readable strings of a Redis hash.

Fields that hold their default are not stored: a finished task stays small.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import NO_METADATA, IntakeRecord, Task, TaskError, TaskOptions

Fields = Mapping[str, str]


def compact_json(data: object) -> str:
    """JSON without spaces; equal data gives equal text."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def options_json(options: TaskOptions) -> str:
    """The options in the form that the content cache compares."""
    return compact_json(options.to_json())


def fields_of_record(record: IntakeRecord) -> dict[str, str]:
    """What the hash of a new task holds besides its state, which the scripts write."""
    fields = {
        "id": record.id,
        "priority": record.priority.value,
        "filename": record.filename,
        "file_path": record.file_path,
        "media_type": record.media_type,
        "sha256": record.sha256,
        "bytes": str(record.bytes),
        "options": options_json(record.options),
        "language": record.options.language,
        "owner": record.owner,
        "batch_id": record.batch_id,
        "has_password": "1" if record.has_password else "",
        "user_metadata": compact_json(dict(record.user_metadata)) if record.user_metadata else "",
        "request_id": record.request_id,
        "source": "" if record.source == "http" else record.source,
    }
    return {name: value for name, value in fields.items() if value}


def pairs(flat: Iterable[Any]) -> dict[str, str]:
    """The mapping in a flat reply ``[name, value, name, value, …]``."""
    values = iter(flat)
    return dict(zip(values, values, strict=True))


def _number(fields: Fields, name: str) -> int:
    return int(fields.get(name) or 0)


def _error(text: str | None) -> TaskError | None:
    if not text:
        return None
    data = json.loads(text)
    return TaskError(code=data["code"], detail=data["detail"])


def _history(text: str | None) -> tuple[Mapping[str, Any], ...]:
    return tuple(json.loads(text)) if text else ()


def task_from_fields(fields: Fields) -> Task:
    """The task that a hash describes. Raises ``KeyError`` or ``ValueError`` when it describes none."""
    return Task(
        id=fields["id"],
        status=TaskStatus(fields["status"]),
        priority=Priority(fields["priority"]),
        filename=fields.get("filename", ""),
        file_path=fields.get("file_path", ""),
        media_type=fields.get("media_type", ""),
        sha256=fields.get("sha256", ""),
        bytes=_number(fields, "bytes"),
        options=TaskOptions.from_json(json.loads(fields.get("options") or "{}")),
        progress=_number(fields, "progress"),
        message=fields.get("message", ""),
        pages_done=_number(fields, "pages_done"),
        pages_total=_number(fields, "pages_total"),
        retry_count=_number(fields, "retry_count"),
        child_crashes=_number(fields, "child_crashes"),
        lost_leases=_number(fields, "lost_leases"),
        token=_number(fields, "token"),
        worker=fields.get("worker", ""),
        owner=fields.get("owner", ""),
        batch_id=fields.get("batch_id", ""),
        has_password=bool(fields.get("has_password")),
        error=_error(fields.get("error")),
        user_metadata=json.loads(fields["user_metadata"]) if "user_metadata" in fields else NO_METADATA,
        request_id=fields.get("request_id", ""),
        source=fields.get("source", "http"),
        cached_from=fields.get("cached_from", ""),
        version=int(fields.get("version") or 1),
        history=_history(fields.get("history")),
        created_at=fields.get("created_at", ""),
        updated_at=fields.get("updated_at", ""),
        started_at=fields.get("started_at", ""),
        finished_at=fields.get("finished_at", ""),
    )
