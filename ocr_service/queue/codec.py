"""Translate between tasks and the readable strings of a Redis hash.

Fields that hold their default are not stored: a finished task stays small.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from ocr_service.domain.facts import Correction
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import NO_METADATA, IntakeRecord, Task, TaskError, TaskOptions

Fields = Mapping[str, str]


# ``json.dumps`` would make one at each call.
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def compact_json(data: object) -> str:
    """JSON without spaces; equal data gives equal text."""
    return _COMPACT.encode(data)


@lru_cache(maxsize=256)
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
        "retry_count": "0",
        "owner": record.owner,
        "batch_id": record.batch_id,
        "key_id": record.key_id,
        "has_password": "1" if record.has_password else "",
        "user_metadata": compact_json(dict(record.user_metadata)) if record.user_metadata else "",
        "request_id": record.request_id,
        "source": "" if record.source == "http" else record.source,
        "callback_url": record.callback.url,
        "callback_events": ",".join(record.callback.events),
        "version": str(record.options.version) if record.options.version > 1 else "",
    }
    return {name: value for name, value in fields.items() if value}


def pairs(flat: Iterable[Any]) -> dict[str, str]:
    """The mapping in a flat reply ``[name, value, name, value, …]``."""
    values = iter(flat)
    return dict(zip(values, values, strict=True))


def hash_of(reply: Any) -> Mapping[str, str]:
    """What a ``HGETALL`` told, whoever read its reply: redis-py makes a mapping of it."""
    return reply if isinstance(reply, dict) else pairs(reply)


@lru_cache(maxsize=256)
def _options(text: str) -> TaskOptions:
    """Many documents are sent with the same few options; 8 µs each time they are parsed."""
    return TaskOptions.from_json(json.loads(text))


def _error(text: str) -> TaskError:
    data = json.loads(text)
    return TaskError(code=data["code"], detail=data["detail"])


def _history(text: str) -> tuple[Mapping[str, Any], ...]:
    return tuple(_writable(text))


def _corrections(text: str) -> Mapping[str, Correction]:
    return {str(name): _correction(told) for name, told in json.loads(text).items()}


def _correction(told: Any) -> Correction:
    """Earlier releases kept the value alone."""
    if not isinstance(told, Mapping):
        return Correction(value=str(told))
    return Correction(value=str(told["value"]), by=str(told.get("by", "")), at=str(told.get("at", "")))


def _writable(text: str) -> Any:
    """What the JSON says. Raises ``ValueError`` for what could not be answered as JSON again, such as ``1e999``."""
    data = json.loads(text)
    json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
    return data


_TEXTS = frozenset(
    (
        *("id", "filename", "file_path", "media_type", "sha256", "message", "worker", "owner", "batch_id"),
        *("key_id", "request_id", "source", "cached_from", "category"),
        *("created_at", "updated_at", "started_at", "finished_at"),
    )
)
_NUMBERS = (
    *("bytes", "progress", "pages_done", "pages_total", "retry_count", "child_crashes", "lost_leases"),
    *("spent_ms", "token", "version", "keep_s"),
)
_PARSERS: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(_NUMBERS, int),
    "status": TaskStatus,
    "priority": Priority,
    "options": _options,
    "has_password": bool,
    "error": _error,
    "user_metadata": _writable,
    "history": _history,
    "corrections": _corrections,
}
_ABSENT: Mapping[str, Any] = {
    **dict.fromkeys(("filename", "file_path", "media_type", "sha256"), ""),
    "bytes": 0,
    "options": TaskOptions(),
    "user_metadata": NO_METADATA,
    "version": 1,
}


_NEEDED: Mapping[str, Any] = {"id": "", "status": TaskStatus.FAILED, "priority": Priority.NORMAL}


FIELDS_TO_CHECK = tuple(sorted(_PARSERS))
"""What of a hash may be unreadable; any text is as good as another."""


def damaged_fields(fields: Fields) -> tuple[str, ...]:
    """The names among ``fields`` whose values nobody can read."""
    return tuple(
        name
        for name in task_from_fields({"id": "-", "priority": "normal", **fields}).damaged
        if name in fields
    )


def task_from_fields(fields: Fields) -> Task:
    """The task that a hash describes.

    A hand on redis-cli or an earlier release may have left values that cannot be read: they hold their default then,
    and the task names them in ``damaged``, so that no row ever breaks a list.
    """
    values, damaged = dict(_ABSENT), []
    for name, text in fields.items():
        if not text:
            continue
        if name in _TEXTS:
            values[name] = text
        elif parse := _PARSERS.get(name):
            try:
                values[name] = parse(text)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                damaged.append(name)
    for name, default in _NEEDED.items():
        if name not in values:
            values[name] = default
            damaged += [name] if name not in damaged else []
    return Task(**values, damaged=tuple(damaged))
