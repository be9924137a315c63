"""One event is one line, whatever strangers put into its values."""

from __future__ import annotations

import json
import logging

import pytest

from ocr_service.observability.logging import JsonFormatter, PlainFormatter


def record(message: str = "request answered", **values: object) -> logging.LogRecord:
    made = logging.makeLogRecord({"name": "ocr_service.api.request_ids", "levelname": "INFO", "msg": message})
    made.__dict__.update(values)
    return made


def test_a_plain_line_has_stage_event_and_pairs():
    line = PlainFormatter().format(record(path="/healthz", http_status=200, reason="it's fine"))

    assert line.endswith(
        "Z INFO    api        request answered path=/healthz http_status=200 reason=it's fine"
    )


@pytest.mark.parametrize("end", ["\n", "\r", "\x1b[2J", "\u2028", "\x9b", "\u202e"])
def test_a_value_can_neither_forge_a_line_nor_steer_the_terminal(end):
    line = PlainFormatter().format(record(f"odd{end}event", path=f"/x{end}2026-01-01 INFO forged"))

    assert end not in line
    assert len(line.splitlines()) == 1


def test_a_traceback_of_a_child_stays_readable():
    line = PlainFormatter().format(record(child_traceback="Traceback:\n  in run\nValueError: \x1b[2J"))

    assert line.endswith("request answered\nTraceback:\n  in run\nValueError: \\x1b[2J")


def test_ndjson_keeps_values_as_they_are():
    line = JsonFormatter({"worker": "w1"}).format(record(path="/x\ny"))

    assert "\n" not in line
    assert json.loads(line)["path"] == "/x\ny"
    assert json.loads(line)["worker"] == "w1"
