"""Set up structured logs: plain or JSON lines to the console, NDJSON to a file.

A log call names a fixed event phrase and puts its values into ``extra``; ``stage`` says which part
of the service speaks. Document text and secrets are never logged.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from ocr_service.observability import request_context

_OWN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "color_message", "taskName"}
_LOG_BYTES = 10_000_000
_LOG_BACKUPS = 3


def _values(record: logging.LogRecord) -> dict[str, Any]:
    values = {name: value for name, value in record.__dict__.items() if name not in _OWN}
    for name, variable in (("task_id", request_context.task_id), ("request_id", request_context.request_id)):
        if variable.get():
            values.setdefault(name, variable.get())
    return values


def _stage(record: logging.LogRecord, values: dict[str, Any]) -> str:
    return str(values.pop("stage", "") or record.name.removeprefix("ocr_service.").split(".")[0])


class JsonFormatter(logging.Formatter):
    """One JSON object a line: ``time``, ``level``, ``stage``, ``message`` and the event's values."""

    def __init__(self, constant: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self._constant = dict(constant or {})

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        values = _values(record)
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "stage": _stage(record, values),
            "message": record.getMessage(),
            **self._constant,
            **values,
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class PlainFormatter(logging.Formatter):
    """One line for people: time, level, stage, event, then ``name=value`` pairs."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line (a traceback follows on lines of its own)."""
        values = _values(record)
        stage = _stage(record, values)
        traces = [str(values.pop("child_traceback", ""))]
        if record.exc_info:
            traces.append(self.formatException(record.exc_info))
        pairs = " ".join(f"{name}={value}" for name, value in values.items())
        clock = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
        event = f"{clock}Z {record.levelname:<7} {stage:<10} {record.getMessage()} {pairs}".rstrip()
        lines = [event, *(line for trace in traces for line in trace.split("\n") if line)]
        return "\n".join(map(_escaped, lines))


def _escaped(line: str) -> str:
    """What a stranger sent (a path, a name) can neither begin a line of its own nor steer a terminal."""
    if line.isprintable():
        return line
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in line)


def configure_logging(
    *, level: str, style: str, file: Path | None = None, constant: Mapping[str, Any] | None = None
) -> None:
    """Send all logs to standard error as ``style`` (``plain`` or ``json``) and to ``file`` as NDJSON."""
    console = logging.StreamHandler(sys.stderr)
    console.setFormatter(JsonFormatter(constant) if style == "json" else PlainFormatter())
    handlers: list[logging.Handler] = [console]
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        ndjson = RotatingFileHandler(file, maxBytes=_LOG_BYTES, backupCount=_LOG_BACKUPS, encoding="utf-8")
        ndjson.setFormatter(JsonFormatter(constant))
        handlers.append(ndjson)
    logging.basicConfig(level=level, handlers=handlers, force=True)
    # It tells every call with its whole address, in which a receiver's token may stand.
    logging.getLogger("httpx2").setLevel(logging.WARNING)
