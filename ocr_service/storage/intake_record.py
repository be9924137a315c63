"""Read and write ``task.json``: what must be known to run a document when Redis has forgotten it."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from ocr_service.domain.status import Priority
from ocr_service.domain.task import Callback, IntakeRecord, TaskOptions

RECORD_VERSION = 1


def encode_record(record: IntakeRecord) -> bytes:
    """The record as readable JSON."""
    data = {
        field.name: getattr(record, field.name)
        for field in fields(record)
        if field.name not in ("options", "user_metadata", "callback")
    }
    data |= {
        "version": RECORD_VERSION,
        "options": record.options.to_json(),
        "user_metadata": dict(record.user_metadata),
    }
    if record.callback.url:
        data["callback"] = {"url": record.callback.url, "events": list(record.callback.events)}
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def decode_record(text: bytes) -> IntakeRecord:
    """The record that ``encode_record`` wrote; members of a later version are left out.

    Raises ``ValueError``, ``KeyError`` or ``TypeError`` when it is damaged.
    """
    try:
        return _decoded(json.loads(text))
    except (AttributeError, OverflowError, RecursionError) as error:
        raise ValueError("a value of the record is of another kind") from error


def _decoded(data: Any) -> IntakeRecord:
    if not isinstance(data, dict):
        raise TypeError("a record is a JSON object")
    known = {field.name for field in fields(IntakeRecord)}
    values = {name: value for name, value in data.items() if name in known}
    values["options"] = TaskOptions.from_json(data["options"])
    values["priority"] = Priority(data["priority"])
    if told := data.get("callback"):
        values["callback"] = Callback(url=str(told["url"]), events=tuple(map(str, told["events"])))
    return IntakeRecord(**values)
